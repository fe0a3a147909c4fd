import { and, eq } from 'drizzle-orm';
import { readChased } from '../../db/reminders/intervals.ts';
import { type LetterState, letter } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { Tone } from '../../domain/dunning/ladder.ts';
import { type Letter, renderLetter } from '../../templates/emails/render-letter.ts';
import type { ManagementLetter } from '../../templates/emails/views.ts';
import type { Reader } from '../../templates/render/reader.ts';
import type { RungInput, RungOutcome } from '../../workflows/ports.ts';
import { closeTasks } from '../record/project-invoice.ts';
import { claimRung, keepFate, type RungClaim, rungLetterId, rungStopReason } from './claim-rung.ts';
import { daysOverdue } from './debt-matter.ts';
import { type Composed, deliverLetter } from './deliver-letter.ts';
import { askingFor, customerLetter, loadInvoiceFile } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import { isShipmentHeld } from './shipment-holds.ts';

/** One rung of one invoice: claim and effect, then the customer's letter, each at most once. */
export async function sendRung(deps: LetterDeps, input: RungInput): Promise<RungOutcome> {
  const claim = await unitOfWork(deps.pool, db => claimRung(db, input));
  if ('outcome' in claim) return claim;
  if (claim.step.does.includes('letter')) return writeToCustomer(deps, claim, input);
  await unitOfWork(deps.pool, db => keepFate(db, input, { state: 'done', reason: null }));
  return { outcome: 'done', reason: null };
}

async function writeToCustomer(deps: LetterDeps, claim: RungClaim, input: RungInput): Promise<RungOutcome> {
  const { customer: payer, owner } = claim.file;
  const letterId = rungLetterId(input);
  return deliverLetter(deps.mailer, {
    letterId,
    kind: reminderKinds[claim.step.tone],
    dealId: input.dealId,
    invoiceId: input.invoiceId,
    to: { address: payer.email ?? '', userId: null, customerId: payer.id, language: payer.language },
    replyTo: owner.email,
    references: await invoiceThread(deps, input.invoiceId),
    now: input.now,
    compose: () => unitOfWork(deps.pool, db => reminderWords(db, deps, { claim, input })),
    stopReason: db => rungStopReason(db, input),
    owedNow: async db => (await readChased(db, (await loadInvoiceFile(db, input.invoiceId)).row, input.now)).chasedMinor,
    heldNow: db => isShipmentHeld(db, input.invoiceId),
    onState: (db, state, reason) => followLetter(db, { input, letterId, state, reason }),
  });
}

const reminderKinds = {
  soft: 'reminder_minus_3',
  neutral: 'reminder_0',
  businesslike: 'reminder_plus_3',
  official: 'reminder_plus_7',
  escalation: 'reminder_plus_14',
  manual: 'reminder_plus_14',
} as const satisfies Record<Tone, string>;

/** The words by the ledger and the holds of this moment; they are read again under the lock before they travel. */
async function reminderWords(db: Db, deps: LetterDeps, { claim, input }: { claim: RungClaim; input: RungInput }): Promise<Composed> {
  const file = await loadInvoiceFile(db, input.invoiceId);
  const reader = { language: file.customer.language, zone: file.customer.timeZone };
  const asked = await readChased(db, file.row, input.now);
  const base = askingFor(asked, await customerLetter(db, deps.addresses, file));
  const legalOn = dateInZone(input.legalAt ?? input.now, file.customer.timeZone);
  const shipmentHeld = await isShipmentHeld(db, input.invoiceId);
  const matter = { ...base, daysOverdue: daysOverdue(file, input.now), legalOn, shipmentHeld };
  return { ...rungLetter(toneOfDay(claim.step.tone, matter.daysOverdue), matter, reader), attachments: [], owedMinor: asked.chasedMinor, shipmentHeld };
}

function rungLetter(tone: Tone, matter: ManagementLetter, reader: Reader): Letter {
  switch (tone) {
    case 'soft':
      return renderLetter('reminder_minus_3', matter, reader);
    case 'neutral':
      return renderLetter('reminder_0', matter, reader);
    case 'businesslike':
      return renderLetter('reminder_plus_3', matter, reader);
    case 'official':
      return renderLetter('reminder_plus_7', matter, reader);
    case 'escalation':
    case 'manual':
      return renderLetter('reminder_plus_14', matter, reader);
  }
}

/** A friendly rung that a pause or downtime has carried past the due date may not say "due today": it speaks of the days that have passed. */
function toneOfDay(tone: Tone, overdueDays: number): Tone {
  return overdueDays > 0 && (tone === 'soft' || tone === 'neutral') ? 'businesslike' : tone;
}

async function followLetter(db: Db, change: { input: RungInput; letterId: string; state: LetterState; reason: string | null }): Promise<void> {
  const { input, letterId, state, reason } = change;
  // Whatever finance was asked about this letter is settled with it.
  if (state === 'sent' || state === 'skipped') await closeTasks(db, input.invoiceId, { kinds: ['stale_bank_data', 'held_letter'], at: input.now });
  const times = state === 'data_started' ? { dataStartedAt: input.now } : state === 'sent' ? { sentAt: input.now } : {};
  await keepFate(db, input, { state, reason, letterId, ...times });
}

/** The Message-ID of the letter that brought the invoice, so that reminders stand in its thread. */
async function invoiceThread(deps: LetterDeps, invoiceId: string): Promise<string | null> {
  const [row] = await unitOfWork(deps.pool, db =>
    db
      .select({ messageId: letter.messageId })
      .from(letter)
      .where(and(eq(letter.invoiceId, invoiceId), eq(letter.kind, 'invoice'))),
  );
  return row?.messageId ?? null;
}
