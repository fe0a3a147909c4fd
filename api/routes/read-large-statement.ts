import { importStatement, refuseStatement } from '../../db/money/import-statement.ts';
import { listUnread, readStatementBytes } from '../../db/money/read-statements.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { readInThread } from './read-in-thread.ts';

export type Unread = Readonly<{ id: string; importedById: string; accountId: string | null }>;

/** Reads and books a file that was kept before; a file that cannot be imported is recorded as refused, with the reason. Done twice it changes nothing. */
export async function readLargeStatement(ctx: ApiContext, { id, importedById, accountId }: Unread): Promise<void> {
  try {
    const bytes = await readStatementBytes(ctx.db, id),
      file = await readInThread({ bytes, format: 'auto' });
    const { outboxIds } = await importStatement(ctx.pool, { bytes, accountId, actor: { type: 'api_key', id: importedById }, now: ctx.now().toISOString() }, file);
    await deliverWithin(relayingOf(ctx), outboxIds);
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    await refuseStatement(ctx.pool, id, error);
  }
}

/** Takes up the files that an ended server had received and not read to the end; to be called when a server starts. One after the other. */
export async function resumeStatements(ctx: ApiContext): Promise<void> {
  for (const unread of await listUnread(ctx.db)) await readLargeStatement(ctx, unread);
}
