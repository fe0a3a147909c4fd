import type { FastifyInstance } from 'fastify';
import { readPeople } from '../../../db/pages/read-people.ts';
import { readTaskFile } from '../../../db/pages/read-task-file.ts';
import { renderLookPage } from '../../../templates/pages/render-look.ts';
import type { LookEntry } from '../../../templates/pages/views/tasks-view.ts';
import type { ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { staffVisitor } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { taskQuestion } from '../task/task-question.ts';
import { openApprovals } from './open-approvals.ts';

const shownAtOnce = 20;

/** `/tasks/look`: what waits for the person signed in, one question under another, to be read in one go. It has no form: each is decided on its own page. */
export function registerLook(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/tasks/look', { config: { public: true } }, async (request, reply) => {
    const visitor = await staffVisitor(request, reply);
    if (!visitor) return reply;
    keepLanguage(request, reply);
    const waiting = await openApprovals(ctx, visitor.person);
    const [frame, reader, people] = await Promise.all([staffFrame(ctx, request, { section: 'tasks' }), readerOf(ctx, request), readPeople(ctx.db)]);
    const asked = { frame, language: reader.language, nonce: '', form: null, code: null };
    const entries = await Promise.all(
      waiting.slice(0, shownAtOnce).map(async ({ row, token, url, nowAt }): Promise<LookEntry[]> => {
        const file = await readTaskFile(ctx.db, row.task.id);
        return file ? [{ url, mayDecide: token !== null, question: await taskQuestion(ctx, { token: token ?? '', person: visitor.person, people, file, nowAt }, asked) }] : [];
      }),
    );
    return sendPage(reply, renderLookPage({ frame, entries: entries.flat(), waiting: waiting.length }, reader));
  });
}
