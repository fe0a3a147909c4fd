import type { FastifyInstance } from 'fastify';
import { listDecidedApprovals, listHumanTasks, listInvoicesToReview, listOpenApprovals, type OpenApproval } from '../../../db/pages/list-tasks.ts';
import { readCoversBy } from '../../../db/pages/read-covers.ts';
import { readNotes } from '../../../db/pages/read-notes.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import { findTaskToken } from '../../../db/pages/read-task-link.ts';
import { readCalendar, readPolicy } from '../../../db/read/company-rules.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import type { WorkCalendar } from '../../../domain/calendar/work-calendar.ts';
import { workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import { renderTasksPage } from '../../../templates/pages/render-tasks.ts';
import type { DecidedTaskRow, OpenTaskRow } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { dealNow } from '../../routes/deals/deal-now.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { staffVisitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';

/** `/tasks`: what waits for the person signed in, nearest deadline first, and what he or she decided. */
export function registerTasks(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/tasks', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    const { person } = visitor;
    const open = [...(await approvals(ctx, person)), ...(await humanTasks(ctx, person)), ...(await reviews(ctx, person))];
    const view = { frame: await staffFrame(ctx, request, { section: 'tasks' }), open, decided: await decided(ctx, person) };
    return sendPage(reply, renderTasksPage(view, await readerOf(ctx, request)));
  });
}

async function approvals(ctx: ApiContext, person: SignedInPerson): Promise<OpenTaskRow[]> {
  const policy = await readPolicy(ctx.db);
  const calendar = await readCalendar(ctx.db, policy);
  const rows = await listOpenApprovals(ctx.db, person);
  return Promise.all(rows.map(row => approval(ctx, person, { row, calendar })));
}

async function approval(ctx: ApiContext, person: SignedInPerson, { row, calendar }: { row: OpenApproval; calendar: WorkCalendar }): Promise<OpenTaskRow> {
  const { task, deal, customerName } = row;
  const nowAt = dealNow(ctx, deal);
  const dueAt = task.dueAt ?? task.expiresAt;
  const token = await findTaskToken(ctx.db, ctx.config.linkKey, { taskId: task.id, dealId: deal.id, personId: person.id });
  return {
    // Until its letter has left there is no link yet; the page of the deal says what is going on.
    url: token === null ? `/deals/${deal.id}` : `/t/${token}`,
    kind: 'approval',
    role: task.role,
    customerName,
    title: deal.title,
    sum: deal.grossMinor === null ? null : { amountMinor: deal.grossMinor, currency: deal.currency },
    dueAt,
    workingMinutesLeft: Math.floor(workingMinutesBetween(nowAt, dueAt, calendar)),
    coverFor: task.personVia === 'cover' && task.personId === person.id ? await coveredName(ctx, person, dateInZone(task.openedAt ?? nowAt, calendar.zone)) : null,
  };
}

async function coveredName(ctx: ApiContext, person: SignedInPerson, onDate: string): Promise<string | null> {
  const [cover] = await readCoversBy(ctx.db, person.id, onDate);
  return (await readPeople(ctx.db)).get(cover?.userId ?? '')?.name ?? null;
}

const kinds: Readonly<Record<string, OpenTaskRow['kind']>> = {
  check_address: 'check_address',
  letter_undeliverable: 'check_address',
  letter_verify: 'letter_verify',
  head: 'overdue_review',
  payment_undone: 'overdue_review',
  manual_collection: 'manual_collection',
  held_letter: 'held_letter',
  stale_bank_data: 'stale_bank_data',
  call: 'call',
};

async function humanTasks(ctx: ApiContext, person: SignedInPerson): Promise<OpenTaskRow[]> {
  const rows = await listHumanTasks(ctx.db, person);
  return rows.map(({ task, deal, customerName, owedMinor }) => ({
    url: `/deals/${deal.id}`,
    kind: kinds[task.kind] ?? 'other',
    role: null,
    customerName,
    title: deal.title,
    sum: owedMinor === null ? null : { amountMinor: owedMinor, currency: deal.currency },
    dueAt: null,
    workingMinutesLeft: null,
    coverFor: null,
  }));
}

async function reviews(ctx: ApiContext, person: SignedInPerson): Promise<OpenTaskRow[]> {
  const rows = await listInvoicesToReview(ctx.db, person);
  return rows.map(({ invoice, deal, customerName }) => ({
    url: `/deals/${deal.id}`,
    kind: 'review',
    role: null,
    customerName,
    title: deal.title,
    sum: { amountMinor: invoice.grossMinor, currency: invoice.currency },
    dueAt: null,
    workingMinutesLeft: null,
    coverFor: null,
  }));
}

async function decided(ctx: ApiContext, person: SignedInPerson): Promise<DecidedTaskRow[]> {
  const rows = await listDecidedApprovals(ctx.db, person);
  const notes = await readNotes(
    ctx.db,
    rows.flatMap(row => row.task.noteId ?? []),
  );
  return rows.flatMap(({ task, deal, customerName }): DecidedTaskRow[] => {
    if (task.status === 'waiting' || task.status === 'open' || task.decidedAt === null) return [];
    const sum = deal.grossMinor === null ? null : { amountMinor: deal.grossMinor, currency: deal.currency };
    return [{ url: `/deals/${deal.id}`, customerName, title: deal.title, sum, decision: task.status, decidedAt: task.decidedAt, comment: notes.get(task.noteId ?? '') ?? null }];
  });
}
