import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { authorize, identify } from './auth/identify.ts';
import { requireRights } from './auth/route-rights.ts';
import type { ApiContext } from './context.ts';
import { replayRepeats } from './idempotency/idempotency.ts';
import { registerPages } from './pages/register-pages.ts';
import { describeApi } from './plugins/openapi.ts';
import { limitRates, type RateLimits, usualRateLimits } from './plugins/rate-limit.ts';
import { readJson } from './plugins/read-json.ts';
import { setSecurityHeaders } from './plugins/security-headers.ts';
import { refuseUnstorableText } from './plugins/storable-text.ts';
import { answerBadAddress, answerProblems } from './problem/answer-problems.ts';
import { registerApiKeys } from './routes/api-keys.ts';
import { registerApprovalPolicies } from './routes/approvals/policies.ts';
import { registerApprovalTasks } from './routes/approvals/tasks.ts';
import { registerBankAccounts } from './routes/bank-accounts.ts';
import { registerBankStatements } from './routes/bank-statements.ts';
import { registerChanges } from './routes/changes.ts';
import { registerCustomers } from './routes/customers.ts';
import { registerCreateDeal } from './routes/deals/create-deal.ts';
import { registerDealActions } from './routes/deals/deal-actions.ts';
import { registerFastForward } from './routes/deals/fast-forward.ts';
import { registerPackage } from './routes/deals/package.ts';
import { registerReadDeals } from './routes/deals/read-deals.ts';
import { registerVersions } from './routes/deals/versions.ts';
import { registerDeliveryReports } from './routes/delivery-reports.ts';
import { registerEvents } from './routes/events.ts';
import { registerHealth } from './routes/health.ts';
import { registerHumanTasks } from './routes/human-tasks.ts';
import { registerImports } from './routes/imports.ts';
import { registerCreditInvoice } from './routes/invoices/credit-invoice.ts';
import { registerInvoiceActions } from './routes/invoices/invoice-actions.ts';
import { registerInvoicePdf } from './routes/invoices/invoice-pdf.ts';
import { registerReadInvoices } from './routes/invoices/read-invoices.ts';
import { registerReminderPlan } from './routes/invoices/reminder-plan.ts';
import { registerSettleLetter } from './routes/letters/settle-letter.ts';
import { registerMetrics } from './routes/metrics/metrics.ts';
import { registerPayerProfile } from './routes/payer-profile.ts';
import { registerPaymentOrders } from './routes/payment-orders.ts';
import { registerPayments } from './routes/payments.ts';
import { registerCovers } from './routes/people/covers.ts';
import { registerUsers } from './routes/people/users.ts';
import { registerReminderAdoptions } from './routes/reminder-policies/adoptions.ts';
import { registerCustomerPolicy } from './routes/reminder-policies/customer-policy.ts';
import { registerReminderPolicies } from './routes/reminder-policies/policies.ts';
import { registerReminderPreview } from './routes/reminder-policies/preview.ts';
import { registerDisputes } from './routes/reminders/disputes.ts';
import { registerHeldReminders } from './routes/reminders/held-reminders.ts';
import { registerPauseLedger } from './routes/reminders/pause-ledger.ts';
import { registerPauses } from './routes/reminders/pauses.ts';
import { registerPromises } from './routes/reminders/promises.ts';
import { registerReminders } from './routes/reminders/reminders.ts';

/** `logger`: where requests and failures are told; none unless given. `trustProxy`: the proxies whose word about the caller's address counts. */
export type AppOptions = Readonly<{ logger?: FastifyBaseLogger; trustProxy?: false | string[]; rateLimits?: RateLimits }>;

const bodyLimitBytes = 2 * 1024 * 1024;

/** The HTTP side of the engine: /v1 for machines, pages for people. Nothing is kept in its memory, so any number of them may run. */
export async function buildApp(ctx: ApiContext, { logger, trustProxy = false, rateLimits = usualRateLimits }: AppOptions = {}): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    trustProxy,
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    return503OnClosing: true,
    frameworkErrors: answerBadAddress,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  readJson(app);
  answerProblems(app);
  requireRights(app);
  setSecurityHeaders(app);
  identify(app, ctx);
  await limitRates(app, rateLimits);
  authorize(app, ctx);
  refuseUnstorableText(app);
  replayRepeats(app, ctx);
  await describeApi(app, ctx.config.publicUrl);
  registerRoutes(app, ctx);
  await registerPages(app, ctx);
  return app;
}

function registerRoutes(app: FastifyInstance, ctx: ApiContext): void {
  const registers = [
    registerHealth,
    registerCreateDeal,
    registerReadDeals,
    registerVersions,
    registerPackage,
    registerDealActions,
    registerFastForward,
    registerApprovalTasks,
    registerApprovalPolicies,
    registerUsers,
    registerCovers,
    registerReadInvoices,
    registerInvoicePdf,
    registerInvoiceActions,
    registerCreditInvoice,
    registerReminderPlan,
    registerPauses,
    registerPauseLedger,
    registerPromises,
    registerDisputes,
    registerReminders,
    registerHeldReminders,
    registerSettleLetter,
    registerDeliveryReports,
    registerHumanTasks,
    registerPaymentOrders,
    registerReminderPolicies,
    registerReminderPreview,
    registerReminderAdoptions,
    registerCustomerPolicy,
    registerCustomers,
    registerPayerProfile,
    registerPayments,
    registerBankStatements,
    registerImports,
    registerBankAccounts,
    registerMetrics,
    registerEvents,
    registerChanges,
    registerApiKeys,
  ];
  for (const register of registers) register(app, ctx);
}
