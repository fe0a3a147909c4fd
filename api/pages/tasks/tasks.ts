import type { FastifyInstance } from 'fastify';
import { listDecidedApprovals, listHumanTasks, listInvoicesToReview } from '../../../db/pages/list-tasks.ts';
import { listCoversFrom } from '../../../db/pages/read-covers.ts';
import { readNotes } from '../../../db/pages/read-notes.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import { renderTasksPage } from '../../../templates/pages/render-tasks.ts';
import type { DecidedTaskRow, OpenTaskRow } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { hasRole, staffVisitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { loadByRole } from './load.ts';
import { myCovers } from './my-covers.ts';
import { type OpenApprovalInTime, openApprovals } from './open-approvals.ts';
import { paceByRole } from './pace.ts';

/** `/tasks`: what waits for the person signed in, the least time left first, what he or she decided, who covers whom; for heads also where decisions pile up and how long they take. */
export function registerTasks(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/tasks', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    const { person } = visitor;
    const approvals = await Promise.all((await openApprovals(ctx, person)).map(each => approval(ctx, person, each)));
    const view = {
      frame: await staffFrame(ctx, request, { section: 'tasks' }),
      open: [...approvals, ...(await humanTasks(ctx, person)), ...(await reviews(ctx, person))],
      decided: await decided(ctx, person),
      covers: await myCovers(ctx, person),
      load: hasRole(person, 'manager', 'director') ? await loadByRole(ctx) : null,
      pace: hasRole(person, 'director', 'cfo') ? await paceByRole(ctx) : null,
      mayLook: approvals.length > 1,
    };
    return sendPage(reply, renderTasksPage(view, await readerOf(ctx, request)));
  });
}

async function approval(ctx: ApiContext, person: SignedInPerson, { row, url, nowAt, dueAt, workingMinutesLeft }: OpenApprovalInTime): Promise<OpenTaskRow> {
  const { task, deal, customerName } = row;
  const covers = task.personVia === 'cover' && task.personId === person.id;
  return {
    url,
    kind: 'approval',
    role: task.role,
    customerName,
    title: deal.title,
    sum: deal.grossMinor === null ? null : { amountMinor: deal.grossMinor, currency: deal.currency },
    dueAt,
    workingMinutesLeft,
    coverFor: covers ? await coveredName(ctx, person, nowAt) : null,
  };
}

async function coveredName(ctx: ApiContext, person: SignedInPerson, at: string): Promise<string | null> {
  const cover = (await listCoversFrom(ctx.db, at, person.id)).find(each => each.runs && each.coverUserId === person.id);
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
