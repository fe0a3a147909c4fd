import type { PayerType } from '../../domain/dunning/policy.ts';
import { type PayerFigures, payerFigures } from '../../domain/payers/payer-figures.ts';
import { judgePayer, type PayerJudgement } from '../../domain/payers/payer-type.ts';
import { suggestTerms, type TermsSuggestion } from '../../domain/payers/suggest-terms.ts';
import type { Actor, customer } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import { readPayerDecision } from './decide-payer-type.ts';
import { readPayerHistory } from './read-payer-history.ts';

/** How a customer pays: what people have decided, what its history speaks for, and the figures of that history. */
export type PayerProfile = Readonly<{
  type: PayerType | null;
  /** The last decision of a person; null where there was none. */
  decided: Readonly<{ actor: Actor; at: string; reason: string }> | null;
  proposed: PayerJudgement & Readonly<{ terms: TermsSuggestion | null }>;
  figures: PayerFigures;
}>;

/** The profile of a payer by the records of this moment (SG1, SG3). It is of the customer and not of one deal, so `now` is the clock of the company. */
export async function readPayerProfile(db: Db, payer: Pick<typeof customer.$inferSelect, 'id' | 'timeZone' | 'payerType'>, now: string): Promise<PayerProfile> {
  const history = await readPayerHistory(db, payer, now);
  const judgement = judgePayer(history);
  const decision = await readPayerDecision(db, payer.id);
  return {
    type: payer.payerType,
    decided: decision && { actor: decision.actor, at: decision.at, reason: String(decision.after?.['reason'] ?? '') },
    proposed: { ...judgement, terms: suggestTerms(judgement) },
    figures: payerFigures(history),
  };
}
