import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { approvalTask, customer, deal, humanTask, invoice } from '../schema/index.ts';
import type { SignedInPerson } from '../sessions/find-session.ts';
import type { Db } from '../unit-of-work.ts';

type About = Readonly<{ deal: typeof deal.$inferSelect; customerName: string }>;
export type OpenApproval = About & Readonly<{ task: typeof approvalTask.$inferSelect }>;
export type OpenHumanTask = About &
  Readonly<{
    task: typeof humanTask.$inferSelect;
    owedMinor: number | null;
    customer: Pick<typeof customer.$inferSelect, 'phone' | 'email' | 'emailDeadReason'>;
    invoice: Pick<typeof invoice.$inferSelect, 'status' | 'sentAt' | 'viewedAt'> | null;
  }>;
export type InvoiceToReview = About & Readonly<{ invoice: typeof invoice.$inferSelect }>;

const decidedShown = 30;
const financeRoles = ['finance', 'admin'];

const isFinance = (person: SignedInPerson): boolean => person.roles.some(role => financeRoles.includes(role));

/** Steps that wait for a person: those given to them, and those that have escalated to them. */
export async function listOpenApprovals(db: Db, person: SignedInPerson): Promise<OpenApproval[]> {
  return db
    .select({ task: approvalTask, deal, customerName: customer.name })
    .from(approvalTask)
    .innerJoin(deal, eq(deal.id, approvalTask.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .where(approvalsOf(person))
    .orderBy(asc(approvalTask.dueAt));
}

/** Work given to a person that no timer can do; for finance also what waits for finance as such. */
export async function listHumanTasks(db: Db, person: SignedInPerson): Promise<OpenHumanTask[]> {
  return db
    .select({
      ...{ task: humanTask, deal, customerName: customer.name, customer: { phone: customer.phone, email: customer.email, emailDeadReason: customer.emailDeadReason } },
      invoice: { status: invoice.status, sentAt: invoice.sentAt, viewedAt: invoice.viewedAt },
      owedMinor: sql<number | null>`(${invoice.grossMinor} - ${invoice.creditedMinor} - ${invoice.paidMinor})::float8`,
    })
    .from(humanTask)
    .innerJoin(deal, eq(deal.id, humanTask.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .leftJoin(invoice, eq(invoice.id, humanTask.invoiceId))
    .where(humanTasksOf(person))
    .orderBy(asc(humanTask.createdAt));
}

/** Invoices at the review gate; only finance sees them as its work. */
export async function listInvoicesToReview(db: Db, person: SignedInPerson): Promise<InvoiceToReview[]> {
  if (!isFinance(person)) return [];
  return db
    .select({ invoice, deal, customerName: customer.name })
    .from(invoice)
    .innerJoin(deal, eq(deal.id, invoice.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .where(eq(invoice.status, 'review'))
    .orderBy(asc(deal.waitingSince));
}

/** What a person decided, the latest first. */
export async function listDecidedApprovals(db: Db, person: SignedInPerson): Promise<OpenApproval[]> {
  return db
    .select({ task: approvalTask, deal, customerName: customer.name })
    .from(approvalTask)
    .innerJoin(deal, eq(deal.id, approvalTask.dealId))
    .innerJoin(customer, eq(customer.id, deal.customerId))
    .where(eq(approvalTask.decidedById, person.id))
    .orderBy(desc(approvalTask.decidedAt))
    .limit(decidedShown);
}

/** How much waits for a person, as the menu shows it. */
export async function countOpenTasks(db: Db, person: SignedInPerson): Promise<number> {
  const approvals = await db.$count(approvalTask, approvalsOf(person));
  const human = await db.$count(humanTask, humanTasksOf(person));
  const reviews = isFinance(person) ? await db.$count(invoice, eq(invoice.status, 'review')) : 0;
  return approvals + human + reviews;
}

function approvalsOf(person: SignedInPerson): SQL | undefined {
  const escalated = and(eq(approvalTask.superiorId, person.id), isNotNull(approvalTask.escalatedAt));
  return and(eq(approvalTask.status, 'open'), or(eq(approvalTask.personId, person.id), escalated));
}

function humanTasksOf(person: SignedInPerson): SQL | undefined {
  return and(isNull(humanTask.doneAt), inArray(humanTask.assigneeId, isFinance(person) ? [person.id, 'finance'] : [person.id]));
}
