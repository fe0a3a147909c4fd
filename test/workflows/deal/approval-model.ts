import type { ApproverPerson, Cover } from '../../../domain/approval/choose-approver.ts';
import { type Company, sellerId } from './approval-company.ts';
import { type MinuteCalendar, wallClock } from './minute-calendar.ts';

type Word = 'approved' | 'rejected' | 'changes_requested';
/** `usedMs` of the holder's time were gone at `countedMs`, when the step was last looked at; by then its holder was right, too. */
type Step = {
  holder: string;
  handedOver: boolean;
  superior: string | null;
  dueMs: number;
  usedMs: number;
  countedMs: number;
  turnSeenMs: number;
  escalated: boolean;
  decision: { word: Word; by: string; actsMs: number } | null;
};
/** The working minutes of a person; of the company where nobody is named. */
export type Minutes = (personId: string | null) => MinuteCalendar;

const minuteMs = 60_000;
const hourMs = 3_600_000;

const order = ['manager', 'lawyer', 'cfo', 'director'];

/** What Q2C.md section 3 says of approval, told a second time in the plainest words: minutes, lists and nothing of the engine. */
export class ApprovalModel {
  stage: 'quoting' | 'approving' | 'approved' = 'quoting';
  version = 0;
  round = 0;
  roles: string[] = [];
  kept: boolean[] = [];
  at = 0;
  step: Step | null = null;
  /** Task → the word that was acted on. */
  readonly words = new Map<string, Word>();
  readonly #lastWord = new Map<string, { word: Word; fields: number }>();
  #withdrawn = false;
  #expiresMs = 0;
  #startedMs = 0;
  #covers: Cover[];
  #frozen: Record<string, number> = {};
  readonly #company: Company;
  readonly #minutes: Minutes;

  constructor(company: Company, minutes: Minutes) {
    this.#company = company;
    this.#minutes = minutes;
    this.#covers = [...company.covers];
  }

  get task(): string {
    return `apt_${this.round}_${this.version}_${this.at}`;
  }

  /** The working minutes that whoever has the step in hand is given. */
  get slaMinutes(): number {
    return this.#company.slaMinutes[(this.roles[this.at] ?? 'manager') as keyof Company['slaMinutes']];
  }

  submit(nowMs: number, draft: { grossMinor: number; fields: Readonly<Record<string, number>> }): string | null {
    if (this.stage === 'approved') return 'wrong_stage';
    if (this.stage === 'approving') return null;
    this.round += 1;
    this.#start(nowMs, draft);
    return null;
  }

  change(nowMs: number, draft: { grossMinor: number; fields: Readonly<Record<string, number>> }): string | null {
    // An approved offer that the customer has not accepted yet may still be changed.
    if (this.stage !== 'quoting') this.#start(nowMs, draft);
    return null;
  }

