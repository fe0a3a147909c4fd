import { and, desc, eq, inArray } from 'drizzle-orm';
import { readApprovalRules } from '../../db/read/approval-table.ts';
import { approvalTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { DealRejected, LetterViews, RoleCode } from '../../templates/emails/views.ts';
import type { MessageKind } from '../../templates/telegram/render-message.ts';
import type { LetterInput } from '../../workflows/ports.ts';
import { noteText } from '../facts/note-text.ts';
import { approvalLetter, loadTask, personName, stepMatter, type TaskRow } from './approval-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { LetterOrder } from './letter-words.ts';

type StepKind = Extract<MessageKind, `approval_${string}` | 'round_expired' | 'deal_rejected'>;

/** What people are told about an approval step and about the end of a round; the link is that of the letter or message given. */
export async function stepView(db: Db, deps: LetterDeps, { input, to, kind }: LetterOrder & { kind: StepKind }): Promise<LetterViews[StepKind]> {
  switch (kind) {
    case 'approval_request':
      return asked();
    case 'approval_reminder':
      return { ...(await asked()), elapsedPercent: input.detail === '80' ? 80 : 50 };
    case 'approval_escalated': {
      const task = await loadTask(db, input.subjectId);
      return { ...(await asked()), approverName: await personName(db, task.personId), role: task.role as RoleCode };
    }
    case 'approval_superseded':
      return stepMatter(db, deps, await loadTask(db, input.subjectId));
    case 'approval_withdrawn':
      return { ...(await stepMatter(db, deps, await loadTask(db, input.subjectId))), reason: await noteText(db, input.detail) };
    case 'approval_stuck': {
      const task = await loadTask(db, input.subjectId);
      return { ...(await stepMatter(db, deps, task)), dueAt: task.dueAt ?? task.expiresAt, finalAt: task.expiresAt };
    }
    case 'round_expired':
      return { ...(await stepMatter(db, deps, await lastTask(db, input.dealId, ['expired']))), expiredAt: input.now };
    case 'deal_rejected':
      return rejected(db, deps, input);
  }

  async function asked() {
    if (!to.person) throw new Error(`${kind} is for a colleague`);
    const task = await loadTask(db, input.subjectId);
    return approvalLetter(db, deps, { task, person: to.person, letterId: to.letterId, now: input.now, reader: to.reader });
  }
}

async function rejected(db: Db, deps: LetterDeps, { dealId, detail }: LetterInput): Promise<DealRejected> {
  const task = await lastTask(db, dealId, ['rejected', 'changes_requested']);
  const { approverName: _asked, ...matter } = await stepMatter(db, deps, task);
  const decision = task.status === 'rejected' ? 'rejected' : 'changes_requested';
  // The next round goes by the table of the day on which it begins.
  const { keepUnchangedApprovals: keepsApprovals } = await readApprovalRules(db, null);
  return { ...matter, decision, keepsApprovals, deciderName: await personName(db, task.decidedById), reason: await noteText(db, detail) };
}

async function lastTask(db: Db, dealId: string, statuses: TaskRow['status'][]): Promise<TaskRow> {
  const [task] = await db
    .select()
    .from(approvalTask)
    .where(and(eq(approvalTask.dealId, dealId), inArray(approvalTask.status, statuses)))
    .orderBy(desc(approvalTask.round), desc(approvalTask.version), approvalTask.position)
    .limit(1);
  if (!task) throw new Error(`deal ${dealId} has no step that is ${statuses.join(' or ')}`);
  return task;
}
