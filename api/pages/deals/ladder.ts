import type { DealFile, InvoiceRow, ReminderRow } from '../../../db/pages/read-deal-file.ts';
import { pinOfFate } from '../../../db/read/reminder-policies.ts';
import type { PlannedRung } from '../../../db/schema/invoices.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { hasLivingAddress } from '../../../domain/delivery/living-address.ts';
import { type Effect, type LadderRung as PolicyRung, rungCalled, type Tone } from '../../../domain/dunning/ladder.ts';
import { outlookOf } from '../../../domain/dunning/outlook.ts';
import { isClaimRest } from '../../../domain/dunning/payment-claim.ts';
import type { ReminderPolicy } from '../../../domain/dunning/policy.ts';
import { rungInstant } from '../../../domain/dunning/slots.ts';
import type { LadderRung, LetterTone, RungEffect, RungOutcome, RungReason } from '../../../templates/pages/views/deal-view.ts';

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
  const { outcome, reason } = outlookFor(planned, step, given);
  const at = fate?.sentAt ?? (outcome === 'held' ? fate?.heldUntil : null) ?? planned.at;
  return {
    rung: step.rung,
    at,
    movedFromAt: outcome === 'will_send' && meantAt !== at ? meantAt : null,
    tone: tones[step.tone],
    effects: step.does.flatMap(effect => effects[effect]),
    outcome,
    reason,
    untilAt: outcome === 'covered_by_pause' ? silentUntil(planned, { invoice, file }) : null,
    isNext: false,
  };
}

/** Until when the longest of what covers the rung silences its invoice: a pause, a promise or a dispute, whichever the plan names. */
function silentUntil({ at, reason }: PlannedRung, { invoice, file }: Pick<Given, 'invoice' | 'file'>): string | null {
  const covering = file.pauses.filter(
    ({ id, kind, scope, scopeId, fromAt, untilAt, endedAt }) =>
      endedAt === null && (isClaimRest(id) ? 'payment_claim' : kind) === reason && (scope !== 'invoice' || scopeId === invoice.id) && fromAt <= at && at < untilAt,
  );
  return (
    covering
      .map(({ untilAt }) => untilAt)
      .toSorted()
      .at(-1) ?? null
  );
}

/** The one answer of the plan, in the words of the page: what has gone, or was in vain, needs no reason. */
function outlookFor(planned: PlannedRung, step: PolicyRung, { invoice, file, fate }: Given): { outcome: RungOutcome; reason: RungReason | null } {
  const { outcome, reason } = outlookOf({ planned, does: step.does, fate, invoiceStatus: invoice.status, hasLivingAddress: hasLivingAddress(file.customer) });
  if (outcome === 'verify') return { outcome, reason: 'uncertain' };
  return { outcome, reason: outcome === 'sent' || outcome === 'done' || outcome === 'undeliverable' ? null : reasonOf(reason) };
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
