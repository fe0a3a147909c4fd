import { and, eq, inArray } from 'drizzle-orm';
import { letter } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { Tone } from '../../domain/dunning/ladder.ts';
import { renderLetter } from '../../templates/emails/render-letter.ts';
import type { ReminderLetter, ReminderRow } from '../../templates/emails/views.ts';
import { type Addresses, courtesyPageUrl } from '../facts/links.ts';
import type { Composed } from './deliver-letter.ts';
import { askingFor, customerLetter, type InvoiceFile, invoiceMatter } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';
import type { LetterInHand } from './letter-members.ts';
import { factsOf, type ReminderSubject, reminderSubjects, toneOf } from './reminder-subjects.ts';

/** What a letter in each tone is called on record. The last rung sends none; a company whose ladder wants one there gets the strictest there is. */
export const reminderKinds = {
  soft: 'reminder_minus_3',
  neutral: 'reminder_0',
  businesslike: 'reminder_plus_3',
  official: 'reminder_plus_7',
  escalation: 'reminder_plus_14',
  manual: 'reminder_plus_14',
} as const satisfies Record<Tone, string>;

/** A reminder in words, by the ledger of this moment; what it rests on is looked at again under the lock before it travels. */
export async function reminderWords(db: Db, { addresses }: LetterDeps, inHand: LetterInHand): Promise<Composed> {
  const subjects = await reminderSubjects(db, inHand);
  const [first] = subjects;
  if (!first) throw new Error('a letter has at least one invoice');
  const { customer, owner, row, deal } = first.file;
  const kind = reminderKinds[toneOf(subjects)];
  const view = await reminderView(db, addresses, subjects);
  return {
    ...renderLetter(kind, view, { language: customer.language, zone: customer.timeZone }),
    attachments: [],
    facts: factsOf(subjects),
    about: { kind, dealId: deal.id, invoiceId: row.id },
    replyTo: owner.email,
    references: await invoiceThreads(db, subjects),
    listUnsubscribe: view.courtesyUrl,
  };
}

/** The facts on which such words would rest now. */
export async function letterFacts(db: Db, inHand: LetterInHand): Promise<string> {
  return factsOf(await reminderSubjects(db, inHand));
}

async function reminderView(db: Db, addresses: Addresses, subjects: readonly ReminderSubject[]): Promise<ReminderLetter> {
  const [first] = subjects;
  if (!first) throw new Error('a letter has at least one invoice');
  const letter = await customerLetter(db, addresses, first.file);
  const matterOf = (file: InvoiceFile) => (file === first.file ? letter.invoice : invoiceMatter(db, addresses, file));
  const rows: ReminderRow[] = [];
  for (const { file, asked, overdueDays } of subjects) rows.push({ ...askingFor(asked, await matterOf(file)), daysOverdue: overdueDays });
  // Only before the due date is a reminder a courtesy that the customer may decline; a notice of a debt is not (RFC 8058, docs/reminders.md).
  const isCourtesy = toneOf(subjects) === 'soft' && subjects.every(({ step }) => step.offsetDays < 0);
  return {
    ...letter,
    invoice: askingFor(first.asked, letter.invoice),
    daysOverdue: first.overdueDays,
    dueOnDayOff: first.dueOnDayOff && first.overdueDays > 0,
    several: rows.length > 1 ? severalOf(rows, letter.invoice.total.currency) : null,
    holds: holdsOf(subjects),
    escalated: subjects.flatMap(({ isEscalated, file, handOverOn }) => (isEscalated ? [{ number: file.row.number ?? '', legalOn: handOverOn }] : [])),
    offersSchedule: subjects.some(subject => subject.offersSchedule),
    promiseUrl: `${letter.invoice.pageUrl}#promise`,
    courtesyUrl: isCourtesy ? await courtesyPageUrl(db, addresses, first.file.customer) : null,
  };
}

function severalOf(rows: readonly ReminderRow[], currency: string): NonNullable<ReminderLetter['several']> {
  const listed = (words: readonly string[]) => words.filter(Boolean).join(', ');
  const total = { amountMinor: rows.reduce((sum, { remaining }) => sum + remaining.amountMinor, 0), currency };
  return { rows, total, numbers: listed(rows.map(({ number }) => number)), codes: listed(rows.map(({ paymentReference }) => paymentReference)) };
}

/** A hold on everything for the customer leaves nothing to say of those on single deals. */
function holdsOf(subjects: readonly ReminderSubject[]): ReminderLetter['holds'] {
  const holds = subjects.flatMap(({ hold, file }) => (hold ? [{ ...hold, number: file.row.number ?? '', contractNumber: file.contractNumber }] : []));
  const whole = holds.filter(({ scope }) => scope === 'customer').sort((a, b) => (a.sinceOn < b.sinceOn ? -1 : 1));
  return whole.length > 0 ? whole.slice(0, 1) : holds;
}

/** The Message-IDs of the letters that brought the invoices, so that reminders stand in their thread; that of the first invoice in front. */
async function invoiceThreads(db: Db, subjects: readonly ReminderSubject[]): Promise<readonly string[]> {
  const ids = subjects.map(({ file }) => file.row.id);
  const rows = await db
    .select({ invoiceId: letter.invoiceId, messageId: letter.messageId })
    .from(letter)
    .where(and(inArray(letter.invoiceId, ids), eq(letter.kind, 'invoice')));
  return ids.flatMap(id => rows.find(row => row.invoiceId === id)?.messageId ?? []);
}
