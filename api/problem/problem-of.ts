import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type ErrorCode, errorCodes } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { isDatabaseAway } from './database-errors.ts';
import { httpStatus } from './status.ts';
import { type FieldError, fieldErrors } from './validation-errors.ts';

/** An error as people outside may see it: never a stack, a statement or a secret. */
export type KnownProblem = Readonly<{ code: ErrorCode; status: number; detail: string; errors: readonly FieldError[]; extra: Readonly<Record<string, unknown>>; retryAfterSeconds: number | null }>;

const fastifyCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'validation_failed',
  FST_ERR_NOT_FOUND: 'not_found',
};

/** Every error as one of the closed set of codes; what is unknown becomes the opaque `internal`. */
export function problemOf(error: unknown): KnownProblem {
  if (error instanceof RuleViolation) return fromRule(error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const context = 'validationContext' in error ? String(error.validationContext) : undefined;
    return problem('validation_failed', { errors: fieldErrors(error.validation, context) });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isBrokenJson(error, code)) return problem('validation_failed', { detail: 'The body is not valid JSON.', errors: [{ pointer: '#', detail: 'The body is not valid JSON.' }] });
  const known = fastifyCodes[code];
  if (known) return problem(known);
  if (isDatabaseAway(error)) return problem('database_unavailable');
  return problem('internal');
}

function isBrokenJson(error: unknown, code: string): boolean {
  return code === 'FST_ERR_CTP_INVALID_JSON_BODY' || (error instanceof SyntaxError && 'statusCode' in error && error.statusCode === 400);
}

function fromRule({ code, message, data }: RuleViolation): KnownProblem {
  const { pointer, errors, ...extra } = data;
  const listed = Array.isArray(errors) ? (errors as FieldError[]) : typeof pointer === 'string' ? [{ pointer, detail: message }] : [];
  return code === 'internal' ? problem('internal') : problem(code, { detail: message, errors: listed, extra });
}

function problem(code: ErrorCode, given: Partial<Pick<KnownProblem, 'detail' | 'errors' | 'extra'>> = {}): KnownProblem {
  const status = httpStatus[code];
  return { code, status, detail: given.detail ?? errorCodes[code], errors: given.errors ?? [], extra: given.extra ?? {}, retryAfterSeconds: status === 503 ? 2 : null };
}
