import { eq } from 'drizzle-orm';
import { deal } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { LetterOutcome, RungInput, RungOutcome } from '../../workflows/ports.ts';
import { claimRung, keepFate } from './claim-rung.ts';
import { copyToColleagues } from './copy-to-colleagues.ts';
import { deliverLetter } from './deliver-letter.ts';
import type { InvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { fateInLetter, followLetter, type LetterInHand, lookAgain } from './letter-members.ts';
import { driverOf } from './letter-of-rung.ts';
import { notBefore, ownNow } from './meeting-rungs.ts';
import { headStartOver } from './other-attempt.ts';
import { letterFacts, reminderKinds, reminderWords } from './reminder-words.ts';

/**
 * One rung of one invoice: claim and effect, then the customer's letter, each at most once. Rungs of the customer's other invoices that meet it
 * stand in the same letter. Whichever of their processes comes first drives it; the others wait for it and answer what became of it, or drive
 * it on where the first has died. What has gone is copied to the colleagues whom the policy names.
 */
export async function sendRung(deps: LetterDeps, asked: RungInput): Promise<RungOutcome> {
  const outcome = await driveRung(deps, asked);
  // Whoever dies in between is asked again, and finds the letter sent.
  if (outcome.outcome === 'sent') await unitOfWork(deps.pool, db => copyToColleagues(db, asked));
  return outcome;
}

async function driveRung(deps: LetterDeps, asked: RungInput): Promise<RungOutcome> {
  const { input, claim } = await unitOfWork(deps.pool, async db => {
    const current = await asOfNow(db, asked);
    return { input: current, claim: await claimRung(db, current, asked.now) };
  });
  if ('outcome' in claim) return claim;
  const { file, step, letterId, begunElsewhere } = claim;
  if (letterId === null) {
    await unitOfWork(deps.pool, db => keepFate(db, input, { state: 'done', reason: null }));
    return { outcome: 'done', reason: null };
  }
  if (begunElsewhere) await headStartOver(deps.pool, letterId, driverOf(input));
  const outcome = await writeToCustomer(deps, { letterId, input }, { file, kind: reminderKinds[step.tone] });
  return unitOfWork(deps.pool, db => fateInLetter(db, input, outcome));
}

/** The work may have waited for a worker for hours: its letter is judged, and speaks, by the deal's clock as it stands when it is taken up. */
async function asOfNow(db: Db, asked: RungInput): Promise<RungInput> {
  const [row] = await db.select({ aheadMs: deal.clockAheadMs }).from(deal).where(eq(deal.id, asked.dealId));
  return { ...asked, now: notBefore(asked.now, ownNow(row?.aheadMs ?? 0)) };
}

async function writeToCustomer(deps: LetterDeps, inHand: LetterInHand, { file, kind }: { file: InvoiceFile; kind: string }): Promise<LetterOutcome> {
  const { letterId, input } = inHand;
  const { customer: payer, owner } = file;
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
