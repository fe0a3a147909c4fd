import type { ErrorCode } from './codes.ts';

/** A lawful "no" of a rule: a stable code for programs, a sentence for people, and the field or line it speaks of. */
export class RuleViolation extends Error {
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'RuleViolation';
    this.code = code;
    this.data = data;
  }
}
