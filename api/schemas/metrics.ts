import { z } from 'zod';
import { approvalRoles } from '../../domain/approval/policy.ts';
import { stepFigures } from '../../domain/metrics/approval-figures.ts';
import { Named } from './deal.ts';
import { Cursor, Limit } from './lists.ts';
import { At, Id, Instant, On } from './primitives.ts';

const Hours = z.string().meta({ description: 'Hours as a decimal string, to the hundredth.', examples: ['3.25'] });
const Role = z.enum(approvalRoles);

/** Percentiles by nearest rank: a value that occurred, none reckoned between two. */
const Spread = z.object({ mean: Hours, p50: Hours, p90: Hours }).meta({ id: 'HoursSpread', examples: [{ mean: '3.4', p50: '2.75', p90: '8.1' }] });

/** Both clocks of a span: all hours, and those of the company's working calendar. */
const spans = { hours: Spread.nullable(), working_hours: Spread.nullable() };

const RoleFigures = z.object({
  ...{ role: Role, decided: z.int(), ...spans, within_sla_percent: z.string().nullable(), escalated: z.int(), expired: z.int() },
  open: z.object({ count: z.int(), late: z.int() }),
});

/** A step behind a figure. `hours` runs from opening to the decision, of an open step to what the figures are as of. */
export const StepInMetrics = z
  .object({
    ...{ object: z.literal('approval_step'), task_id: Id, deal_id: Id, deal_title: z.string(), role: Role, person: Named, round: z.int(), version: z.int() },
    ...{ outcome: z.enum(['open', 'approved', 'rejected', 'changes_requested', 'superseded', 'expired']), opened_at: At, due_at: At },
    ...{ decided_at: At.nullable(), escalated_at: At.nullable(), ended_at: At.nullable(), hours: Hours, working_hours: Hours, within_sla: z.boolean() },
  })
  .meta({
    id: 'ApprovalStepInMetrics',
    examples: [
      {
        ...{ object: 'approval_step', task_id: 'apt_1', deal_id: 'deal_7k2m', deal_title: 'Насосы, поставка сентябрь', role: 'cfo', person: { id: 'usr_3', name: 'Ирина Ким' }, round: 1, version: 2 },
        ...{ outcome: 'approved', opened_at: '2026-11-24T05:00:00.000Z', due_at: '2026-11-25T05:00:00.000Z', decided_at: '2026-11-25T04:30:00.000Z', escalated_at: null },
        ...{ ended_at: '2026-11-25T04:30:00.000Z', hours: '23.5', working_hours: '7.5', within_sla: true },
      },
    ],
  });

/** A way from submission to approval. `rounds`: in how many rounds the deal had been asked about by then. */
export const RoundInMetrics = z
  .object({
    ...{ object: z.literal('approval_round'), deal_id: Id, deal_title: z.string(), round: z.int(), rounds: z.int() },
    ...{ submitted_at: At, approved_at: At, hours: Hours, working_hours: Hours },
  })
  .meta({
    id: 'ApprovalRoundInMetrics',
    examples: [
      {
        ...{ object: 'approval_round', deal_id: 'deal_7k2m', deal_title: 'Насосы, поставка сентябрь', round: 1, rounds: 1 },
        ...{ submitted_at: '2026-11-24T05:00:00.000Z', approved_at: '2026-11-26T05:00:00.000Z', hours: '48', working_hours: '16' },
      },
    ],
  });

const RoundFigures = z.object({
  ...{ approved: z.int(), ...spans, deals: z.int() },
  rounds_per_deal: z.object({ mean: z.string(), p50: z.int(), p90: z.int(), max: z.int() }).nullable(),
});

export const ApprovalMetrics = z
  .object({ roles: z.array(RoleFigures), rounds: RoundFigures, open_steps: z.array(StepInMetrics) })
  .meta({ id: 'ApprovalMetrics', description: '`open_steps` has those that have been open longest, at most 50; all of them stand at /v1/metrics/approvals/steps?figure=open.' });

/** Everything in one answer; further subjects stand beside `approvals`. */
export const Metrics = z.object({ object: z.literal('metrics'), from_on: On, as_of: At, time_zone: z.string(), approvals: ApprovalMetrics }).meta({ id: 'Metrics' });

/** The window of figures. */
const window = {
  from_on: On.optional().describe('The first day that counts, in the company’s zone. Left out: the 90 days that end with `as_of`.'),
  as_of: z
    .union([On, Instant])
    .optional()
    .describe('What stood then: a date is its end in the company’s zone, an instant is itself. Left out: now, of a deal whose clock was moved ahead its own now.'),
};
export const MetricsQuery = z.strictObject(window);
export const StepsQuery = z.strictObject({
  ...window,
  role: Role.optional(),
  figure: z.enum(stepFigures).default('decided').describe('What is counted: decisions in the window, escalations and expiries in it, or what was open at its end.'),
  ...{ cursor: Cursor.optional(), limit: Limit },
});
export const RoundsQuery = z.strictObject({ ...window, cursor: Cursor.optional(), limit: Limit });
