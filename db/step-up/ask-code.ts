import { and, desc, eq } from 'drizzle-orm';
import { codeLivesMs, nextCodeAt, stateOfCode } from '../../domain/approval/step-up.ts';
import { newId } from '../ids.ts';
import { approvalTask, stepUpCode } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { codeHashOf, stepUpCodeFor } from './code-secret.ts';

export type CodeRow = typeof stepUpCode.$inferSelect;
/** `anew`: a new code is wished for even where one still lives. `now` is the real clock's. */
export type CodeWish = Readonly<{ taskId: string; personId: string; bindingHash: string; now: string; anew: boolean }>;
/** `nextAt`: the hour's codes are used up until then, and there is no living one. */
export type AskedCode = Readonly<{ code: CodeRow; nextAt: null }> | Readonly<{ code: null; nextAt: string }>;

/**
 * The code that confirms a decision: the last one where it lives and is for the same decision, so that a form sent twice is one letter;
 * else a new one, which takes its place. The step's row is locked, so that two at once do not both make one.
 */
export async function askForCode(db: Db, linkKey: Buffer, wish: CodeWish): Promise<AskedCode> {
  const { taskId, personId, bindingHash, now, anew } = wish;
  await db.select({ id: approvalTask.id }).from(approvalTask).where(eq(approvalTask.id, taskId)).for('update');
  const earlier = await db
    .select()
    .from(stepUpCode)
    .where(and(eq(stepUpCode.taskId, taskId), eq(stepUpCode.personId, personId)))
    .orderBy(desc(stepUpCode.n));
  const [last] = earlier;
  if (last && !anew && last.bindingHash === bindingHash && stateOfCode(last, now) === 'living') return { code: last, nextAt: null };
  const nextAt = nextCodeAt(
    earlier.map(row => row.createdAt),
    now,
  );
  if (nextAt !== null) return { code: null, nextAt };
  return { code: await makeCode(db, linkKey, { ...wish, n: (last?.n ?? 0) + 1 }), nextAt: null };
}

async function makeCode(db: Db, linkKey: Buffer, { taskId, personId, bindingHash, now, n }: CodeWish & { n: number }): Promise<CodeRow> {
  const id = newId('suc');
  const codeHash = codeHashOf(linkKey, { codeId: id, bindingHash, code: stepUpCodeFor(linkKey, id) });
  const expiresAt = new Date(Date.parse(now) + codeLivesMs).toISOString();
  const [row] = await db.insert(stepUpCode).values({ id, taskId, personId, n, bindingHash, codeHash, createdAt: now, expiresAt }).returning();
  if (!row) throw new Error(`the code ${id} was not kept`);
  return row;
}
