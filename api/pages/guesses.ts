import { Attempts } from './attempts.ts';

/**
 * Looks links up and counts, for each address, those that there never were: after ten within a minute it answers `rate_limited`.
 * An address is all that is known of whoever guesses, for each guess is another token. So a guesser in an office shuts the links of
 * everybody behind the same address for up to a minute, people with good links included; a look at whether a link is good before
 * refusing would be one more guess. Behind a proxy TRUST_PROXY must name it, or all visitors are one address.
 */
export class Guesses {
  readonly #limit: number;
  readonly #unknown: Attempts;
  readonly #underWay = new Map<string, Set<Promise<void>>>();

  constructor(limit: number) {
    this.#limit = limit;
    this.#unknown = new Attempts(limit);
  }

  /**
   * Answers what `look` finds. A look whose end is not known may be a guess: where all that are still allowed are under way, the next waits
   * for one of them, so that a thousand tokens sent at once are no more than ten guesses, and twenty openings of a good link all succeed.
   */
  async follow<Found extends Readonly<{ known: boolean }>>(address: string, nowMs: number, look: () => Promise<Found>): Promise<Found> {
    for (let others = this.#lookingFrom(address); ; others = this.#lookingFrom(address)) {
      this.#unknown.refuseAbove(address, nowMs);
      if (this.#unknown.made(address, nowMs) + others.size < this.#limit) break;
      await Promise.race(others);
    }
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#underWay.set(address, this.#lookingFrom(address).add(over));
    try {
      const found = await look();
      if (!found.known) this.#unknown.note(address, nowMs);
      return found;
    } finally {
      this.#leave(address, over);
      end();
    }
  }

  #lookingFrom(address: string): Set<Promise<void>> {
    return this.#underWay.get(address) ?? new Set();
  }

  #leave(address: string, over: Promise<void>): void {
    const looking = this.#lookingFrom(address);
    looking.delete(over);
    if (looking.size === 0) this.#underWay.delete(address);
  }
}
