import { clockNo, dayNo, weekdayNo, workedDays } from './minute-clock.ts';
import { MoneyModel } from './money-model.ts';
import { type Act, type ReminderCase, totalMinor } from './reminder-case.ts';
import type { Fate } from './reminder-ledger.ts';
import { type PromiseSpan, SilenceModel } from './silence-model.ts';

type Rung = Readonly<{ name: string; meant: number; clock: number; sends: boolean; ends: boolean }> & {
  fate: string | null;
  turn: number;
  heldTo: number;
  covered: string | null;
  skipsAs: string | null;
};
const dayMinutes = 24 * 60;

/** What Q2C.md section 6 says of reminders, told a second time in the plainest words: it looks at every minute of the story. */
export class ReminderModel {
  readonly fates: Fate[] = [];
  readonly #case: ReminderCase;
  readonly #works: (day: number) => boolean;
  readonly #rungs: Rung[];
  readonly #silence: SilenceModel;
  readonly #money = new MoneyModel(totalMinor);
  readonly #letters: number[] = [];
  /** Ends of what the deal itself keeps, by minute: they make it plan anew. */
  #ends: { minute: number; over: () => boolean }[] = [];
  #now: number;
  #isOver = false;
  #isManual = false;
  #alive = true;
  #statement: number | null = null;

