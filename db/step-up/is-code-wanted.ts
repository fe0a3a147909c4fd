import { and, desc, eq } from 'drizzle-orm';
import { stateOfCode } from '../../domain/approval/step-up.ts';
import { stepUpCode } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';

/** True while a code is the last one of its person for its step and still lives: a letter with any other would only mislead. */
export async function isCodeWanted(db: Db, codeId: string, now: string): Promise<boolean> {
  const [code] = await db.select().from(stepUpCode).where(eq(stepUpCode.id, codeId));
  if (!code || stateOfCode(code, now) !== 'living') return false;
  const [last] = await db
    .select({ id: stepUpCode.id })
    .from(stepUpCode)
    .where(and(eq(stepUpCode.taskId, code.taskId), eq(stepUpCode.personId, code.personId)))
    .orderBy(desc(stepUpCode.n))
    .limit(1);
  return last?.id === codeId;
}
