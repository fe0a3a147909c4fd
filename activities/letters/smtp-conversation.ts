import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SmtpConnection from 'nodemailer/lib/smtp-connection';

export type SmtpFailure = Readonly<{ message: string; responseCode: number | null; textTravelled: boolean }>;
export type SmtpResult = Readonly<{ accepted: string }> | Readonly<{ failure: SmtpFailure }>;

/**
 * One SMTP conversation: connect, sign in where the URL names a user, hand over one message.
 * It tells whether the first byte of the text was handed to the socket before a failure, which decides whether a
 * letter may be sent again by itself; the ready-made transport does not tell (reliability.md 2.2).
 */
export async function smtpConversation(smtpUrl: string, message: { from: string; to: string; mime: Buffer }): Promise<SmtpResult> {
  const { auth, ...options } = parseConnectionUrl(smtpUrl);
  const connection = new SmtpConnection({ ...options, connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 20_000 });
  let textTravelled = false;
  let lastError: unknown = null;
  connection.on('error', (error: unknown) => {
    lastError ??= error;
  });
  try {
    await settled(connection, done => connection.connect(done));
    if (auth?.user) await settled(connection, done => connection.login({ credentials: { user: auth.user ?? '', pass: auth.pass ?? '' } }, done));
    const text = new Readable({
      read() {
        // The connection asks for the text only after the server's 354.
        textTravelled = true;
        this.push(message.mime);
        this.push(null);
      },
    });
    const sent = await settled<{ response?: string } | undefined>(connection, done => connection.send({ from: message.from, to: [message.to] }, text, done));
    return { accepted: sent?.response ?? '250' };
  } catch (error) {
    return { failure: describe(error ?? lastError, textTravelled) };
  } finally {
    connection.quit();
  }
}

type Done<T> = (error?: Error | null, result?: T) => void;

/** A callback of the connection as a promise; an error that arrives as an event ends it too. */
function settled<T>(connection: SmtpConnection, step: (done: Done<T>) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(error);
    connection.once('error', fail);
    step((error, result) => {
      connection.off('error', fail);
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function describe(error: unknown, textTravelled: boolean): SmtpFailure {
  const { message, responseCode } = (error ?? {}) as { message?: string; responseCode?: number };
  return { message: message ?? String(error), responseCode: typeof responseCode === 'number' ? responseCode : null, textTravelled };
}