  constructor(each: ReminderCase) {
    this.#case = each;
    this.#now = each.startsAt;
    this.#works = workedDays(each.calendar);
    this.#silence = new SilenceModel(minute => this.#money.at(minute));
    const rungs = each.policy.rungs.map(step => {
      const clock = this.#hourOf(step.hour) + each.customersMinute;
      const kind = { name: step.rung, clock, sends: step.does.includes('letter'), ends: step.does.includes('stop') };
      return { ...kind, meant: this.#meant(step, clock), fate: null, turn: -1, heldTo: -1, covered: null, skipsAs: null };
    });
    this.#rungs = rungs.sort((a, b) => Number(a.ends) - Number(b.ends) || a.meant - b.meant);
    this.#plan();
  }

  /** One minute after another, while the deal moves. */
  passTo(minute: number): void {
    if (minute < this.#now) return;
    this.#turn();
    let next = this.#nextAt();
    while (this.#now < minute) {
      this.#now += 1;
      if (this.#now < next) continue;
      this.#turn();
      next = this.#nextAt();
    }
  }

  /** The first minute at which anything can come due. */
  #nextAt(): number {
    if (this.#isOver) return Number.POSITIVE_INFINITY;
    const rungs = this.#isManual ? [] : this.#open().filter(rung => rung.covered === null);
    return Math.min(...this.#ends.map(end => end.minute), ...rungs.map(rung => (rung.skipsAs === null ? Math.max(rung.turn, rung.heldTo) : rung.meant)));
  }

  /** Minutes in which nothing moves go by; then all that came due is looked at together. */
  wakeAt(minute: number): void {
    this.#now = minute;
    this.#turn();
  }

  setTo(minute: number): void {
    this.#now = minute;
  }

  /** The hour of a rung, or the end of the quiet hours that it lies in. */
  #hourOf(hour: string): number {
    const { until } = this.#case.policy.quietHours;
    return this.#isQuietClock(clockNo(hour)) ? clockNo(until) : clockNo(hour);
  }

  #isQuietClock(clock: number): boolean {
    const { from, until } = this.#case.policy.quietHours;
    for (let minute = clockNo(from); minute !== clockNo(until); minute = (minute + 1) % dayMinutes) if (minute === clock) return true;
    return false;
  }

  #isSendingDay(day: number): boolean {
    const { nonWorking, weekdays, on } = this.#case.policy.quietDays;
    return !(nonWorking && !this.#works(day)) && !weekdays.includes(weekdayNo(day)) && !on.some(date => dayNo(date) === day);
  }

  #meant({ offsetDays, basis }: { offsetDays: number; basis: string }, clock: number): number {
    const direction = offsetDays < 0 ? -1 : 1;
    let day = dayNo(this.#case.dueOn);
    for (let left = Math.abs(offsetDays); left > 0; left -= 1) {
      day += direction;
      while (basis === 'business_days' && !this.#works(day)) day += direction;
    }
    while (!this.#isSendingDay(day)) day += direction;
    return this.#case.clock.minuteAt(day, clock);
  }

  #isSending(minute: number, rung: Rung): boolean {
    const { clock } = this.#case;
    return clock.clockOf(minute) === rung.clock && this.#isSendingDay(clock.dayOf(minute));
  }

  /** The first minute for a rung from one on that nothing silences, as far as is known now. */
  #freeFrom(minute: number, rung: Rung): number {
    let free = minute;
    while (!this.#isSending(free, rung) || this.#silence.kindAt(free) !== null) free += 1;
    return free;
  }

  /** When each rung that had no fate yet goes, and which of them never do, as of this minute. */
  #plan(): void {
    if (this.#isOver || this.#isManual) return;
    const { clock, issuedOn, policy } = this.#case;
    this.#followByPerson();
    const day = (minute: number): number => clock.dayOf(minute);
    for (const rung of this.#rungs) Object.assign(rung, { heldTo: -1, covered: null, skipsAs: null });
    for (const rung of this.#open()) if (!rung.ends && day(rung.meant) < dayNo(issuedOn)) rung.skipsAs = 'before_issue';
    const going = this.#open().filter(rung => rung.skipsAs === null);
    let earliest = this.#now;
    for (const [index, rung] of going.entries()) {
      if (policy.onMissed === 'send_in_order' && going.slice(index + 1).some(other => day(other.meant) === day(rung.meant))) {
        rung.skipsAs = 'same_day';
        continue;
      }
      rung.turn = this.#freeFrom(Math.max(rung.meant, earliest), rung);
      if (policy.onMissed === 'send_in_order') earliest = clock.minuteAt(day(rung.turn) + 1, 0);
    }
    if (policy.onMissed === 'skip_to_current')
      for (const [index, rung] of going.entries())
        this.#giveWay(
          rung,
          going.slice(index + 1).find(later => day(later.turn) <= day(rung.turn)),
        );
    for (const rung of this.#open()) if (rung.skipsAs !== null && rung.meant <= this.#now) this.#skip(rung, rung.skipsAs);
  }

  #giveWay(rung: Rung, to: Rung | undefined): void {
    if (!to) return;
    const { clock } = this.#case;
    if (clock.dayOf(to.meant) === clock.dayOf(rung.meant)) rung.skipsAs = 'same_day';
    else {
      const kind = this.#silence.kindAt(rung.meant);
      if (kind === null) rung.skipsAs = 'missed';
      else rung.covered = kind;
    }
  }

  /** A person must follow: an end that was passed over because the debt seemed paid comes once more, each time under a name of its own. */
  #followByPerson(): void {
    const end = this.#rungs.at(-1);
    if (end?.fate !== 'skipped') return;
    const [first, time] = end.name.split('_end');
    const name = time === undefined ? `${first}_end` : `${first}_end${Number(time || 1) + 1}`;
    this.#rungs.push({ ...end, name, fate: null });
  }

  #open(): Rung[] {
    return this.#rungs.filter(rung => rung.fate === null);
  }

  #skip(rung: Rung, reason: string): void {
    rung.fate = 'skipped';
    this.fates.push({ minute: this.#now, rung: rung.name, outcome: 'skipped', reason });
  }

  /** What comes due at this minute, until nothing does. */
  #turn(): void {
    for (;;) {
      if (this.#isOver) return;
      const ended = this.#ends.filter(end => end.minute <= this.#now);
      const due = this.#isManual ? [] : this.#open().filter(rung => rung.skipsAs === null && rung.covered === null && Math.max(rung.turn, rung.heldTo) <= this.#now);
      const skipping = this.#isManual ? [] : this.#open().filter(rung => rung.skipsAs !== null && rung.meant <= this.#now);
      if (ended.length === 0 && due.length === 0 && skipping.length === 0) return;
      this.#ends = this.#ends.filter(end => end.minute > this.#now);
      const told = ended.sort((a, b) => a.minute - b.minute).map(end => end.over());
      for (const rung of skipping) this.#skip(rung, rung.skipsAs ?? '');
      const [only] = due;
      if (told.some(Boolean) || due.length > 1) this.#plan();
      if (due.length === 1 && only && only.fate === null && only.skipsAs === null && only.covered === null && Math.max(only.turn, only.heldTo) <= this.#now) this.#attempt(only);
    }
  }

  /** The checks in their order; then the letter, or the effect without one. */
  #attempt(rung: Rung): void {
    const held = this.#heldBy(rung);
    if (held === 'paid') this.#settle(rung, 'skipped', 'paid');
    else if (held !== null) {
      rung.heldTo = held.to;
      this.fates.push({ minute: this.#now, rung: rung.name, outcome: 'held', reason: held.reason });
    } else {
      if (rung.sends) this.#letters.push(this.#now);
      this.#settle(rung, rung.sends ? 'sent' : 'done', null);
      this.#isManual ||= !rung.sends;
    }
  }

  #heldBy(rung: Rung): { reason: string; to: number } | 'paid' | null {
    const { hasFeed, policy } = this.#case;
    if (this.#money.owed <= 0) return 'paid';
    const next = (): number => {
      let minute = this.#now + 1;
      while (!this.#isSending(minute, rung)) minute += 1;
      return minute;
    };
    if (rung.sends && hasFeed && !this.#isFresh()) return { reason: 'stale_bank_data', to: next() };
    const kind = this.#silence.kindAt(this.#now);
    if (kind !== null) return { reason: kind, to: this.#freeFrom(this.#now, rung) };
    if (!rung.sends) return null;
    if (!this.#alive) return { reason: 'no_address', to: next() };
    if (this.#isQuiet()) return { reason: 'quiet_hours', to: next() };
    const last = Math.max(-1, ...this.#letters);
    const gapEnds = last + policy.minGapHours * 60;
    if (last >= 0 && gapEnds > this.#now) return { reason: 'min_gap', to: this.#freeFrom(gapEnds, rung) };
    return null;
  }

  #settle(rung: Rung, outcome: 'sent' | 'done' | 'skipped', reason: string | null): void {
    for (const older of this.#rungs.slice(0, this.#rungs.indexOf(rung))) if (older.fate === null) this.#skip(older, older.covered ?? older.skipsAs ?? 'missed');
    rung.fate = outcome;
    this.fates.push({ minute: this.#now, rung: rung.name, outcome, reason });
  }

  /** Statements reach to this time of the working day before. */
  #isFresh(): boolean {
    const { clock } = this.#case;
    if (this.#statement === null) return false;
    let day = clock.dayOf(this.#now) - 1;
    while (!this.#works(day)) day -= 1;
    return this.#statement >= clock.minuteAt(day, clock.clockOf(this.#now));
  }

  #isQuiet(): boolean {
    const { clock } = this.#case;
    return !this.#isSendingDay(clock.dayOf(this.#now)) || this.#isQuietClock(clock.clockOf(this.#now));
  }

  act(act: Act, id: string): void {
    switch (act.what) {
      case 'pause':
        return this.#pause(act, id);
      case 'resume': {
        if (this.#isOver) return;
        const open = this.#silence.pauses.filter(each => each.scope === act.scope && each.endedAt === null && (each.until > this.#now || this.#isNarrow(act.scope)));
        for (const each of open) each.endedAt = this.#now;
        if (open.length > 0 || !this.#isNarrow(act.scope)) this.#plan();
        return;
      }
      case 'promise':
        return this.#promise([{ days: act.days, amount: act.part === null ? null : Math.max(1, Math.floor((this.#money.known.owed * act.part) / 1000)) }]);
      case 'schedule': {
        const { owed } = this.#money.known;
        const chased =
          owed -
          Math.min(
            owed,
            this.#silence.disputes.reduce((sum, each) => sum + (each.endedAt === null ? (each.amount ?? owed) : 0), 0),
          );
        const first = Math.min(chased - 1, Math.max(1, Math.floor((chased * act.part) / 1000)));
        if (chased < 2) return;
        return this.#promise([
          { days: act.days, amount: first },
          { days: act.days + act.more, amount: chased - first },
        ]);
      }
      case 'dispute':
        return this.#dispute(act);
      case 'resolve':
        return this.#resolve(act.outcome, id);
      case 'payment':
      case 'credit':
        return this.#money.take(act.what, id, Math.ceil((this.#money.owed * act.part) / 1000));
      case 'meets_promise':
        return this.#money.take('payment', id, Math.min(this.#money.owed, this.#nextPromised() - act.short));
      case 'undo':
        this.#money.undo(id);
        return this.tell(id);
      case 'other_letter':
        this.#letters.push(this.#now);
        return;
      case 'address':
        this.#alive = act.alive;
        return;
      case 'statement':
        this.#statement = this.#now + act.days * dayMinutes;
    }
  }

  tell(id: string): void {
    const fact = this.#money.fact(id);
    if (!fact || this.#isOver) return;
    if (fact.what === 'pauses') return this.#plan();
    const claims = this.#silence.hasClaims;
    this.#money.hear(fact, this.#now);
    if (fact.what === 'payment') this.#silence.meet(this.#money.known, this.#now);
    this.#isOver = this.#money.known.owed <= 0;
    if (fact.what === 'credit' || fact.amount < 0 || claims) this.#plan();
  }

  #isNarrow(scope: string): boolean {
    return scope === 'invoice' || scope === 'deal';
  }

  #pause({ scope, begins, length }: Extract<Act, { what: 'pause' }>, id: string): void {
    const from = this.#now + begins,
      until = from + length;
    if (this.#isOver && this.#isNarrow(scope)) return;
    for (const each of this.#silence.pauses) {
      if (each.scope !== scope || each.endedAt !== null || (each.until <= this.#now && !this.#isNarrow(scope))) continue;
      const replaced = begins === 0 ? each.from <= this.#now : each.from > this.#now && each.from < until && from < each.until;
      if (replaced) each.endedAt = this.#now;
    }
    const pause = { id, scope, from, until, endedAt: null as number | null };
    this.#silence.pauses.push(pause);
    if (!this.#isNarrow(scope)) return this.#money.take('pauses', id, 0);
    this.#endAt(until, pause);
    this.#plan();
  }

  /** At its end an interval that still runs is over, and the deal plans anew. */
  #endAt(minute: number, interval: { endedAt: number | null }): void {
    this.#ends.push({
      minute,
      over: () => {
        if (interval.endedAt !== null) return false;
        interval.endedAt = this.#now;
        return true;
      },
    });
  }

  #promise(parts: readonly Readonly<{ days: number; amount: number | null }>[]): void {
    if (this.#isOver) return;
    const { clock, policy } = this.#case;
    const { paid } = this.#money.known;
    for (const each of this.#silence.promises) each.endedAt ??= each.keptAt.every(kept => kept !== null) ? null : this.#now;
    let sum = 0;
    const dated = parts.map(({ days, amount }) => {
      sum += amount ?? 0;
      return { until: clock.minuteAt(clock.dayOf(this.#now) + days + policy.graceDays + 1, 0), amount, keptAtPaid: amount === null ? null : paid + sum };
    });
    const promise: PromiseSpan = { from: this.#now, paidBefore: paid, parts: dated, keptAt: parts.map(() => null), endedAt: null };
    this.#silence.promises.push(promise);
    for (const [index, { until }] of dated.entries()) {
      this.#ends.push({
        minute: until,
        over: () => {
          if (promise.endedAt !== null || promise.keptAt[index] !== null) return false;
          promise.endedAt = this.#now;
          return true;
        },
      });
    }
    this.#plan();
  }

  #nextPromised(): number {
    const open = this.#silence.promises.find(each => each.endedAt === null && each.keptAt.some(kept => kept === null));
    if (this.#isOver || !open) return 0;
    return (open.parts[open.keptAt.indexOf(null)]?.keptAtPaid ?? totalMinor) - this.#money.known.paid;
  }

  #dispute({ part, days }: Extract<Act, { what: 'dispute' }>): void {
    if (this.#isOver || this.#silence.disputes.some(each => each.endedAt === null)) return;
    const amount = part === null ? null : Math.max(1, Math.floor((this.#money.known.owed * part) / 1000));
    const dispute = { from: this.#now, until: this.#now + days * dayMinutes, amount, endedAt: null as number | null };
    this.#silence.disputes.push(dispute);
    this.#endAt(dispute.until, dispute);
    this.#plan();
  }

  #resolve(outcome: 'upheld' | 'rejected' | null, id: string): void {
    const dispute = this.#silence.disputes.find(each => each.endedAt === null);
    if (this.#isOver || !dispute) return;
    const amount = Math.min(dispute.amount ?? this.#money.owed, this.#money.owed);
    if (outcome === 'upheld' && amount <= 0) return;
    if (outcome === 'upheld') this.#money.take('credit', id, amount);
    dispute.endedAt = this.#now;
    this.#plan();
    if (outcome === 'upheld') this.tell(id);
  }
}