  withdraw(by: string): string | null {
    if (this.stage === 'quoting' && this.#withdrawn) return null;
    if (this.stage !== 'approving') return 'wrong_stage';
    if (by !== sellerId) return 'not_entitled';
    this.#leave();
    this.#withdrawn = true;
    return null;
  }

  decide(nowMs: number, given: { by: string; task: string; version: number; word: Word; reason: boolean }): string | null {
    const acted = this.words.get(given.task);
    if (acted) return acted === given.word ? null : 'already_decided';
    const wrong = this.#wrongStep(given);
    if (wrong || !this.step) return wrong;
    const { decision } = this.step;
    if (decision) return decision.word === given.word ? null : 'already_decided';
    if (!this.#mayDecide(given.by)) return 'not_entitled';
    if (given.word !== 'approved' && !given.reason) return 'reason_required';
    this.step.decision = { word: given.word, by: given.by, actsMs: nowMs + this.#company.undoMinutes * 60_000 };
    return null;
  }

  recall(nowMs: number, { by, task }: { by: string; task: string }): string | null {
    if (!this.step || task !== this.task) return this.words.has(task) ? 'undo_window_over' : 'step_not_open';
    const { decision } = this.step;
    if (!decision) return null;
    if (decision.by !== by) return 'not_entitled';
    if (nowMs >= decision.actsMs) return 'undo_window_over';
    this.step.decision = null;
    this.#lookAgain(nowMs);
    return null;
  }

  handOver(nowMs: number, given: { by: string; task: string; version: number; to: string; reason: boolean }): string | null {
    const wrong = this.#wrongStep(given);
    if (wrong || !this.step) return wrong;
    if (this.step.decision) return 'already_decided';
    if (this.step.holder === given.to) return null;
    if (!this.#mayDecide(given.by)) return 'not_entitled';
    if (!given.reason) return 'reason_required';
    if (given.to === sellerId && this.roles[this.at] !== 'manager') return 'not_entitled';
    this.#count(nowMs);
    this.step.holder = given.to;
    this.step.handedOver = true;
    this.#lookAgain(nowMs);
    return null;
  }

  cover(nowMs: number, cover: Cover): void {
    this.#covers.push(cover);
    if (this.step && !this.step.decision) this.#lookAgain(nowMs);
  }

  /** The time that the holder has used so far stays used, whoever has the step next. */
  #count(nowMs: number): void {
    if (!this.step) return;
    this.step.usedMs += this.#minutes(this.step.holder).between(this.step.countedMs, nowMs);
    this.step.countedMs = nowMs;
  }

  /** Whose step it is now, and until when: what is left of the SLA runs by the holder's own hours. A step that is late stays late since it was. */
  #lookAgain(nowMs: number): void {
    const { step } = this;
    if (!step) return;
    this.#count(nowMs);
    const chosen = this.#choose(this.roles[this.at] ?? '', nowMs);
    step.superior = chosen.superior;
    if (!step.handedOver || !this.#isActive(step.holder)) {
      step.handedOver = false;
      step.holder = chosen.holder;
    }
    const leftMs = this.slaMinutes * minuteMs - step.usedMs;
    step.dueMs = leftMs > 0 ? this.#minutes(step.holder).after(nowMs, leftMs) : Math.min(step.dueMs, nowMs);
    step.turnSeenMs = nowMs;
  }

  /** The next full hour, up to a limit, at which the step would be somebody else's: covers begin and end at midnight somewhere. */
  #nextTurn(untilMs: number): number | null {
    const { step } = this;
    if (!step || step.handedOver) return null;
    for (let hour = (Math.floor(step.turnSeenMs / hourMs) + 1) * hourMs; hour <= untilMs; hour += hourMs) {
      const midnight = this.#company.people.some(({ zone }) => wallClock(zone, hour).date !== wallClock(zone, hour - hourMs).date);
      const { holder, superior } = midnight ? this.#choose(this.roles[this.at] ?? '', hour) : step;
      if (holder !== step.holder || superior !== step.superior) return hour;
      step.turnSeenMs = hour;
    }
    return null;
  }

  /** Everything that time alone does up to an instant, in its order. */
  passTo(untilMs: number): void {
    for (;;) {
      if (!this.step) return;
      const { decision, escalated, dueMs } = this.step;
      if (decision) {
        if (decision.actsMs > untilMs) return;
        this.#act(decision.word, decision.actsMs);
        continue;
      }
      const turnMs = this.#nextTurn(Math.min(untilMs, this.#expiresMs - 1, escalated ? untilMs : dueMs - 1));
      if (turnMs !== null) {
        this.#lookAgain(turnMs);
        continue;
      }
      if (this.#expiresMs <= untilMs && (escalated || this.#expiresMs <= dueMs)) {
        this.#leave();
        continue;
      }
      if (escalated || dueMs > untilMs) return;
      this.step.escalated = true;
    }
  }

  #act(word: Word, nowMs: number): void {
    const role = this.roles[this.at] ?? '';
    this.words.set(this.task, word);
    this.#lastWord.set(role, { word, fields: this.#frozen[role] ?? 0 });
    if (word !== 'approved') return this.#leave();
    this.at = this.#nextAsked(this.at + 1);
    if (this.at === this.roles.length) this.#approve();
    else this.#open(nowMs);
  }

