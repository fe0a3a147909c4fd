import { addDays } from '../../../domain/calendar/iso-date.ts';
import { dateInZone, localInstant } from '../../../domain/calendar/zone.ts';
import { chaseLimits } from '../../../domain/dunning/chase-limits.ts';
import { silences } from '../../../domain/dunning/chased-sum.ts';
import { endsLetters, rungCalled } from '../../../domain/dunning/ladder.ts';
import { letterAllowed } from '../../../domain/dunning/letter-allowed.ts';
import { planRungs } from '../../../domain/dunning/plan-rungs.ts';
import { timesOf } from '../../../domain/dunning/slots.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { type Command, type PromisePart, system } from '../../../workflows/deal/commands.ts';
import { deadlines } from '../../../workflows/deal/deadlines.ts';
import { decide } from '../../../workflows/deal/decide.ts';
import { dueRungs, type Effect, effectsOf, isNoLongerDue, replan, rungsOrNewPlan, type SlowEffect } from '../../../workflows/deal/effects.ts';
import type { DealEvent } from '../../../workflows/deal/events.ts';
import { evolve } from '../../../workflows/deal/evolve.ts';
import { type DealState, type InvoiceState, initialState, remainingMinor } from '../../../workflows/deal/state.ts';
import type { InvoiceFacts, RungPlan } from '../../../workflows/ports.ts';
import { identity, machine } from './given.ts';
import { type Act, customerId, type ReminderCase, totalMinor } from './reminder-case.ts';
import { type Fate, ReminderLedger } from './reminder-ledger.ts';

const invoiceId = 'inv';
type Rung = Extract<SlowEffect, { kind: 'rung' }>;

/** The rules of the engine, driven as its process drives them, with neither server nor database: planner, critical section, decisions and deadlines, instant by instant. */
export class ReminderEngine {
  readonly fates: Fate[] = [];
  /** What was owed and in force when each letter left (INV-1, INV-10). */
  readonly inForce: Readonly<{ rung: string; effects: readonly string[]; owedMinor: number }>[] = [];
  state: DealState;
  now: string;
  #commands = 0;
  #plans = 0;
  #inForce: string[] = [];
  readonly #ledger = new ReminderLedger(totalMinor);
  readonly #case: ReminderCase;

  constructor(each: ReminderCase) {
    this.#case = each;
    this.now = each.clock.instantOf(each.startsAt);
    this.state = initialState(identity, this.now);
    this.#apply({ type: 'create', entryStage: 'collecting', submit: false, invoices: [this.#facts({})] });
    this.#settle();
  }

  get invoice(): InvoiceState | null {
    const { phase } = this.state;
    return phase.status === 'billing' || phase.status === 'closed' ? (phase.invoices[invoiceId] ?? null) : null;
  }

  /** What is owed by the ledger, whatever the deal has heard. */
  get owedMinor(): number {
    return this.#ledger.remainderMinor;
  }

  /** Time goes on deadline by deadline, as timers fire; after downtime all that came due is given at once. */
  passTo(minute: number): void {
    const until = this.#case.clock.instantOf(minute);
    if (until < this.now) return;
    for (;;) {
      const [next] = deadlines(this.state);
      if (!next || next.at > until) break;
      if (next.at > this.now) this.now = next.at;
      this.#wake();
    }
    this.now = until;
  }

  /** The process wakes up with its clock beyond everything that came due meanwhile. */
  wakeAt(minute: number): void {
    this.now = this.#case.clock.instantOf(minute);
    if (deadlines(this.state).some(due => due.at <= this.now)) this.#wake();
    this.passTo(minute);
  }

  setTo(minute: number): void {
    this.now = this.#case.clock.instantOf(minute);
  }

  act(act: Act, id: string): void {
    switch (act.what) {
      case 'pause':
        return this.#pause(act, id);
      case 'resume':
        if (act.scope === 'invoice' || act.scope === 'deal') return this.#give({ type: 'resume_reminders', invoiceId: act.scope === 'invoice' ? invoiceId : null, pauseId: null });
        this.#ledger.endWide(act.scope, this.now);
        return this.#give({ type: 'pauses_changed', invoiceId: null });
      case 'promise':
        return this.#give({ type: 'promise_to_pay', invoiceId, parts: [this.#part(act.days, act.part === null ? null : this.#share(act.part))] });
      case 'schedule':
        return this.#schedule(act);
      case 'dispute':
        return this.#give({ type: 'dispute', invoiceId, amountMinor: act.part === null ? null : this.#share(act.part), untilAt: addDaysTo(this.now, act.days), noteId: 'note', reasonText: null });
      case 'resolve':
        return this.#resolve(act.outcome, id);
      case 'payment':
      case 'credit':
        this.#ledger.take(act.what, id, Math.ceil((this.#ledger.remainderMinor * act.part) / 1000));
        return;
      case 'meets_promise':
        this.#ledger.take('payment', id, Math.min(this.#ledger.remainderMinor, this.#nextPromised() - act.short));
        return;
      case 'undo':
        this.#ledger.undo(id);
        return this.tell(id);
      case 'other_letter':
        this.#ledger.lettersAt.push(this.now);
        return;
      case 'address':
        this.#ledger.hasAddress = act.alive;
        return;
      case 'statement':
        this.#ledger.watermarkAt = addDaysTo(this.now, act.days);
    }
  }

