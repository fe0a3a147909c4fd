import type { z } from 'zod';
import type { TaskRecord } from '../../../db/read/approval-tasks.ts';
import type { Language } from '../../../db/schema/index.ts';
import type { ApprovalTask } from '../../schemas/approval.ts';
import { presentEvidence } from './present-evidence.ts';

export type Presenting = Readonly<{ language: Language; names: ReadonlyMap<string, string>; network: boolean }>;

/** A task as the API shows it, with the evidence of its decision; `network`: whence it came over the network as well. */
export function presentTask(record: TaskRecord, { language, names, network }: Presenting): z.output<typeof ApprovalTask> {
  const { task, deal, comment } = record;
  const named = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? id });
  const { id, version, round, position, role, status } = task;
  return {
    ...{ object: 'approval_task', id, deal_id: deal.id, deal_title: deal.title, version, current_version: deal.packageVersion, round, position },
    ...{ role, person: named(task.personId), superior: named(task.superiorId), status, why: task.why.map(reason => reason.text[language]) },
    ...{ opened_at: task.openedAt, due_at: task.dueAt, escalated_at: task.escalatedAt, stuck_at: task.stuckAt, expires_at: task.expiresAt },
    ...{ decided_at: task.decidedAt, decided_by: named(task.decidedById), acts_at: task.actsAt, comment, kept_from_version: task.keptFromVersion },
    evidence: presentEvidence(record, { names, network }),
  };
}
