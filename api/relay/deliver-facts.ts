import type { Pool } from 'pg';
import { takeBackDraft } from '../../db/deals/change-draft.ts';
import { listWaitingDeals, listWaitingFacts, markDelivered, markFailed, type OutboxFact, whileClaimed } from '../../db/money/deal-outbox.ts';
import { giveDebtOfEndedDeal } from '../../db/money/reopened-debts.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { type Message, type MessageName, messageNames } from '../../workflows/deal/messages.ts';

/** Gives one message to a deal's process; fails with a RuleViolation as `commandDeal` does. */
export type Send = (workflowId: string, command: { name: MessageName; message: Message }) => Promise<unknown>;

export type Relaying = Readonly<{ pool: Pool; db: Db; now: () => Date; send: Send }>;

/** What a round came to: deals that are told all, deals that must be tried again, and whether the process engine answered at all. */
export type Round = Readonly<{ told: readonly string[]; failed: readonly string[]; isEngineDown: boolean }>;

const dealsAtOnce = 4;

/**
 * Delivers what waits for the deals given, each deal's facts in order and by one process at a time. A repeat is harmless, for the command id makes it one (INV-8);
 * a deal that has ended is told nothing more: a draft that was changed too late for it is put back, and a debt that is open again is its owner's. Deals that another process is telling at this moment are left to it.
 */
export async function deliverFacts(relaying: Relaying, dealIds: readonly string[]): Promise<Round> {
  const told: string[] = [],
    failed: string[] = [];
  let isEngineDown = false;
  const queue = [...dealIds];
  const tellNext = async (): Promise<void> => {
    for (let dealId = queue.shift(); dealId !== undefined && !isEngineDown; dealId = queue.shift()) {
      const current = dealId;
      await whileClaimed(relaying.pool, current, async () => {
        const outcome = await tellDeal(relaying, current);
        isEngineDown ||= outcome === 'engine_down';
        (outcome === 'told' ? told : failed).push(current);
      });
    }
  };
  await Promise.all(Array.from({ length: dealsAtOnce }, tellNext));
  return { told, failed, isEngineDown };
}

/** The deals that the given facts wait for. */
export async function dealsOf(db: Db, outboxIds: readonly string[]): Promise<string[]> {
  return outboxIds.length === 0 ? [] : listWaitingDeals(db, { ids: outboxIds, limit: outboxIds.length });
}

async function tellDeal(relaying: Relaying, dealId: string): Promise<'told' | 'failed' | 'engine_down'> {
  let isToldAll = true;
  for (const fact of await listWaitingFacts(relaying.db, dealId)) {
    const error = await tell(relaying, fact);
    if (error === null || error === 'deal_ended') {
      if (error !== null) await unitOfWork(relaying.pool, db => followEnd(db, dealId, fact));
      await markDelivered(relaying.db, fact.id, { at: relaying.now().toISOString(), remark: error });
      continue;
    }
    await markFailed(relaying.db, fact.id, error);
    if (error === 'temporal_unavailable') return 'engine_down';
    isToldAll = false;
  }
  return isToldAll ? 'told' : 'failed';
}

/** What a fact that came too late for its deal leaves to be done. */
async function followEnd(db: Db, dealId: string, { message, payload, createdAt }: OutboxFact): Promise<void> {
  if (message === 'change_package') await takeBackDraft(db, dealId);
  if (message === 'payment_recorded' && Number(payload.amount_minor) < 0) await giveDebtOfEndedDeal(db, { dealId, invoiceId: String(payload.invoice_id), undoneAt: createdAt });
}

/** Answers null where the process took the fact, else the code of what stood in the way. */
async function tell({ send }: Relaying, { message: name, payload, workflowId, isStarted }: OutboxFact): Promise<string | null> {
  if (!isMessageName(name)) return 'unknown_message';
  try {
    await send(workflowId, { name, message: payload as Message });
    return null;
  } catch (error) {
    if (!(error instanceof RuleViolation)) return `internal: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
    // No process answers to the name: a started deal has ended, another one has not begun.
    if (error.code === 'wrong_stage') return isStarted ? 'deal_ended' : 'not_started';
    return error.code;
  }
}

function isMessageName(name: string): name is MessageName {
  return (messageNames as readonly string[]).includes(name);
}
