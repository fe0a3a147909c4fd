import type { FastifyInstance } from 'fastify';
import { readFirstDeal } from '../../../db/pages/read-first-deal.ts';
import { listActivePeople } from '../../../db/sessions/find-person.ts';
import { renderStartPage } from '../../../templates/pages/render-start.ts';
import type { StartAddress } from '../../../templates/pages/views/start-view.ts';
import type { ApiConfig, ApiContext } from '../../context.ts';
import { keepLanguage, readerOf, staffFrame } from '../frame/frames.ts';
import { sendPage } from '../send-page.ts';
import { startSteps } from './start-steps.ts';

/** `/`: the first deal in five steps, what runs where, and in the demo whom one may enter as. */
export function registerStart(app: FastifyInstance, ctx: ApiContext): void {
  app.get('/', { config: { public: true } }, async (request, reply) => {
    keepLanguage(request, reply);
    const { config } = ctx;
    const [frame, first, people] = await Promise.all([staffFrame(ctx, request, { section: 'start' }), readFirstDeal(ctx.db), config.demo ? listActivePeople(ctx.db) : []]);
    const view = { frame, demo: config.demo, steps: startSteps(first, config), addresses: addressesOf(config), enter: people.map(({ id, name, roles }) => ({ id, name, roles })) };
    return sendPage(reply, renderStartPage(view, await readerOf(ctx, request)));
  });
}

function addressesOf({ publicUrl, inboxDir, temporalUiUrl }: ApiConfig): StartAddress[] {
  return [
    { what: 'pages', url: `${publicUrl}/`, link: true },
    ...(inboxDir === null ? [] : [{ what: 'inbox', url: `${publicUrl}/inbox`, link: true } as const]),
    ...(temporalUiUrl === null ? [] : [{ what: 'temporal', url: temporalUiUrl, link: true } as const]),
    { what: 'docs', url: `${publicUrl}/docs`, link: true },
    { what: 'api', url: `${publicUrl}/v1`, link: false },
  ];
}
