import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** Lets a scope's routes take a file as it is, up to a size; other content types stay refused there. To be called inside a scope of its own. */
export function takeRawBodies(scope: FastifyInstance, { contentTypes, limitBytes }: { contentTypes: readonly string[]; limitBytes: number }): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([...contentTypes], { parseAs: 'buffer', bodyLimit: limitBytes }, (_request, body, done) => done(null, body));
}

/** The file of a request; a request without a body is an empty file. */
export function fileOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

/** The body of such a route in the specification; its own reader judges the bytes. */
export function aFile(description: string): z.ZodUnknown {
  return z.unknown().meta({ type: 'string', format: 'binary', description });
}
