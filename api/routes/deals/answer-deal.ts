import { readDealRecord } from '../../../db/read/deal-record.ts';
import { readEventWords } from '../../../db/read/event-words.ts';
import type { Language } from '../../../db/schema/index.ts';
import type { ApiContext } from '../../context.ts';
import type { DealView } from '../../schemas/deal.ts';
import { presentDeal } from './present-deal.ts';

/** The deal as it stands on record, in a language. Throws `not_found`. */
export async function answerDeal(ctx: ApiContext, dealId: string, { language }: { language: Language }): Promise<DealView> {
  const record = await readDealRecord(ctx.db, dealId);
  return presentDeal(record, await readEventWords(ctx.db, record.events), { ctx, language });
}
