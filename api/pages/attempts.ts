import { RuleViolation } from '../../domain/errors/rule-violation.ts';

const windowMs = 60_000;
const mostKeys = 10_000;

/** Counts what one key does within a minute. A speed bump of this process alone: no rule rests on it. */
export class Attempts {
  readonly #limit: number;
  readonly #times = new Map<string, number[]>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws `rate_limited` where the key has used its minute up. */
  refuseAbove(key: string, nowMs: number): void {
    if (this.made(key, nowMs) >= this.#limit) throw new RuleViolation('rate_limited', 'Too many requests within a minute.');
  }

  /** How often the key has done it within the minute before. */
  made(key: string, nowMs: number): number {
    return this.#recent(key, nowMs).length;
  }

  note(key: string, nowMs: number): void {
    const recent = this.#recent(key, nowMs);
    this.#times.delete(key);
    this.#times.set(key, [...recent, nowMs]);
    const [oldest] = this.#times.keys();
    if (this.#times.size > mostKeys && oldest !== undefined) this.#times.delete(oldest);
  }

  #recent(key: string, nowMs: number): number[] {
    return (this.#times.get(key) ?? []).filter(at => at > nowMs - windowMs);
  }
}
