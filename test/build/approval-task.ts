import type { Pool } from 'pg';
import { newId } from '../../db/ids.ts';
import { approvalTask } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { people } from './company.ts';

export type TaskRow = typeof approvalTask.$inferInsert;

/** An approval step as a row, open with the manager since Tuesday morning unless told otherwise. Answers its id. */
export async function anApprovalTask(pool: Pool, dealId: string, change: Partial<TaskRow> = {}): Promise<string> {
  const row: TaskRow = {
    ...{ id: newId('apt'), dealId, packageId: `qtv_${dealId}`, version: 1, round: 1, position: 0, role: 'manager', status: 'open', policyVersion: 1 },
    why: [{ rowId: 'every_deal', text: { ru: 'Руководитель согласует каждую сделку.', kk: 'Басшы әр мәмілені келіседі.', en: 'The manager decides on every deal.' } }],
    ...{ personId: people.manager.id, personVia: 'role', superiorId: people.director.id },
    ...{ openedAt: '2026-11-24T04:00:00.000Z', dueAt: '2026-11-24T09:00:00.000Z', expiresAt: '2026-12-16T13:00:00.000Z' },
    ...change,
  };
  await unitOfWork(pool, db => db.insert(approvalTask).values(row));
  return row.id;
}
