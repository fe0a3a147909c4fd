import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { paymentOrderMaxBytes } from '../../../domain/payment-orders/recognise-file.ts';
import { firstUnstorable } from '../../plugins/storable-text.ts';

/** A file as it came; null where none was chosen. One that is longer than is allowed is not kept at all. */
export type SentFile = Readonly<{ name: string; bytes: Buffer; isTooLarge: boolean }>;
export type SentForm = Readonly<{ fields: Readonly<Record<string, string>>; file: SentFile | null }>;

const textMaxBytes = 2_000;

/**
 * Lets the routes of a plugin take forms with one file: a few short fields beside it, and nothing written to a disk. A page without a script can send a
 * file in no other form, and its parts are what a parser of our own would get wrong: @fastify/multipart reads them, with a limit on each.
 */
export async function takeFiles(app: FastifyInstance): Promise<void> {
  const limits = { fileSize: paymentOrderMaxBytes, files: 1, fields: 6, parts: 7, fieldSize: textMaxBytes, fieldNameSize: 60, headerPairs: 10 };
  await app.register(multipart, { limits, throwFileSizeLimit: false });
}

/** Reads a form that may carry a file. Throws `validation_failed` for a field that came twice, is too long, or cannot be stored, for a file in another field, and for a form that breaks off. */
export async function readSent(request: FastifyRequest, fileField: string): Promise<SentForm> {
  if (!request.isMultipart()) return { fields: (request.body ?? {}) as Record<string, string>, file: null };
  const sent = await readParts(request, fileField).catch(error => {
    // What the reader of the parts does not like is the sender's affair, whatever it throws.
    if (error instanceof RuleViolation || (error instanceof Error && 'statusCode' in error)) throw error;
    throw refusal('its parts');
  });
  if (firstUnstorable(sent.fields) !== null) throw refusal('a text');
  return sent;
}

async function readParts(request: FastifyRequest, fileField: string): Promise<SentForm> {
  const fields: Record<string, string> = {};
  let file: SentFile | null = null;
  for await (const part of request.parts()) {
    if (part.type === 'file') file = await readFile(part, fileField);
    else if (typeof part.value !== 'string' || part.valueTruncated || Object.hasOwn(fields, part.fieldname)) throw refusal(part.fieldname);
    else fields[part.fieldname] = part.value;
  }
  return { fields, file };
}

/** A browser sends the field of a file that nobody has chosen as well: without a name and without a byte. */
async function readFile(part: MultipartFile, fileField: string): Promise<SentFile | null> {
  const bytes = await part.toBuffer();
  if (part.fieldname !== fileField) throw refusal(part.fieldname);
  const isTooLarge = part.file.truncated;
  return part.filename || bytes.length > 0 ? { name: part.filename ?? '', bytes: isTooLarge ? Buffer.alloc(0) : bytes, isTooLarge } : null;
}

const refusal = (field: string): RuleViolation => new RuleViolation('validation_failed', `The form cannot take ${field.slice(0, 40)} as it came.`);
