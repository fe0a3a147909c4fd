import { and, desc, eq } from 'drizzle-orm';
import { mostTries, stateOfCode } from '../../domain/approval/step-up.ts';
import { stepUpCode } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CodeRow } from './ask-code.ts';
import { codeHashOf, sameHash } from './code-secret.ts';

/** `code`: the six digits given, null where the form came without any. `commandId` names the decision, `now` is the real clock's. */
export type CodeTry = Readonly<{ taskId: string; personId: string; bindingHash: string; code: string | null; commandId: string; now: string }>;

/**
 * `right`: it confirms the decision, from `at` on. `none`: no code was given, or none has been made for this decision. `wrong` tells how
 * many tries are left; `expired`, `worn_out` and `used` codes confirm nothing any more.
 */
export type TriedCode = Readonly<{ result: 'right'; at: string }> | Readonly<{ result: 'none' | 'expired' | 'worn_out' | 'used' }> | Readonly<{ result: 'wrong'; triesLeft: number; code: CodeRow }>;

/**
 * Holds the digits given against the last code of a person for a step, under its lock: a right one is spent, a wrong one counts. A spent
 * code goes on confirming the one decision it was spent on, so that this can be sent again when the process did not answer.
 */
export async function tryCode(db: Db, linkKey: Buffer, { taskId, personId, bindingHash, code, commandId, now }: CodeTry): Promise<TriedCode> {
  const [last] = await db
    .select()
    .from(stepUpCode)
    .where(and(eq(stepUpCode.taskId, taskId), eq(stepUpCode.personId, personId)))
    .orderBy(desc(stepUpCode.n))
    .limit(1)
    .for('update');
  if (!last || last.bindingHash !== bindingHash) return { result: 'none' };
  if (last.usedAt !== null && last.commandId === commandId) return { result: 'right', at: last.usedAt };
  if (code === null) return { result: 'none' };
  const state = stateOfCode(last, now);
  if (state !== 'living') return { result: state };
  const right = sameHash(last.codeHash, codeHashOf(linkKey, { codeId: last.id, bindingHash, code }));
  const change = right ? { usedAt: now, commandId } : { tries: last.tries + 1 };
  await db.update(stepUpCode).set(change).where(eq(stepUpCode.id, last.id));
  if (right) return { result: 'right', at: now };
  return last.tries + 1 >= mostTries ? { result: 'worn_out' } : { result: 'wrong', triesLeft: mostTries - last.tries - 1, code: last };
}
