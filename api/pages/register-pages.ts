import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../context.ts';
import { registerAssets } from './assets.ts';
import { registerCourtesyPage } from './courtesy/courtesy-page.ts';
import { registerDealDocuments } from './deals/deal-documents.ts';
import { registerDealForms } from './deals/deal-forms.ts';
import { registerDealList } from './deals/deal-list.ts';
import { registerDealPage } from './deals/deal-page.ts';
import { registerPaymentOrders } from './deals/payment-orders.ts';
import { registerEnter } from './entry/enter.ts';
import { registerSignIn } from './entry/sign-in.ts';
import { answerError, answerNotFound } from './errors.ts';
import { meetVisitor } from './frame/visitor.ts';
import { registerInbox } from './inbox/inbox.ts';
import { registerInvoicePage } from './invoice/invoice-page.ts';
import { setPageHeaders } from './page-headers.ts';
import { registerSettings } from './settings/register-settings.ts';
import { registerReminderSettings } from './settings/reminders/register.ts';
import { registerStart } from './start/start.ts';
import { registerTaskPage } from './task/task-page.ts';
import { registerLook } from './tasks/look.ts';
import { registerTaskForms } from './tasks/task-forms.ts';
import { registerTasks } from './tasks/tasks.ts';

const formLimitBytes = 64 * 1024;

/**
 * Everything that people open in a browser. The routes are public to machines' eyes (no API key opens them); each staff page
 * asks for a session by itself, each page of a link for its token. Failures are answered as pages.
 */
export async function registerPages(app: FastifyInstance, ctx: ApiContext): Promise<void> {
  await app.register(async pages => {
    await pages.register(cookie);
    await pages.register(formbody, { bodyLimit: formLimitBytes });
    pages.decorateRequest('visitor', null);
    pages.addHook('onRequest', setPageHeaders(ctx));
    pages.addHook('preHandler', meetVisitor(ctx));
    pages.setErrorHandler(answerError(ctx));
    registerAssets(pages);
    for (const register of [
      registerStart,
      registerSignIn,
      registerEnter,
      registerDealList,
      registerDealPage,
      registerDealForms,
      registerDealDocuments,
      registerPaymentOrders,
      registerTasks,
      registerTaskForms,
      registerLook,
      registerSettings,
      registerReminderSettings,
      registerTaskPage,
      registerInvoicePage,
      registerCourtesyPage,
    ])
      register(pages, ctx);
    if (ctx.config.inboxDir !== null) registerInbox(pages, ctx, ctx.config.inboxDir);
    pages.get('/*', { config: { public: true } }, answerNotFound(ctx));
  });
}
