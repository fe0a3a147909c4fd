import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SmtpConnection from 'nodemailer/lib/smtp-connection';

/** `detail`: the server's words after the command they answer, or what broke before it could speak; no texts of ours. */
export type SmtpFailure = Readonly<{ detail: string; command: string | null; code: number | null; textTravelled: boolean }>;
export type SmtpResult = Readonly<{ accepted: string }> | Readonly<{ failure: SmtpFailure }> | Readonly<{ withheld: true }>;

export type SmtpMessage = Readonly<{
  from: string;
  to: string;
  mime: Buffer;
  /** The name of the envelope (RFC 3461): a report of its return gives it back, where the servers on the way know how. */
  envelopeId?: string;
  /** Asked when the server waits for the text and before its first byte: may it travel? What it throws ends the conversation. */
  mayTravel: () => Promise<boolean>;
}>;

/**
 * One SMTP conversation: connect, sign in where the URL names a user, hand over one message.
 * It tells whether the first byte of the text was handed to the socket before a failure, which decides whether a
 * letter may be sent again by itself; the ready-made transport does not tell (reliability.md 2.2).
 * A text that may not travel is not begun: the connection ends in the middle of DATA, and the server forgets the letter.
 */
export async function smtpConversation(smtpUrl: string, message: SmtpMessage): Promise<SmtpResult> {
  const { auth, ...options } = parseConnectionUrl(smtpUrl);
  const connection = new SmtpConnection({ ...options, connectionTimeout: 8_000, greetingTimeout: 8_000, socketTimeout: 20_000 });
  // What a connection still says after its step has failed is no news; unheard, it would end the process.
  connection.on('error', () => {});
  const { stream, course } = askedText(message);
  let midText = false;
  try {
    await settled(connection, done => connection.connect(done));
    if (auth?.user) await settled(connection, done => connection.login({ credentials: { user: auth.user ?? '', pass: auth.pass ?? '' } }, done));
    const sent = await settled<{ response?: string } | undefined>(connection, done => connection.send(envelopeOf(message), stream, done));
    if (!course.travelled) throw new Error('The server took a letter whose text it did not get.');
    return { accepted: sent?.response ?? '250' };
  } catch (error) {
    midText = course.asked !== null;
    // A question still open is waited for: whoever asks again must find what it has recorded.
    stream.destroy();
    await course.asked;
    if (course.held === null) return { failure: describe(error, course.travelled) };
    if ('error' in course.held) throw course.held.error;
    return course.held;
  } finally {
    // A word of farewell in the middle of a text would be a part of it.
    if (midText) connection.close();
    else connection.quit();
  }
}

/** Of a letter that comes back its headers are enough, and nobody need be told of one that arrives. */
function envelopeOf({ from, to, envelopeId }: SmtpMessage) {
  return { from, to: [to], ...(envelopeId === undefined ? {} : { dsn: { ret: 'HDRS', envid: envelopeId, notify: 'FAILURE,DELAY' } }) };
}

type Course = { asked: Promise<void> | null; travelled: boolean; held: Readonly<{ withheld: true }> | Readonly<{ error: unknown }> | null };

/** The text as a stream that the connection reads after the server's 354, and that asks then whether it may travel. */
function askedText({ mime, mayTravel }: SmtpMessage): { stream: Readable; course: Course } {
  const course: Course = { asked: null, travelled: false, held: null };
  const hold = (why: NonNullable<Course['held']>) => {
    course.held = why;
    stream.destroy(new Error('The text was not begun.'));
  };
  const decide = (allowed: boolean) => {
    if (!allowed) return hold({ withheld: true });
    // The connection may have ended while the question was open: then nothing travels.
    if (stream.destroyed) return;
    course.travelled = true;
    stream.push(mime);
    stream.push(null);
  };
  const stream = new Readable({
    read() {
      course.asked ??= mayTravel().then(decide, error => hold({ error }));
    },
  });
  return { stream, course };
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

const longestDetail = 500;

function describe(error: unknown, textTravelled: boolean): SmtpFailure {
  const { message, response, responseCode, command } = (error ?? {}) as { message?: string; response?: string; responseCode?: number; command?: string };
  const detail = response ? `${command}: ${response}` : (message ?? String(error));
  return { detail: detail.slice(0, longestDetail), command: command ?? null, code: responseCode ?? null, textTravelled };
}
