import { and, eq, isNull } from 'drizzle-orm';
import { humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { LetterInput } from '../../workflows/ports.ts';

/** The work that a letter about a delivery speaks of, where there is one task of that kind alone. */
const taskOf: Readonly<Record<string, string>> = { not_sent: 'not_sent', never_opened: 'never_opened', opened_unpaid: 'call', address_dead: 'check_address' };

/**
 * Is what a letter about a delivery tells still somebody's work? What was settled while the letter waited, and what another letter
 * about the same dead address has told already, is no news.
 */
export async function isStillWork(db: Db, { subjectId, detail }: Pick<LetterInput, 'subjectId' | 'detail'>): Promise<boolean> {
  const kind = taskOf[detail ?? ''];
  if (kind === undefined) return true;
  const [open] = await db
    .select({ id: humanTask.id })
    .from(humanTask)
    .where(and(eq(humanTask.invoiceId, subjectId), eq(humanTask.kind, kind), isNull(humanTask.doneAt)));
  return open !== undefined;
}
