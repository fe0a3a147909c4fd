import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime, { type Address, type Email } from 'postal-mime';

/** A letter that the local mail server caught, as the inbox shows it. */
export type CaughtMessage = {
  readonly id: string;
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  /** When it was caught. */
  readonly at: string;
  readonly html: string;
  readonly text: string;
  readonly links: readonly string[];
  readonly attachments: readonly CaughtAttachment[];
  readonly headers: Readonly<Record<string, string>>;
};
export type CaughtAttachment = { readonly filename: string; readonly contentType: string; readonly sizeBytes: number };
export type Envelope = { readonly id: string; readonly at: string; readonly from: string; readonly to: readonly string[] };

const idForm = /^\d{8}T\d{9}Z-[0-9a-f]{8}$/;
const bytesOf = (content: ArrayBuffer | Uint8Array | string): Uint8Array => (typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : new Uint8Array(content));
const addressText = (address: Address | undefined): string => (!address ? '' : address.address === undefined ? address.name : address.name ? `${address.name} <${address.address}>` : address.address);

function linksOf(mail: Email): string[] {
  const inHtml = [...(mail.html ?? '').matchAll(/\bhref\s*=\s*"(https?:[^"]+)"|\bhref\s*=\s*'(https?:[^']+)'/gi)].map(found =>
    (found[1] ?? found[2] ?? '').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
  );
  const inText = [...(mail.text ?? '').matchAll(/https?:\/\/[^\s<>"'»)\]]+/g)].map(found => found[0].replace(/[.,;:!?]+$/, ''));
  return [...new Set([...inHtml, ...inText])];
}

/** Turns the bytes of a letter and its envelope into what the inbox shows. */
export async function parseCaught(raw: Uint8Array, envelope: Envelope): Promise<CaughtMessage> {
  const mail = await PostalMime.parse(raw);
  return {
    id: envelope.id,
    at: envelope.at,
    to: envelope.to,
    from: addressText(mail.from) || envelope.from,
    subject: mail.subject ?? '',
    html: mail.html ?? '',
    text: mail.text ?? '',
    links: linksOf(mail),
    attachments: mail.attachments.map(part => ({ filename: part.filename ?? 'attachment', contentType: part.mimeType, sizeBytes: bytesOf(part.content).byteLength })),
    headers: Object.fromEntries(mail.headers.map(header => [header.key, header.value])),
  };
}

async function readEntry(dir: string, id: string): Promise<CaughtMessage | undefined> {
  try {
    return JSON.parse(await readFile(path.join(dir, `${id}.json`), 'utf8')) as CaughtMessage;
  } catch (error) {
    // The folder may be wiped while it is being listed.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The letters caught in this folder, newest first; none where the folder does not exist yet. */
export async function readCaught(dir: string, limit = 500): Promise<CaughtMessage[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const ids = names
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -'.json'.length))
    .filter(id => idForm.test(id))
    .sort()
    .reverse();
  const messages = await Promise.all(ids.slice(0, limit).map(id => readEntry(dir, id)));
  return messages.filter(message => message !== undefined);
}

/** One caught letter, or undefined where there is none of that id. */
export async function readCaughtMessage(dir: string, id: string): Promise<CaughtMessage | undefined> {
  return idForm.test(id) ? readEntry(dir, id) : undefined;
}

/** The bytes of one attachment by its place in the letter, counted from 0; undefined where there is none. */
export async function readCaughtAttachment(dir: string, id: string, place: number): Promise<(CaughtAttachment & { readonly bytes: Uint8Array }) | undefined> {
  const message = await readCaughtMessage(dir, id),
    described = message?.attachments[place];
  if (!described) return undefined;
  const part = (await PostalMime.parse(await readFile(path.join(dir, `${id}.eml`)))).attachments[place];
  return part && { ...described, bytes: bytesOf(part.content) };
}
