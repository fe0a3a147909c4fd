import { unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome, RungInput, RungOutcome } from '../../workflows/ports.ts';
import { claimRung, keepFate } from './claim-rung.ts';
import { deliverLetter } from './deliver-letter.ts';
import { loadInvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { fateInLetter, followLetter, type LetterInHand, lookAgain } from './letter-members.ts';
import { driverOf } from './letter-of-rung.ts';
import { headStartOver } from './other-attempt.ts';
import { letterFacts, reminderKinds, reminderWords } from './reminder-words.ts';

/**
 * One rung of one invoice: claim and effect, then the customer's letter, each at most once. Rungs of the customer's other invoices that meet it
 * stand in the same letter. Whichever of their processes comes first drives it; the others wait for it and answer what became of it, or drive
 * it on where the first has died.
 */
export async function sendRung(deps: LetterDeps, input: RungInput): Promise<RungOutcome> {
  const claim = await unitOfWork(deps.pool, db => claimRung(db, input));
  if ('outcome' in claim) return claim;
  const { step, letterId, begunElsewhere } = claim;
  if (letterId === null) {
    await unitOfWork(deps.pool, db => keepFate(db, input, { state: 'done', reason: null }));
    return { outcome: 'done', reason: null };
  }
  if (begunElsewhere) await headStartOver(deps.pool, letterId, driverOf(input));
  const outcome = await writeToCustomer(deps, { letterId, input }, reminderKinds[step.tone]);
  return unitOfWork(deps.pool, db => fateInLetter(db, input, outcome));
}

async function writeToCustomer(deps: LetterDeps, inHand: LetterInHand, kind: string): Promise<LetterOutcome> {
  const { letterId, input } = inHand;
  const { customer: payer, owner } = await unitOfWork(deps.pool, db => loadInvoiceFile(db, input.invoiceId));
  return deliverLetter(deps.mailer, {
    ...{ letterId, kind, dealId: input.dealId, invoiceId: input.invoiceId, driver: driverOf(input), now: input.now },
    to: { address: payer.email ?? '', userId: null, customerId: payer.id, language: payer.language },
    ...{ replyTo: owner.email, references: null },
    compose: () => unitOfWork(deps.pool, db => reminderWords(db, deps, inHand)),
    stopReason: db => lookAgain(db, inHand),
    factsNow: db => letterFacts(db, inHand),
    onState: (db, state, reason) => followLetter(db, inHand, { state, reason }),
  });
}
