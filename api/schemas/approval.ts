import { z } from 'zod';
import { approvalRoles } from '../../domain/approval/policy.ts';
import { Named, taskStatuses } from './deal.ts';
import { Cursor, Limit } from './lists.ts';
import { At, Id, Language } from './primitives.ts';

export const TaskStatus = z.enum(taskStatuses);

/** How a decision came about (SECURITY.md). Instants are by the deal's own clock; the network is shown to keys with the scope admin. */
export const DecisionEvidence = z
  .object({
    ...{ person: Named.nullable(), right: z.enum(['role', 'cover', 'pool', 'superior', 'handed_over', 'kept', 'api_key']).nullable(), cover_for: Named.nullable() },
    kept_from: z.object({ task_id: Id, version: z.int() }).nullable(),
    ...{ channel: z.enum(['email', 'link', 'api']).nullable(), address: z.string().nullable(), link_id: z.string().nullable() },
    ...{ version_hash: z.string().nullable(), shown_hash: z.string().nullable() },
    ...{ asked_at: At.nullable(), shown_at: At.nullable(), step_up_at: At.nullable(), decided_at: At.nullable() },
    network: z.object({ ip: z.string().nullable(), user_agent: z.string().nullable() }).nullable(),
  })
  .meta({
    id: 'DecisionEvidence',
    examples: [
      {
        ...{ person: { id: 'usr_7', name: 'Марат Ахметов' }, right: 'cover', cover_for: { id: 'usr_3', name: 'Ирина Ким' }, kept_from: null },
        ...{ channel: 'email', address: 'marat@arna.example', link_id: '5f7c…', version_hash: 'sha256:9b1d…', shown_hash: '0c44…' },
        ...{ asked_at: '2026-11-24T05:00:00.000Z', shown_at: '2026-11-24T06:10:00.000Z', step_up_at: '2026-11-24T06:14:00.000Z', decided_at: '2026-11-24T06:14:00.000Z' },
        network: null,
      },
    ],
  });

/** One step of one round on one version (API.md, Approvals). */
export const ApprovalTask = z
  .object({
    ...{ object: z.literal('approval_task'), id: Id, deal_id: Id, deal_title: z.string(), version: z.int(), current_version: z.int().nullable(), round: z.int(), position: z.int() },
    ...{ role: z.string(), person: Named.nullable(), superior: Named.nullable(), status: TaskStatus, why: z.array(z.string()) },
    ...{ opened_at: At.nullable(), due_at: At.nullable(), escalated_at: At.nullable(), stuck_at: At.nullable(), expires_at: At },
    ...{ decided_at: At.nullable(), decided_by: Named.nullable(), acts_at: At.nullable(), comment: z.string().nullable() },
    /** The version on which the approval was given that still holds for this one; null where the role was asked on this version. */
    kept_from_version: z.int().nullable(),
    evidence: DecisionEvidence.nullable(),
  })
  .meta({
    id: 'ApprovalTask',
    examples: [
      {
        ...{
          object: 'approval_task',
          id: 'apt_1',
          deal_id: 'deal_7k2m',
          deal_title: 'Насосы, поставка сентябрь',
          version: 2,
          current_version: 2,
          round: 1,
          position: 2,
          role: 'cfo',
          person: { id: 'usr_3', name: 'Ирина Ким' },
          superior: { id: 'usr_4', name: 'Бахыт Нурланов' },
        },
        ...{
          status: 'open',
          why: ['Отсрочка в днях: 30, типовая — до 14.'],
          opened_at: '2026-11-24T05:00:00.000Z',
          due_at: '2026-11-25T05:00:00.000Z',
          escalated_at: null,
          stuck_at: null,
          expires_at: '2026-12-16T13:00:00.000Z',
        },
        ...{ decided_at: null, decided_by: null, acts_at: null, comment: null, kept_from_version: null, evidence: null },
      },
    ],
  });

/** What a front end may ask of the tasks. `user_id`: given to this person, or escalated to him or her; `sort=due_at`: nearest deadline first, the oldest rounds first otherwise. */
export const TaskFilter = z.strictObject({
  ...{ status: TaskStatus.optional(), user_id: Id.optional(), deal_id: Id.optional(), role: z.enum(approvalRoles).optional(), sort: z.enum(['expires_at', 'due_at']).default('expires_at') },
  ...{ lang: Language.optional(), cursor: Cursor.optional(), limit: Limit },
});