  /** The deal hears of what the ledger has had for some time. */
  tell(id: string): void {
    const fact = this.#ledger.facts.get(id);
    if (fact === undefined) return;
    switch (fact.what) {
      case 'payment':
        return this.#give({ type: 'payment_recorded', invoiceId, paymentId: id, allocationId: id, amountMinor: fact.amountMinor });
      case 'credit':
        return this.#give({ type: 'invoice_credited', invoiceId, creditId: id, amountMinor: fact.amountMinor, isVoid: false, noteId: null });
      case 'pauses':
        return this.#give({ type: 'pauses_changed', invoiceId: null });
    }
  }

  #pause(act: Extract<Act, { what: 'pause' }>, id: string): void {
    const fromAt = addMinutes(this.now, act.begins),
      untilAt = addMinutes(fromAt, act.length);
    if (act.scope === 'invoice' || act.scope === 'deal')
      return this.#give({ type: 'pause_reminders', invoiceId: act.scope === 'invoice' ? invoiceId : null, fromAt: act.begins > 0 ? fromAt : null, untilAt, noteId: 'note', reasonText: null });
    this.#ledger.pauseWide({ id, scope: act.scope, fromAt, untilAt, now: this.now });
  }

  /** What would keep the promise that falls due next, as the deal knows it. */
  #nextPromised(): number {
    const { phase } = this.state;
    const open = phase.status === 'billing' ? phase.pauses.filter(each => each.kind === 'promise').sort((a, b) => (a.untilAt < b.untilAt ? -1 : 1)) : [];
    const [next] = open;
    return next && this.invoice ? (next.claim?.keptAtMinor ?? totalMinor) - this.invoice.paidMinor : 0;
  }

  #schedule({ part, days, more }: Extract<Act, { what: 'schedule' }>): void {
    const { phase } = this.state;
    if (phase.status !== 'billing' || !this.invoice) return;
    const owed = remainingMinor(this.invoice);
    const disputed = phase.pauses.filter(each => each.kind === 'dispute').reduce((sum, each) => sum + (each.claim?.amountMinor ?? owed), 0);
    const chased = owed - Math.min(owed, disputed);
    const first = Math.min(chased - 1, Math.max(1, Math.floor((chased * part) / 1000)));
    if (chased < 2) return;
    // Told the later day first: the process puts them in order.
    this.#give({ type: 'promise_to_pay', invoiceId, parts: [this.#part(days + more, chased - first), this.#part(days, first)] });
  }

  /** As the route does it: the credit note stands in the ledger first, then the deal hears of the dispute, then of the note. */
  #resolve(outcome: 'upheld' | 'rejected' | null, id: string): void {
    const { phase } = this.state;
    const dispute = phase.status === 'billing' ? phase.pauses.find(each => each.kind === 'dispute') : undefined;
    if (!dispute) return;
    const amount = Math.min(dispute.claim?.amountMinor ?? this.#ledger.remainderMinor, this.#ledger.remainderMinor);
    if (outcome === 'upheld' && amount <= 0) return;
    if (outcome === 'upheld') this.#ledger.take('credit', id, amount);
    this.#give({ type: 'resolve_dispute', pauseId: dispute.pauseId, invoiceId, outcome });
    if (outcome === 'upheld') this.tell(id);
  }

  #share(part: number): number {
    return Math.max(1, Math.floor(((this.invoice ? remainingMinor(this.invoice) : 0) * part) / 1000));
  }

  #part(days: number, amountMinor: number | null): PromisePart {
    const { zone } = this.#case.calendar;
    const payOn = addDays(dateInZone(this.now, zone), days);
    return { payOn, untilAt: localInstant(addDays(payOn, this.#case.policy.graceDays + 1), '00:00', zone), amountMinor };
  }

  #give(command: Command): void {
    this.#commands += 1;
    try {
      this.#apply(command, `cmd_${this.#commands}`);
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      return;
    }
    if (command.type === 'pauses_changed') this.#plans += replan(this.state, null).length;
    this.#settle();
  }

  #apply(command: Command, commandId: string | null = null): void {
    const actor = commandId === null ? system : machine;
    for (const happening of decide(command, this.state, { now: this.now, actor, commandId })) {
      const event: DealEvent = { ...happening, n: this.state.n + 1, at: this.now, actor, commandId };
      const before = this.invoice?.settled ?? {};
      this.state = evolve(this.state, event);
      this.#ledger.record(event);
      this.#note(event, before);
      this.#queue(effectsOf(event, this.state));
    }
  }

  #queue(effects: readonly Effect[]): void {
    this.#plans += effects.filter(effect => effect.kind === 'plan_reminders').length;
  }

  #settle(): void {
    while (this.#plans > 0) {
      this.#plans -= 1;
      if (this.invoice) this.#apply({ type: 'reminders_planned', facts: this.#facts(this.invoice.settled) });
    }
  }

  /** One turn of the process's loop: deadlines, due rungs, plans, then the letters that are still due. */
  #wake(): void {
    const before = this.state.n;
    for (const due of deadlines(this.state)) {
      if (due.at > this.now) break;
      if (due.command) this.#apply(due.command);
    }
    const effects = rungsOrNewPlan(this.state, dueRungs(this.state, this.now));
    this.#queue(effects);
    this.#settle();
    for (const effect of effects) if (effect.kind === 'rung' && !isNoLongerDue(this.state, effect, this.now)) this.#send(effect);
    if (this.state.n === before) throw new Error(`at ${this.now} a deadline changes nothing and stays`);
  }

  /** The critical section: the rule's verdict, the effects in force, the letter. */
  #send({ rung }: Rung): void {
    const { calendar, hasFeed, policy } = this.#case;
    const { minGapHours, quietHours } = policy;
    const step = rungCalled(policy.rungs, rung);
    if (!step) throw new Error(`the ladder has no rung ${rung}`);
    const { does } = step;
    const latest = addMinutes(this.now, minGapHours * 60);
    const verdict = letterAllowed({
      ...timesOf(step, { zone: calendar.zone, calendar, policy, customerId }),
      ...{ does, beforeDue: step.offsetDays < 0, courtesyStopped: false },
      ...{ quietFrom: quietHours.from, quietUntil: quietHours.until, minGapHours, companyCalendar: calendar },
      remainderMinor: this.#ledger.remainderMinor,
      bank: hasFeed ? { kind: 'statements', watermarkAt: this.#ledger.watermarkAt, withinWorkingDays: 1 } : { kind: 'none' },
      pauses: this.#silences(),
      hasLivingAddress: this.#ledger.hasAddress,
      lastLetterAt:
        this.#ledger.lettersAt
          .filter(at => at <= latest)
          .sort()
          .at(-1) ?? null,
      ...{ heldSinceAt: null, holdWorkingDays: 2, askedAt: this.now, dealNow: this.now, realNow: this.now },
    });
    if (verdict.go) this.#putInForce(rung, does);
    const finished = verdict.go
      ? { outcome: does.includes('letter') ? ('sent' as const) : ('done' as const), reason: null, heldUntil: null }
      : { outcome: verdict.outcome, reason: verdict.reason, heldUntil: 'retryAt' in verdict ? verdict.retryAt : null };
    if (finished.outcome === 'sent') this.#ledger.lettersAt.push(this.now);
    this.#apply({ type: 'rung_finished', invoiceId, rung, ...finished });
    this.#settle();
  }

  #putInForce(rung: string, does: readonly string[]): void {
    for (const effect of does) {
      if (effect === 'letter') this.inForce.push({ rung, effects: [...this.#inForce], owedMinor: this.#ledger.remainderMinor });
      else this.#inForce.push(`${rung}:${effect}`);
    }
  }

  #silences() {
    return silences(this.#ledger.intervals, this.#ledger.steps());
  }

  /** What the activity answers for a plan: the planner over the ledger of this moment. */
  #facts(settled: Readonly<Record<string, string>>): InvoiceFacts {
    const { calendar, policy, dueOn, issuedOn } = this.#case;
    const plan = planRungs({ dueOn, issuedOn, customerId, zone: calendar.zone, calendar, policy, pauses: this.#silences(), settled, now: this.now });
    const rungs: RungPlan[] = plan.map(({ rung, at, outcome, reason, does }) => ({ rung, at, outcome, reason, ends: endsLetters({ does }) }));
    const limits = chaseLimits(
      { pauseMaxDays: 180 },
      { promise: { customerMaxDays: 14, customerMaxTimes: 2, staffMaxDays: 60 }, paymentClaim: { restWorkingDays: 1, maxTimes: 3 }, graceDays: policy.graceDays },
    );
    return { invoiceId, totalMinor, paidMinor: 0, dueOn, overdueFromAt: localInstant(addDays(dueOn, 1), '00:00', calendar.zone), rungs, limits };
  }

  #note(event: DealEvent, before: Readonly<Record<string, string>>): void {
    const minute = this.#case.clock.minuteOf(event.at);
    switch (event.type) {
      case 'invoice.issued':
      case 'reminder.planned':
        for (const { rung, reason, at, outcome } of event.data.rungs) if (outcome === 'skipped' && at <= event.at && !before[rung]) this.fates.push({ minute, rung, outcome: 'skipped', reason });
        return;
      case 'reminder.sent':
      case 'reminder.skipped':
      case 'reminder.held':
      case 'collection.manual_started': {
        const outcome = { 'reminder.sent': 'sent', 'reminder.skipped': 'skipped', 'reminder.held': 'held', 'collection.manual_started': 'done' } as const;
        this.fates.push({ minute, rung: event.data.rung, outcome: outcome[event.type], reason: event.data.reason });
        return;
      }
      default:
        return;
    }
  }
}

const addMinutes = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const addDaysTo = (at: string, days: number): string => addMinutes(at, days * 24 * 60);
