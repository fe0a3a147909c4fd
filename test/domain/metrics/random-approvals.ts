import fc from 'fast-check';
import { type ApprovalRole, approvalRoles } from '../../../domain/approval/policy.ts';
import type { ApprovalEvent, StepDecision } from '../../../domain/metrics/approval-events.ts';

const minuteMs = 60_000;
const beginMs = Date.UTC(2026, 10, 23, 3, 0);
const at = (ms: number): string => new Date(ms).toISOString();

/** What is true of a step, written down while it was made: every word said on it with the instant from which it no longer stood, and how it ended without one. */
export type TrueStep = {
  taskId: string;
  dealId: string;
  role: ApprovalRole;
  openedMs: number;
  dues: { fromMs: number; dueMs: number }[];
  words: { saidMs: number; undoneMs: number; decision: StepDecision }[];
  escalatedMs: number | null;
  closedMs: number | null;
  closing: 'superseded' | 'expired';
};
export type TrueRound = { dealId: string; submittedMs: number; approvedMs: number; rounds: number };
export type Story = Readonly<{ events: readonly ApprovalEvent[]; steps: readonly TrueStep[]; rounds: readonly TrueRound[]; endMs: number }>;

type Move = Readonly<{ choice: number; minutes: number; undoMinutes: number }>;
const moves = fc.array(fc.record({ choice: fc.nat(99), minutes: fc.integer({ min: 1, max: 900 }), undoMinutes: fc.constantFrom(0, 0, 45) }), { minLength: 1, maxLength: 18 });

/** Some deals, each as its moves lead it, with what is true of them. */
export const stories: fc.Arbitrary<Story> = fc.array(moves, { minLength: 1, maxLength: 4 }).map(each => {
  const told = each.map((path, index) => new Teller(`deal_${index}`).tell(path));
  return {
    // Deals go on beside each other: their events come mixed, each deal's in its order.
    events: told.flatMap(story => story.events).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    steps: told.flatMap(story => story.steps),
    rounds: told.flatMap(story => story.rounds),
    endMs: Math.max(...told.map(story => story.nowMs)),
  };
});

/** What may happen, each up to its share of a hundred. */
type Chances = readonly (readonly [number, () => void])[];

class Teller {
  readonly events: ApprovalEvent[] = [];
  readonly steps: TrueStep[] = [];
  readonly rounds: TrueRound[] = [];
  nowMs = beginMs;
  readonly dealId: string;
  private round = 0;
  private version = 0;
  private position = 0;
  private submittedMs: number | null = null;
  private actsMs: number | null = null;
  private phase: 'quoting' | 'asked' | 'said' | 'approved' | 'over' = 'quoting';

  constructor(dealId: string) {
    this.dealId = dealId;
  }

  tell(path: readonly Move[]): this {
    for (const move of path) {
      if (this.phase === 'over') break;
      this.nowMs += move.minutes * minuteMs;
      this.actOnWord();
      this.go(move);
    }
    return this;
  }

  private go({ choice, undoMinutes }: Move): void {
    if (this.phase === 'quoting') this.submit();
    else if (this.phase === 'approved')
      this.pick(choice, [
        [60, () => this.change()],
        [100, () => this.close()],
      ]);
    else if (this.phase === 'said')
      this.pick(choice, [
        [50, () => this.recall()],
        [80, () => this.change()],
        [100, () => this.withdraw()],
      ]);
    else if (this.phase === 'asked') this.pick(choice, this.whileAsked(undoMinutes));
  }

  private whileAsked(undoMinutes: number): Chances {
    return [
      [45, () => this.say('approved', undoMinutes)],
      [50, () => this.say('rejected', undoMinutes)],
      [55, () => this.say('changes_requested', undoMinutes)],
      [65, () => this.note({ type: 'approval.handed_over', data: { taskId: this.step.taskId, toUserId: 'usr_other' } })],
      [72, () => this.replan()],
      [82, () => this.escalate()],
      [90, () => this.change()],
      [94, () => this.withdraw()],
      [98, () => this.expire()],
      [100, () => this.close()],
    ];
  }

  private pick(choice: number, chances: Chances): void {
    chances.find(([below]) => choice < below)?.[1]();
  }

  private get step(): TrueStep {
    const last = this.steps.at(-1);
    if (!last) throw new Error('no step was opened');
    return last;
  }

