import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { listDecidedApprovals, listInvoicesToReview } from '../../../db/pages/list-tasks.ts';
import { listCoversFrom } from '../../../db/pages/read-covers.ts';
import { readNotes } from '../../../db/pages/read-notes.ts';
import { readPeople } from '../../../db/pages/read-people.ts';
import type { SignedInPerson } from '../../../db/sessions/find-session.ts';
import { renderTasksPage } from '../../../templates/pages/render-tasks.ts';
import type { DecidedTaskRow, OpenTaskRow, TasksPageView } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { hasRole, staffVisitor, type Visitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { loadByRole } from './load.ts';
import { myCovers } from './my-covers.ts';
import { myWork } from './my-work.ts';
import { type OpenApprovalInTime, openApprovals } from './open-approvals.ts';
import { paceByRole } from './pace.ts';

/** `/tasks`: what waits for the person signed in, the least time left first, what he or she decided, who covers whom; for heads also where decisions pile up and how long they take. */
export function registerTasks(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/tasks', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    return show(ctx, { request, reply, visitor }, { form: null, status: 200 });
  });
}

type Visit = Readonly<{ request: FastifyRequest; reply: FastifyReply; visitor: Visitor }>;
type Shown = Readonly<{ form: TasksPageView['form']; status: number }>;

/** Shows the page again with the form that was sent back, its problems and what was typed. */
export function showTasksAgain(ctx: ApiContext, visit: Visit, back: Shown): Promise<FastifyReply> {
  return show(ctx, visit, back);
}

async function show(ctx: ApiContext, { request, reply, visitor: { person } }: Visit, { form, status }: Shown): Promise<FastifyReply> {
  const approvals = await Promise.all((await openApprovals(ctx, person)).map(each => approval(ctx, person, each)));
  const { rows, work } = await myWork(ctx, person);
  const view: TasksPageView = {
    // A form is sent to an address below the page; links of the page shown again lead to the page itself.
    frame: { ...(await staffFrame(ctx, request, { section: 'tasks' })), ...(form === null ? {} : { path: '/tasks' }) },
    open: [...approvals, ...rows, ...(await reviews(ctx, person))],
    work,
    decided: await decided(ctx, person),
    covers: await myCovers(ctx, person),
    load: hasRole(person, 'manager', 'director') ? await loadByRole(ctx) : null,
    pace: hasRole(person, 'director', 'cfo') ? await paceByRole(ctx) : null,
    mayLook: approvals.length > 1,
    form,
    nonce: randomBytes(16).toString('hex'),
  };
  return sendPage(reply, renderTasksPage(view, await readerOf(ctx, request)), status);
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
