import type { Money } from './money-model.ts';

type Span = Readonly<{ from: number; until: number }>;
export type PauseSpan = Span & Readonly<{ id: string; scope: string }> & { endedAt: number | null };
export type DisputeSpan = Span & Readonly<{ amount: number | null }> & { endedAt: number | null };
/** Promises made together: parts by their days; `endedAt` where they ended otherwise than by being kept. */
export type PromiseSpan = Readonly<{ from: number; paidBefore: number; parts: readonly Readonly<{ until: number; amount: number | null; keptAtPaid: number | null }>[] }> & {
  keptAt: (number | null)[];
  endedAt: number | null;
};

type Kind = 'pause' | 'promise' | 'dispute';
type MoneyAt = (minute: number) => Money;

/** What Q2C.md section 6 says of silence, told a second time: is a minute silent, and by what. Asked minute by minute; nothing of the engine in it. */
export class SilenceModel {
  pauses: PauseSpan[] = [];
  disputes: DisputeSpan[] = [];
  promises: PromiseSpan[] = [];
  readonly #money: MoneyAt;

  constructor(money: MoneyAt) {
    this.#money = money;
  }

  /** What keeps a letter back at a minute: of several, what lasts longest, and a pause before the others. */
  kindAt(minute: number): Kind | null {
    const running = this.pauses.filter(each => each.from <= minute && minute < Math.min(each.until, each.endedAt ?? each.until));
    const claim = this.#claimAt(minute);
    if (running.length === 0) return claim;
    if (claim === null) return 'pause';
    const pausedTo = Math.max(...running.map(each => Math.min(each.until, each.endedAt ?? each.until)));
    let claimedTo = minute;
    while (claimedTo <= pausedTo && this.#claimAt(claimedTo) === claim) claimedTo += 1;
    return claimedTo > pausedTo ? claim : 'pause';
  }

  /** True where any dispute or promise speaks of the debt now, as the deal knows it. */
  get hasClaims(): boolean {
    return this.disputes.some(each => each.endedAt === null) || this.promises.some(each => each.endedAt === null && each.keptAt.some(kept => kept === null));
  }

  /** Promises are kept once as much is paid, and all with the last of what is owed. */
  meet({ owed, paid }: Money, minute: number): void {
    for (const promise of this.promises) {
      if (promise.endedAt !== null) continue;
      promise.keptAt = promise.keptAt.map((kept, index) => {
        const keptAtPaid = promise.parts[index]?.keptAtPaid ?? null;
        return kept ?? (owed <= 0 || (keptAtPaid !== null && paid >= keptAtPaid) ? minute : null);
      });
    }
  }

  #claimAt(minute: number): 'promise' | 'dispute' | null {
    const { owed, paid } = this.#money(minute);
    if (owed <= 0) return null;
    let disputed = 0,
      promised = 0;
    for (const each of this.disputes) if (each.from <= minute && minute < each.until && (each.endedAt === null || minute < each.endedAt)) disputed += each.amount ?? owed;
    for (const each of this.promises) promised += this.#promisedBy(each, minute, { owed, paid });
    if (disputed >= owed) return 'dispute';
    return disputed + promised >= owed ? 'promise' : null;
  }

  /** Nothing once a day has passed that money did not meet; else what has not come yet. */
  #promisedBy(promise: PromiseSpan, minute: number, { owed, paid }: { owed: number; paid: number }): number {
    const { from, endedAt, keptAt, parts, paidBefore } = promise;
    if (minute < from || (endedAt !== null && minute >= endedAt) || keptAt.every(kept => kept !== null && kept <= minute)) return 0;
    if (parts[0]?.amount === null) return minute < parts[0].until ? owed : 0;
    const came = Math.max(0, paid - paidBefore);
    let due = 0,
      all = 0;
    for (const { until, amount } of parts) {
      all += amount ?? 0;
      if (until <= minute) due = all;
    }
    return due > came || came >= all ? 0 : all - came;
  }
}
