import type { Decision, Happening } from '../../../workflows/deal/events.ts';
import type { InstalmentPlan, InvoiceFacts, OpenStepPlan, RoundPlan, RungPlan } from '../../../workflows/ports.ts';
import { now, type Past, user } from './given.ts';

/** Who decides each step of the full route. */
export const approvers = { manager: 'usr_manager', lawyer: 'usr_lawyer', cfo: 'usr_cfo', director: 'usr_director' } as const;
export type Role = keyof typeof approvers;
export const allRoles = Object.keys(approvers) as Role[];

export const hours = (from: string, count: number): string => new Date(Date.parse(from) + count * 3_600_000).toISOString();
export const days = (from: string, count: number): string => hours(from, count * 24);
export const taskOf = (role: string, version = 1): string => `apt_${role}_${version}`;

export const created: Past = { type: 'deal.created', data: { entryStage: 'quoting' } };
export const submitted: Past = { type: 'deal.submitted', data: { round: 1 } };
export const packageRef = (version = 1) => ({ packageId: `qtv_${version}`, version, hash: `sha256:${version}`, grossMinor: 371_200_000, validUntilAt: days(now, 14) });

export function openStepPlan(role: Role, version = 1, at = now): OpenStepPlan {
  return {
    taskId: taskOf(role, version),
    personId: approvers[role],
    personVia: 'role',
    superiorId: 'usr_superior',
    remindAt: [hours(at, 2), hours(at, 3)],
    dueAt: hours(at, 4),
    stuckAt: hours(at, 8),
  };
}

/** The same of somebody whose hours are counted, and whose cover begins when `turnsAt` says. */
export function countedPlan(role: Role, turnsAt: string | null = null): OpenStepPlan {
  return { ...openStepPlan(role), clock: { weekId: `wwk_${role}`, fromAt: now, usedMs: 0 }, turnsAt };
}

/** Submitted and routed; the step of the manager is open, and its clock is counted. */
export function countedInApproval(turnsAt: string | null = null): Past[] {
  return [...inApproval().slice(0, -1), { type: 'approval.requested', data: { version: 1, round: 1, position: 0, role: 'manager', ...countedPlan('manager', turnsAt) } }];
}

export function roundPlan(roles: readonly Role[] = allRoles, version = 1): RoundPlan & { firstStep: OpenStepPlan } {
  const [first = 'manager'] = roles;
  return { package: packageRef(version), policyVersion: 1, undoSeconds: 60, expiresAt: days(now, 21), steps: roles.map(role => ({ role, why: [] })), firstStep: openStepPlan(first, version) };
}

/** Submitted and routed: the first step is open. */
export function inApproval(roles: readonly Role[] = allRoles, version = 1): Past[] {
  const { package: pack, firstStep, ...route } = roundPlan(roles, version);
  const [role = 'manager'] = roles;
  return [
    created,
    submitted,
    { type: 'quote.version_created', data: pack },
    { type: 'approval.round_started', data: { round: 1, packageId: pack.packageId, version, ...route } },
    { type: 'approval.requested', data: { version, round: 1, position: 0, role, ...firstStep } },
  ];
}

const step = (role: Role, position = 0, version = 1) => ({ taskId: taskOf(role, version), version, round: 1, position, role });

export function decided(role: Role, decision: Decision = 'approved', at = now): Past {
  return {
    type: 'approval.decided',
    at,
    actor: user(approvers[role]),
    data: { ...step(role), decision, actsAt: new Date(Date.parse(at) + 60_000).toISOString(), noteId: decision === 'approved' ? null : 'note_1', evidenceId: null },
  };
}

export const stepClosed = (role: Role, decision: Decision = 'approved', position = 0): Past => ({ type: 'approval.step_closed', data: { ...step(role, position), decision } });

/** Approved by the manager alone; what follows is for the acceptance of the deal to say. */
export const approvedByManager: Past[] = [...inApproval(['manager']), decided('manager'), stepClosed('manager'), { type: 'deal.approved', data: { round: 1, version: 1 } }];

export const instalment = (no: number, change: Partial<InstalmentPlan> = {}): InstalmentPlan => ({ no, trigger: 'now', review: null, ...change });
export const billed = (...instalments: InstalmentPlan[]): Past[] => [...approvedByManager, { type: 'billing.planned', data: { instalments } }];

export const dueOn = '2030-04-15';
export const overdueFromAt = '2030-04-15T19:00:00.000Z';
const ladderAt = [
  ['-3', '2030-04-12T05:00:00.000Z'],
  ['0', '2030-04-15T05:00:00.000Z'],
  ['+3', '2030-04-18T05:00:00.000Z'],
  ['+7', '2030-04-22T05:00:00.000Z'],
  ['+14', '2030-04-29T05:00:00.000Z'],
  ['+21', '2030-05-06T05:00:00.000Z'],
] as const;
export const rungAt: Readonly<Record<string, string>> = Object.fromEntries(ladderAt);

export function ladder(change: Record<string, Partial<RungPlan>> = {}): RungPlan[] {
  return ladderAt.map(([rung, at]) => ({ rung, at, outcome: 'will_send', reason: null, ...change[rung] }));
}

export function invoiceFacts(invoiceId = 'inv_1', change: Partial<InvoiceFacts> = {}): InvoiceFacts {
  return { invoiceId, totalMinor: 116_000_000, paidMinor: 0, dueOn, overdueFromAt, rungs: ladder(), ...change };
}

export const issued = (no = 1, facts = invoiceFacts(`inv_${no}`)): Past => ({ type: 'invoice.issued', data: { instalment: no, external: false, ...facts } });

/** One invoice of 1,160,000 KZT, due on 15 April, its ladder planned. */
export const collecting: Past[] = [...billed(instalment(1)), issued()];
export const collectingTwo: Past[] = [...billed(instalment(1), instalment(2)), issued(1), issued(2)];

export const paid = (amountMinor: number, allocationId = 'all_1', invoiceId = 'inv_1'): Past => ({
  type: 'payment.received',
  data: { invoiceId, paymentId: `pay_${allocationId}`, allocationId, amountMinor },
});
export const closed = (closing: 'paid' | 'lost' | 'cancelled' | 'written_off' = 'cancelled'): Past => ({ type: 'deal.closed', data: { closing, noteId: 'note_1', reasonText: null } });

export function paused(change: Partial<Extract<Happening, { type: 'reminder.paused' }>['data']> = {}): Past {
  return { type: 'reminder.paused', data: { pauseId: 'pau_1', scope: 'deal', invoiceId: null, fromAt: now, untilAt: days(now, 10), noteId: 'note_1', reasonText: null, ...change } };
}
