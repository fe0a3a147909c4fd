import type { FastifyInstance } from 'fastify';

/** Lets a scope's routes take a file as it is, up to a size; other content types stay refused there. To be called inside a scope of its own. */
export function takeRawBodies(scope: FastifyInstance, { contentTypes, limitBytes }: { contentTypes: readonly string[]; limitBytes: number }): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser([...contentTypes], { parseAs: 'buffer', bodyLimit: limitBytes }, (_request, body, done) => done(null, body));
}

/** The file of a request; a request without a body is an empty file. */
export function fileOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
