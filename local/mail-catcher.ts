import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { parseCaught } from '../api/inbox/read-caught.ts';

const largestLetterBytes = 30_000_000;
/** Every mailbox of this domain is full: letters to it are put off again and again, so that anybody can see what a failing step looks like. */
const fullMailboxes = '@full-mailbox.example';

export type MailCatcher = { readonly smtpUrl: string; readonly port: number; stop(): Promise<void> };

/** Names sort by time, so the newest letter is the last name; two letters never share a millisecond. */
let lastCaughtMs = 0;
function nextInstant(): Date {
  lastCaughtMs = Math.max(Date.now(), lastCaughtMs + 1);
  return new Date(lastCaughtMs);
}
const letterId = (at: Date) => `${at.toISOString().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;

async function writeDurably(file: string, content: Uint8Array | string): Promise<void> {
  const half = await open(`${file}.tmp`, 'w', 0o600);
  try {
    await half.writeFile(content);
    await half.sync();
  } finally {
    await half.close();
  }
  await rename(`${file}.tmp`, file);
}

/** The letter first, what the inbox shows of it second: a letter that is shown is there as a whole. */
async function keep(dir: string, raw: Buffer, session: SMTPServerSession): Promise<string> {
  const at = nextInstant(),
    id = letterId(at),
    sender = session.envelope.mailFrom;
  const envelope = { id, at: at.toISOString(), from: sender ? sender.address : '', to: session.envelope.rcptTo.map(recipient => recipient.address) };
  const message = await parseCaught(raw, envelope);
  await writeDurably(path.join(dir, `${id}.eml`), raw);
  await writeDurably(path.join(dir, `${id}.json`), JSON.stringify(message));
  return id;
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

/**
 * A real SMTP server on loopback that sends nothing on: every letter is kept in the folder, as `<id>.eml` and `<id>.json`, and
 * accepted only when it lies there for good. `api/inbox/read-caught.ts` reads them.
 */
export async function startMailCatcher({ port, dir }: { port: number; dir: string }): Promise<MailCatcher> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const server = new SMTPServer({
    banner: 'Q2C local inbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largestLetterBytes,
    logger: false,
    closeTimeout: 1_000,
    onRcptTo({ address }, _session, done) {
      done(address.endsWith(fullMailboxes) ? refusal(452, 'The mailbox is full, try again later') : null);
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => {
        if (!stream.sizeExceeded) parts.push(part);
      });
      stream.once('error', done);
      stream.once('end', () => {
        if (stream.sizeExceeded) done(refusal(552, `The letter is larger than ${largestLetterBytes} bytes`));
        // The types know no answer text here, the server does: it is what a client logs.
        else
          keep(dir, Buffer.concat(parts), session).then(
            id => (done as (error: null, text: string) => void)(null, `kept as ${id}`),
            (error: Error) => done(refusal(451, `Not kept: ${error.message}`)),
          );
      });
    },
  });
  // A client that breaks off is its own trouble; an error before listening is ours and rejects below.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', () => {});
  const address = server.server.address();
  const real = typeof address === 'object' && address ? address.port : port;
  return { smtpUrl: `smtp://127.0.0.1:${real}`, port: real, stop: () => new Promise(resolve => server.close(() => resolve())) };
}