  private note(happened: object): void {
    this.events.push({ dealId: this.dealId, at: at(this.nowMs), ...happened } as ApprovalEvent);
  }

  private submit(): void {
    this.round += 1;
    this.version += 1;
    this.submittedMs = this.nowMs;
    this.note({ type: 'deal.submitted', data: { round: this.round } });
    this.open(0);
  }

  private open(position: number): void {
    this.position = position;
    const role = approvalRoles[position % approvalRoles.length] ?? 'manager';
    const taskId = `apt_${this.dealId}_${this.version}_${position}_${this.steps.length}`;
    const dueMs = this.nowMs + 240 * minuteMs;
    this.steps.push({ taskId, dealId: this.dealId, role, openedMs: this.nowMs, dues: [{ fromMs: this.nowMs, dueMs }], words: [], escalatedMs: null, closedMs: null, closing: 'superseded' });
    this.note({ type: 'approval.requested', data: { taskId, role, round: this.round, version: this.version, personId: 'usr_first', dueAt: at(dueMs) } });
    this.phase = 'asked';
  }

  private say(decision: StepDecision, undoMinutes: number): void {
    this.actsMs = this.nowMs + undoMinutes * minuteMs;
    this.step.words.push({ saidMs: this.nowMs, undoneMs: Number.POSITIVE_INFINITY, decision });
    this.note({ type: 'approval.decided', data: { taskId: this.step.taskId, decision, actsAt: at(this.actsMs) } });
    this.phase = 'said';
  }

  /** What follows from a word once it can no longer be taken back: it follows at that instant, not at the next move. */
  private actOnWord(): void {
    const word = this.steps.at(-1)?.words.at(-1);
    if (this.phase !== 'said' || this.actsMs === null || !word || this.actsMs > this.nowMs) return;
    const movedMs = this.nowMs;
    this.nowMs = this.actsMs;
    if (word.decision !== 'approved') this.back();
    else if (this.position < 2) this.open(this.position + 1);
    else this.approve();
    this.nowMs = movedMs;
  }

  private approve(): void {
    this.note({ type: 'deal.approved', data: { round: this.round } });
    this.rounds.push({ dealId: this.dealId, submittedMs: this.submittedMs ?? 0, approvedMs: this.nowMs, rounds: this.round });
    this.phase = 'approved';
  }

  private recall(): void {
    const word = this.step.words.at(-1);
    if (word) word.undoneMs = this.nowMs;
    this.note({ type: 'approval.recalled', data: { taskId: this.step.taskId } });
    this.phase = 'asked';
  }

  private replan(): void {
    const dueMs = this.nowMs + 60 * minuteMs;
    this.step.dues.push({ fromMs: this.nowMs, dueMs });
    this.note({ type: 'approval.replanned', data: { taskId: this.step.taskId, personId: 'usr_cover', dueAt: at(dueMs) } });
  }

  private escalate(): void {
    if (this.step.escalatedMs !== null) return;
    this.step.escalatedMs = this.nowMs;
    this.note({ type: 'approval.escalated', data: { taskId: this.step.taskId } });
  }

  private change(): void {
    const fromApproved = this.phase === 'approved';
    if (fromApproved) this.submittedMs = this.nowMs;
    else this.end('superseded');
    this.note({ type: 'approval.superseded', data: { taskId: fromApproved ? null : this.step.taskId } });
    this.version += 1;
    this.open(0);
  }

  private withdraw(): void {
    this.end('superseded');
    this.note({ type: 'approval.withdrawn', data: { taskId: this.step.taskId } });
    this.back();
  }

  private expire(): void {
    this.end('expired');
    this.note({ type: 'approval.expired', data: {} });
    this.back();
  }

  private close(): void {
    if (this.phase === 'asked') this.end('superseded');
    this.note({ type: 'deal.closed', data: {} });
    this.phase = 'over';
  }

  private back(): void {
    this.note({ type: 'deal.returned', data: {} });
    this.phase = 'quoting';
  }

  /** The step ends without a decision; a word that could still be taken back is none. */
  private end(closing: TrueStep['closing']): void {
    const word = this.step.words.at(-1);
    if (this.phase === 'said' && word) word.undoneMs = this.nowMs;
    this.step.closedMs = this.nowMs;
    this.step.closing = closing;
  }
}