  #start(nowMs: number, draft: { grossMinor: number; fields: Readonly<Record<string, number>> }): void {
    this.version += 1;
    this.stage = 'approving';
    this.#withdrawn = false;
    this.#startedMs = nowMs;
    this.#frozen = { ...draft.fields };
    const holds = this.#company.policy.filter(row => row.when.every(test => draft.grossMinor > Number(test.value)));
    this.roles = order.filter(role => holds.some(row => (row.roles as readonly string[]).includes(role)));
    this.kept = this.roles.map(role => this.#lastWord.get(role)?.word === 'approved' && this.#lastWord.get(role)?.fields === draft.fields[role]);
    this.#expiresMs = this.#minutes(null).endOfWorkingDay(this.#startedMs, this.#company.roundWorkingDays, this.#company.calendar.zone);
    this.at = this.#nextAsked(0);
    if (this.at === this.roles.length) this.#approve();
    else this.#open(nowMs);
  }

  #nextAsked(from: number): number {
    let next = from;
    while (next < this.roles.length && this.kept[next]) next += 1;
    return next;
  }

  #approve(): void {
    this.stage = 'approved';
    this.step = null;
  }

  #leave(): void {
    this.stage = 'quoting';
    this.step = null;
  }

  #open(nowMs: number): void {
    const role = this.roles[this.at] ?? '';
    const chosen = this.#choose(role, nowMs);
    const dueMs = this.#minutes(chosen.holder).after(nowMs, this.slaMinutes * minuteMs);
    this.step = { ...chosen, handedOver: false, dueMs, usedMs: 0, countedMs: nowMs, turnSeenMs: nowMs, escalated: false, decision: null };
  }

  #wrongStep({ task, version }: { task: string; version: number }): string | null {
    if (this.version > 0 && version !== this.version) return 'version_superseded';
    if (this.stage !== 'approving') return this.version > 0 ? 'step_not_open' : 'wrong_stage';
    return task === this.task ? null : 'step_not_open';
  }

  #mayDecide(by: string): boolean {
    if (!this.step || (by === sellerId && this.roles[this.at] !== 'manager')) return false;
    return by === this.step.holder || (this.step.escalated && by === this.step.superior);
  }

  #isActive(id: string): boolean {
    return this.#company.people.find(person => person.personId === id)?.active === true;
  }

  #choose(role: string, nowMs: number): { holder: string; superior: string | null } {
    const { people } = this.#company;
    const person = (id: string): ApproverPerson | undefined => people.find(each => each.personId === id);
    const may = (id: string): boolean => person(id)?.active === true && (role === 'manager' || id !== sellerId);
    const line = (id: string): string[] => {
      const above = person(id)?.superiorId;
      return above ? [above, ...line(above)] : [];
    };
    const away = (id: string): string | null => {
      const today = wallClock(person(id)?.zone ?? '', nowMs).date;
      return this.#covers.find(cover => cover.personId === id && cover.fromOn <= today && today <= cover.toOn)?.coverId ?? null;
    };
    const present = (id: string, met: string[]): string | null => {
      if (met.includes(id)) return null;
      const stand = away(id);
      if (stand) return present(stand, [...met, id]);
      return may(id) ? id : null;
    };
    const pool = people.filter(each => may(each.personId) && (each.roles as readonly string[]).includes(role)).map(each => each.personId);
    const near = role === 'manager' ? [sellerId, ...line(sellerId)].find(id => pool.includes(id)) : undefined;
    const first = near ?? pool[0] ?? '';
    const holder = present(first, []) ?? pool.find(id => away(id) === null) ?? first;
    const above = [...line(holder), ...line(first)].filter(may);
    const superior = above.map(id => present(id, [])).find(id => id !== null && id !== holder) ?? above.find(id => id !== holder) ?? null;
    return { holder, superior };
  }
}
