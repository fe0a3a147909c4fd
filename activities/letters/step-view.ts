import type { Db } from '../../db/unit-of-work.ts';
import type { LetterViews, RoleCode } from '../../templates/emails/views.ts';
import type { MessageKind } from '../../templates/telegram/render-message.ts';
import { noteText } from '../facts/note-text.ts';
import { approvalLetter, loadTask, personName, stepMatter } from './approval-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { LetterOrder } from './letter-words.ts';

/** What people are told about an approval step, the same whatever carries it; the link is that of the letter or message given. */
export async function stepView<Kind extends MessageKind>(db: Db, deps: LetterDeps, order: LetterOrder & { kind: Kind }): Promise<LetterViews[Kind]>;
export async function stepView(db: Db, deps: LetterDeps, { input, to, kind }: LetterOrder & { kind: MessageKind }): Promise<LetterViews[MessageKind]> {
  const task = await loadTask(db, input.subjectId);
  switch (kind) {
    case 'approval_request':
      return asked();
    case 'approval_reminder':
      return { ...(await asked()), elapsedPercent: input.detail === '80' ? 80 : 50 };
    case 'approval_escalated':
      return { ...(await asked()), approverName: await personName(db, task.personId), role: task.role as RoleCode };
    case 'approval_superseded':
      return stepMatter(db, deps, task);
    case 'approval_withdrawn':
      return { ...(await stepMatter(db, deps, task)), reason: await noteText(db, input.detail) };
    case 'approval_stuck':
      return { ...(await stepMatter(db, deps, task)), dueAt: task.dueAt ?? task.expiresAt, finalAt: task.expiresAt };
  }

  async function asked() {
    if (!to.person) throw new Error(`${kind} is for a colleague`);
    return approvalLetter(db, deps, { task, person: to.person, letterId: to.letterId, now: input.now, reader: to.reader });
  }
}
