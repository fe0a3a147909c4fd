import type { DealFile, InvoiceRow, ReminderRow } from '../../../db/pages/read-deal-file.ts';
import { pinOfFate } from '../../../db/read/reminder-policies.ts';
import type { PlannedRung } from '../../../db/schema/invoices.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { type Effect, type LadderRung as PolicyRung, rungCalled, type Tone } from '../../../domain/dunning/ladder.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { rungInstant } from '../../../domain/dunning/slots.ts';
import type { LadderRung, LetterTone, RungEffect, RungOutcome, RungReason } from '../../../templates/pages/views/deal-view.ts';
import { runningPauses } from './waiting.ts';

/** `calendar` is the one of the customer's zone. */
export type LadderRules = Readonly<{ calendar: WorkCalendar; nowAt: string }>;

/** Every rung of an invoice: the plan as the process made it, with the fate of those that have had theirs, those by an earlier policy among them. */
export function ladderOf(invoice: InvoiceRow, file: DealFile, rules: LadderRules): LadderRung[] {
  const own = file.reminders.filter(row => row.invoiceId === invoice.id);
  const fates = new Map(own.map(row => [row.rung, row]));
  const planned = invoice.plan ?? [];
  const earlier = own.filter(row => !planned.some(each => each.rung === row.rung)).map(({ rung, dueAt: at, reason }) => ({ rung, at, outcome: 'skipped', reason }));
  const ladder = [...earlier, ...planned].flatMap(each => {
    const fate = fates.get(each.rung);
    const { policy } = file.reminderPolicyOf(fate?.policyId ? pinOfFate(fate) : invoice);
    const step = rungCalled(policy.rungs, each.rung);
    return step ? [rungOf(each, step, { invoice, file, rules, fate, policy })] : [];
  });
  const inOrder = ladder.sort((one, two) => (one.at < two.at ? -1 : one.at > two.at ? 1 : 0));
  const next = inOrder.findIndex(rung => rung.outcome === 'will_send' || rung.outcome === 'held');
  return inOrder.map((rung, index) => ({ ...rung, isNext: index === next }));
}

type Given = Readonly<{ invoice: InvoiceRow; file: DealFile; rules: LadderRules; fate: ReminderRow | undefined; policy: ReminderPolicy }>;

function rungOf(planned: PlannedRung, step: PolicyRung, given: Given): LadderRung {
  const { invoice, file, rules, fate, policy } = given;
  const meantAt = invoice.dueOn === null ? planned.at : rungInstant(invoice.dueOn, step, { zone: file.customer.timeZone, calendar: rules.calendar, policy, customerId: file.customer.id });
  const { outcome, reason } = fateOf(planned, step, given);
  const at = fate?.sentAt ?? (outcome === 'held' ? fate?.heldUntil : null) ?? planned.at;
  const pause = runningPauses(file.pauses, rules.nowAt)[0];
  return {
    rung: step.rung,
    at,
    movedFromAt: outcome === 'will_send' && meantAt !== at ? meantAt : null,
    tone: tones[step.tone],
    effects: step.does.flatMap(effect => effects[effect]),
    outcome,
    reason,
    untilAt: outcome === 'covered_by_pause' ? (pause?.untilAt ?? null) : null,
    isNext: false,
  };
}

function fateOf(planned: PlannedRung, step: PolicyRung, { invoice, file, fate }: Given): { outcome: RungOutcome; reason: RungReason | null } {
  switch (fate?.state) {
    case 'sent':
    case 'done':
    case 'verify':
    case 'undeliverable':
      return { outcome: fate.state, reason: fate.state === 'verify' ? 'uncertain' : null };
    case 'skipped':
    case 'held':
      return { outcome: fate.state, reason: reasonOf(fate.reason) };
    case 'claimed':
    case 'data_started':
    case undefined:
      break;
  }
  if (invoice.status === 'paid') return { outcome: 'skipped', reason: 'paid' };
  if (invoice.status !== 'open') return { outcome: 'skipped', reason: 'closed' };
  if (planned.outcome === 'covered_by_pause') return { outcome: 'covered_by_pause', reason: reasonOf(planned.reason) };
  if (planned.outcome === 'skipped') return { outcome: 'skipped', reason: reasonOf(planned.reason) };
  // The plan knows no addresses: a rung with a letter waits for a living one when its instant comes, and none is spent.
  return step.does.includes('letter') && file.customer.emailDeadReason !== null ? { outcome: 'held', reason: 'no_address' } : { outcome: 'will_send', reason: reasonOf(planned.reason) };
}

/** Reasons of the plan and of the critical section in the words of the page. */
const reasons: Readonly<Record<string, RungReason>> = {
  paid: 'paid',
  closed: 'closed',
  pause: 'paused',
  promise: 'promised',
  dispute: 'disputed',
  payment_claim: 'claimed',
  missed: 'later_rung',
  same_day: 'later_rung',
  before_issue: 'before_issue',
  policy_change: 'policy',
  unsubscribed: 'unsubscribed',
  no_address: 'no_address',
  stale_bank_data: 'bank_data_stale',
  quiet_hours: 'quiet_hours',
  late: 'late',
  min_gap: 'minimum_gap',
  no_answer: 'uncertain',
  refused_by_server: 'undeliverable',
  by_decision: 'decided',
};

function reasonOf(reason: string | null): RungReason | null {
  return reason === null ? null : (reasons[reason] ?? 'policy');
}

const tones: Readonly<Record<Tone, LetterTone>> = { soft: 'soft', neutral: 'neutral', businesslike: 'businesslike', official: 'official', escalation: 'escalation', manual: 'none' };
const effects: Readonly<Record<Effect, readonly RungEffect[]>> = {
  letter: [],
  owner_told: ['tell_owner'],
  shipment_hold: ['shipment_hold'],
  head_task: ['head_task'],
  stop: ['stop_letters'],
  manual_task: ['collection_task'],
};
