import { SMTPServer } from 'smtp-server';

/** Where a letter hangs: the server has not yet taken the recipient, or has the text and gives no answer. */
export type Stage = 'recipient' | 'text';

/** A mail server that stops answering where a test wants it to, and counts what it was given and what it took. */
export type StallingMail = {
  readonly smtpUrl: string;
  /** Letters to this address hang at this stage from now on. */
  stall(address: string, stage: Stage): void;
  /** Nothing hangs from now on; conversations that hang stay so. */
  answerAgain(): void;
  /** Addresses of conversations that have come to hang, oldest first. */
  readonly hanging: readonly string[];
  /** Every letter whose text was received, and whether it was accepted. */
  readonly received: readonly { to: string; accepted: boolean }[];
  stop(): Promise<void>;
};

export async function startStallingMail(): Promise<StallingMail> {
  const stalls = new Map<string, Stage>();
  const hanging: string[] = [];
  const received: { to: string; accepted: boolean }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo(address, _session, done) {
      if (stalls.get(address.address) === 'recipient') hanging.push(address.address);
      else done();
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]?.address ?? '';
      stream.resume();
      stream.once('end', () => {
        const accepted = stalls.get(to) !== 'text';
        received.push({ to, accepted });
        if (accepted) done();
        else hanging.push(to);
      });
    },
  });
  // A client that is killed in the middle is what these tests are about.
  server.on('error', () => {});
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.server.address();
  return {
    smtpUrl: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    stall: (to, stage) => void stalls.set(to, stage),
    answerAgain: () => stalls.clear(),
    hanging,
    received,
    stop: () => new Promise(resolve => void server.close(() => resolve())),
  };
}
