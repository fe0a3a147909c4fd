import { SMTPServer } from 'smtp-server';

/** A letter as it was taken: to whom, and the instant at which the server said so. */
export type Taken = Readonly<{ to: string; atMs: number }>;
/** `busiest`: how many conversations went on at once, at most. */
export type MailSink = Readonly<{ smtpUrl: string; taken: readonly Taken[]; busiest: () => number; stop: () => Promise<void> }>;

/** A real mail server that takes every letter, reads it to its end and keeps nothing of it but when it was taken. */
export async function startMailSink(): Promise<MailSink> {
  const taken: Taken[] = [];
  let open = 0,
    busiest = 0;
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true, logger: false, closeTimeout: 100 },
    onConnect: (_session, done) => {
      open += 1;
      busiest = Math.max(busiest, open);
      done();
    },
    onClose: () => {
      open -= 1;
    },
    onData(stream, session, done) {
      stream.resume();
      stream.once('end', () => {
        taken.push({ to: session.envelope.rcptTo[0]?.address ?? '', atMs: Date.now() });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', () => resolve()));
  const bound = server.server.address();
  const stop = () => new Promise<void>(resolve => void server.close(() => resolve()));
  return { smtpUrl: `smtp://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`, taken, busiest: () => busiest, stop };
}
