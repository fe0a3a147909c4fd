import type { Fact } from '../../../workflows/deal/commands.ts';
import type { PlanEffect } from '../../../workflows/deal/effects.ts';
import type { DealState } from '../../../workflows/deal/state.ts';
import type { InstalmentPlan, InvoiceFacts, OpenStepPlan, RungPlan } from '../../../workflows/ports.ts';
import { allRoles, days, hours, openStepPlan, type Role, roundPlan } from './sample-past.ts';

type Asked = Readonly<{ state: DealState; now: string }>;

const routes: readonly Role[][] = [['manager'], ['manager', 'cfo'], ['manager', 'lawyer', 'cfo'], [...allRoles]];
const billings: readonly InstalmentPlan[][] = [
  [{ no: 1, trigger: 'now', review: null }],
  [{ no: 1, trigger: 'now', review: 'special_terms' }],
  [
    { no: 1, trigger: 'now', review: null },
    { no: 2, trigger: 'delivery', review: null },
  ],
  [
    { no: 1, trigger: 'now', review: null },
    { no: 2, trigger: 'delivery', review: 'special_terms' },
  ],
];

const totalMinor = 100_000;

/** What a database step might answer: one lawful answer of several, chosen by luck. */
export function planned(effect: PlanEffect, { state, now }: Asked, luck: number): Fact | null {
  const version = (state.package?.version ?? 0) + 1;
  switch (effect.kind) {
    case 'prepare_round': {
      if (luck % 7 === 0) return { type: 'package_refused', code: 'unknown_vat_code', field: null };
      const plan = roundPlan(routes[luck % routes.length], version);
      const taskId = `${plan.firstStep.taskId}_r${state.round}`;
      return {
        type: 'round_prepared',
        plan: { ...plan, expiresAt: days(now, 21), firstStep: { ...openStepPlan('manager', version, now), ...counted(now, luck), taskId }, package: { ...plan.package, validUntilAt: days(now, 14) } },
      };
    }
    case 'freeze_package':
      return { type: 'package_frozen', package: roundPlan().package };
    case 'open_step': {
      if (state.phase.status !== 'approving') return null;
      const role = state.phase.steps[effect.position]?.role as Role | undefined;
      return role
        ? {
            type: 'step_opened',
            position: effect.position,
            version: state.phase.version,
            plan: { ...openStepPlan(role, state.phase.version, now), ...counted(now, luck), taskId: `apt_${role}_${state.phase.version}_r${state.round}` },
          }
        : null;
    }
    case 'replan_step': {
      const { phase } = state;
      if (phase.status !== 'approving' || phase.open?.taskId !== effect.taskId) return null;
      const { openedAt, personId } = phase.open;
      const plan = { ...openStepPlan('manager', phase.version, openedAt), ...counted(now, luck), taskId: effect.taskId, personId: luck % 2 ? personId : 'usr_cover', expiresAt: phase.expiresAt };
      return { type: 'step_replanned', taskId: effect.taskId, plan };
    }
    case 'plan_billing':
      return { type: 'billing_planned', instalments: billings[luck % billings.length] ?? [] };
    case 'issue_invoice':
      return luck % 7 === 0
        ? { type: 'invoice_refused', instalment: effect.instalment, code: 'requisites_incomplete', field: 'customer.tax_id' }
        : { type: 'invoice_issued', instalment: effect.instalment, facts: freshFacts(`inv_${effect.instalment}`, now) };
    case 'plan_reminders': {
      const invoice = state.phase.status === 'billing' ? state.phase.invoices[effect.invoiceId] : undefined;
      return invoice ? { type: 'reminders_planned', facts: { ...freshFacts(effect.invoiceId, invoice.issuedAt), rungs: replanned(state, effect.invoiceId, now) } } : null;
    }
  }
}

/** Whose week the clock counts by, and when the next cover turns the step, if any does; two plans of three are as they were before either was known. */
function counted(now: string, luck: number): Pick<OpenStepPlan, 'clock' | 'turnsAt'> {
  if (luck % 3 !== 0) return {};
  return { clock: { weekId: `wwk_${luck % 2}`, fromAt: now, usedMs: luck }, turnsAt: luck % 4 === 0 ? null : days(now, 1 + (luck % 4)) };
}

const offsets: Readonly<Record<string, number>> = { '-3': 11, '+3': 17, '+7': 21, '+14': 28, '+21': 35 };

export function freshFacts(invoiceId: string, issuedAt: string): InvoiceFacts {
  const rungs = Object.entries(offsets).map(([rung, day]): RungPlan => ({ rung, at: days(issuedAt, day), outcome: 'will_send', reason: null }));
  return { invoiceId, totalMinor, paidMinor: 0, dueOn: days(issuedAt, 14).slice(0, 10), overdueFromAt: days(issuedAt, 15), rungs };
}

/** `skip_to_current` with pauses in the simplest lawful form: covered rungs wait for the end, and of the missed ones the last goes. */
function replanned(state: DealState, invoiceId: string, now: string): RungPlan[] {
  if (state.phase.status !== 'billing') return [];
  const invoice = state.phase.invoices[invoiceId];
  if (!invoice) return [];
  const covering = state.phase.pauses.filter(pause => pause.invoiceId === null || pause.invoiceId === invoiceId).map(pause => pause.untilAt);
  const free = [now, ...covering].sort().at(-1) ?? now;
  const rungs = freshFacts(invoiceId, invoice.issuedAt).rungs;
  const missed = rungs.filter(rung => !invoice.settled[rung.rung] && rung.at <= free);
  const current = missed.at(-1)?.rung;
  return rungs.map(rung => {
    const fate = invoice.settled[rung.rung];
    if (fate) return { ...rung, outcome: fate };
    if (rung.at > free) return rung;
    return rung.rung === current ? { ...rung, at: hours(free, 1) } : { ...rung, outcome: covering.length > 0 && free > now ? 'covered_by_pause' : 'skipped', reason: 'missed' };
  });
}
