import type { LedgerInterval, LedgerStep } from '../../../domain/dunning/chased-sum.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import type { Claim } from '../../../workflows/deal/state.ts';

/** What became of a rung, or of an attempt at it, at a minute. */
export type Fate = Readonly<{ minute: number; rung: string; outcome: 'sent' | 'done' | 'skipped' | 'held'; reason: string | null }>;

type Fact = Readonly<{ what: 'payment' | 'credit' | 'pauses'; amountMinor: number }>;
type Row = LedgerInterval & Readonly<{ scope: 'invoice' | 'deal' | 'customer' | 'company' }>;

/** What the database would hold for one invoice: money, intervals with their ends, letters, the address, and how far statements are complete. */
export class ReminderLedger {
  readonly facts = new Map<string, Fact>();
  readonly lettersAt: string[] = [];
  intervals: readonly Row[] = [];
  paidMinor = 0;
  creditedMinor = 0;
  hasAddress = true;
  watermarkAt: string | null = null;
  readonly #totalMinor: number;
  readonly #told: { at: string; amountMinor: number; paidMinor: number }[] = [];
  readonly #undone = new Set<string>();
  readonly #heard = new Set<string>();

  constructor(totalMinor: number) {
    this.#totalMinor = totalMinor;
  }

  get remainderMinor(): number {
    return this.#totalMinor - this.paidMinor - this.creditedMinor;
  }

  take(what: 'payment' | 'credit', id: string, amountMinor: number): void {
    if (amountMinor <= 0) return;
    this.facts.set(id, { what, amountMinor });
    if (what === 'payment') this.paidMinor += amountMinor;
    else this.creditedMinor += amountMinor;
  }

  /** Takes back the payment that the deal heard of last. */
  undo(id: string): void {
    const last = [...this.#heard].findLast(each => (this.facts.get(each)?.amountMinor ?? 0) > 0 && !this.#undone.has(each));
    const amountMinor = this.facts.get(last ?? '')?.amountMinor;
    if (last === undefined || amountMinor === undefined) return;
    this.#undone.add(last);
    this.facts.set(id, { what: 'payment', amountMinor: -amountMinor });
    this.paidMinor -= amountMinor;
  }

  pauseWide({ id, scope, fromAt, untilAt, now }: { id: string; scope: 'customer' | 'company'; fromAt: string; untilAt: string; now: string }): void {
    const isReplaced = (each: Row) => (fromAt <= now ? each.fromAt <= now : each.fromAt > now && each.fromAt < untilAt && fromAt < each.untilAt);
    this.#end(each => each.scope === scope && each.untilAt > now && isReplaced(each), now);
    this.#open({ id, scope, kind: 'pause', fromAt, untilAt }, null);
    this.facts.set(id, { what: 'pauses', amountMinor: 0 });
  }

  endWide(scope: 'customer' | 'company', now: string): void {
    this.#end(each => each.scope === scope && each.untilAt > now, now);
  }

  /** The money over time, on the deal's clock: back from what stands now by what the deal was told. */
  steps(): LedgerStep[] {
    let { remainderMinor, paidMinor } = this;
    const steps: LedgerStep[] = [];
    for (const { at, amountMinor, paidMinor: paid } of this.#told.toReversed()) {
      steps.unshift({ fromAt: at, remainderMinor, paidMinor });
      remainderMinor += amountMinor;
      paidMinor -= paid;
    }
    return [{ fromAt: '', remainderMinor, paidMinor }, ...steps];
  }

  /** What the record of an event does to the rows. */
  record(event: DealEvent): void {
    switch (event.type) {
      case 'reminder.paused':
        this.#endNamed(event.data.replaces, event.at);
        return this.#open({ ...event.data, id: event.data.pauseId, kind: 'pause' }, null);
      case 'promise.made':
        this.#endNamed(event.data.replaces, event.at);
        return this.#open({ ...event.data, id: event.data.pauseId, scope: 'invoice', kind: 'promise' }, event.data.claim ?? null);
      case 'dispute.opened':
        return this.#open({ ...event.data, id: event.data.pauseId, scope: 'invoice', kind: 'dispute' }, event.data.claim ?? null);
      case 'reminder.resumed': {
        const { pauseId, scope } = event.data;
        return pauseId === null ? this.#end(each => each.kind === 'pause' && each.scope === scope, event.at) : this.#endNamed([pauseId], event.at);
      }
      case 'promise.kept':
        this.intervals = this.intervals.map(each => (each.id === event.data.pauseId ? { ...each, endedAt: event.at, isKept: true } : each));
        return;
      case 'promise.broken':
        return this.#endNamed([event.data.pauseId, ...(event.data.lapsed ?? [])], event.at);
      case 'dispute.resolved':
        return this.#endNamed([event.data.pauseId], event.at);
      case 'payment.received':
        this.#heard.add(event.data.allocationId);
        this.#told.push({ at: event.at, amountMinor: event.data.amountMinor, paidMinor: event.data.amountMinor });
        return;
      case 'invoice.credited':
        this.#told.push({ at: event.at, amountMinor: event.data.amountMinor, paidMinor: 0 });
        return;
      default:
        return;
    }
  }

  #open({ id, scope, kind, fromAt, untilAt }: Pick<Row, 'id' | 'scope' | 'kind' | 'fromAt' | 'untilAt'>, claim: Claim | null): void {
    const row: Row = {
      id,
      scope,
      kind,
      fromAt,
      untilAt,
      endedAt: null,
      isKept: false,
      amountMinor: claim?.amountMinor ?? null,
      paidBeforeMinor: claim?.paidBeforeMinor ?? null,
      scheduleId: claim?.scheduleId ?? null,
    };
    this.intervals = [...this.intervals, row];
  }

  #endNamed(ids: readonly string[] = [], at: string): void {
    this.#end(each => ids.includes(each.id), at);
  }

  #end(which: (each: Row) => boolean, at: string): void {
    this.intervals = this.intervals.map(each => (each.endedAt === null && which(each) ? { ...each, endedAt: at } : each));
  }
}
