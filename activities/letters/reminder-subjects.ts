import { and, eq } from 'drizzle-orm';
import { readCalendar, readPolicy } from '../../db/read/company-rules.ts';
import { readChased } from '../../db/reminders/intervals.ts';
import { humanTask } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import type { WorkCalendar } from '../../domain/calendar/work-calendar.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import type { ChasedSum } from '../../domain/dunning/chased-sum.ts';
import { fellOnDayOff, strictestTone, toneOnDay } from '../../domain/dunning/common-letter.ts';
import type { LadderRung, Tone } from '../../domain/dunning/ladder.ts';
import { offersSchedule } from '../../domain/dunning/offers-schedule.ts';
import type { RungInput } from '../../workflows/ports.ts';
import { fateOf } from './claim-rung.ts';
import { daysOverdue } from './debt-matter.ts';
import { type HoldMatter, holdInForce } from './hold-matter.ts';
import { type InvoiceFile, loadInvoiceFile } from './invoice-matter.ts';
import { type LetterInHand, membersOf } from './letter-members.ts';
import { stepOfClaim } from './step-in-force.ts';

/** One invoice of a reminder with everything that its words rest on: what is not in force is not announced (INV-10). */
export type ReminderSubject = Readonly<{
  file: InvoiceFile;
  step: LadderRung;
  /** What the letter may ask for, and the parts that it leaves out. */
  asked: ChasedSum;
  tone: Tone;
  offersSchedule: boolean;
  overdueDays: number;
  dueOnDayOff: boolean;
  /** The shipment hold of this invoice that is in force. */
  hold: HoldMatter | null;
  /** The head has the matter as a task. */
  isEscalated: boolean;
  /** The day on which an unpaid invoice goes to people by its plan; null where it never does. */
  handOverOn: string | null;
}>;

/** The invoices of a reminder by the records of this moment, each once and by its latest rung, the one that was due first in front. */
export async function reminderSubjects(db: Db, inHand: LetterInHand): Promise<readonly ReminderSubject[]> {
  const members = oncePerInvoice(await membersOf(db, inHand));
  const days = await readCalendar(db, await readPolicy(db));
  const subjects: ReminderSubject[] = [];
  // A letter that everybody has left is still written to its end; the last look keeps it.
  for (const member of members.length > 0 ? members : [inHand.input]) subjects.push(await subjectOf(db, member, days));
  return subjects.sort((a, b) => ((a.file.row.dueOn ?? '') < (b.file.row.dueOn ?? '') ? -1 : 1));
}

/** Whatever rungs stand in a letter, no debt is asked for twice. */
function oncePerInvoice(members: readonly RungInput[]): RungInput[] {
  const latest = new Map<string, RungInput>();
  for (const member of members) {
    const other = latest.get(member.invoiceId);
    if (!other || Date.parse(other.dueAt) < Date.parse(member.dueAt)) latest.set(member.invoiceId, member);
  }
  return [...latest.values()];
}

/** The tone of the whole letter. A letter that speaks of management does so only where management has the matter in hand. */
export function toneOf(subjects: readonly ReminderSubject[]): Exclude<Tone, 'manual'> {
  const tone = strictestTone(subjects.map(subject => subject.tone));
  if (tone !== 'escalation' && tone !== 'manual') return tone;
  return subjects.some(({ isEscalated }) => isEscalated) ? 'escalation' : 'official';
}

/** Everything that would make other words, as one text. */
export function factsOf(subjects: readonly ReminderSubject[]): string {
  return JSON.stringify(subjects.map(({ file, step, asked, tone, overdueDays, hold, isEscalated, handOverOn }) => [file.row.id, step.rung, asked, tone, overdueDays, hold, isEscalated, handOverOn]));
}

async function subjectOf(db: Db, member: RungInput, days: WorkCalendar): Promise<ReminderSubject> {
  const file = await loadInvoiceFile(db, member.invoiceId);
  const zone = file.customer.timeZone;
  const calendar = { ...days, zone };
  const { step, policy } = await stepOfClaim(db, file, { rung: member.rung, fate: await fateOf(db, member) });
  const today = dateInZone(member.now, zone);
  const dueOn = file.row.dueOn ?? today;
  const tone = toneOnDay(step.tone, { dueOn, today, calendar });
  return {
    file,
    step,
    asked: await readChased(db, file.row, member.now),
    tone,
    offersSchedule: offersSchedule(tone, policy.appliesTo),
    overdueDays: daysOverdue(file, member.now),
    dueOnDayOff: fellOnDayOff(dueOn, calendar),
    hold: await holdInForce(db, file),
    isEscalated: await hasHeadTask(db, member.invoiceId),
    handOverOn: member.legalAt === null ? null : dateInZone(member.legalAt, zone),
  };
}

async function hasHeadTask(db: Db, invoiceId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: humanTask.id })
    .from(humanTask)
    .where(and(eq(humanTask.invoiceId, invoiceId), eq(humanTask.kind, 'head')))
    .limit(1);
  return row !== undefined;
}
