import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { readImportContext } from '../../db/imports/import-context.ts';
import { importReceivables, readKnownReceivables } from '../../db/imports/import-receivables.ts';
import { dateInZone } from '../../domain/calendar/zone.ts';
import { receivablesLimits } from '../../domain/imports/receivables.ts';
import { readReceivablesCsv } from '../../domain/imports/receivables-csv.ts';
import { dealWorkflowId } from '../../workflows/deal/ids.ts';
import type { ApiContext } from '../context.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { problems } from '../schemas/problem.ts';
import { ImportReport } from './import-shapes.ts';
import { aFile, fileOf, takeRawBodies } from './raw-body.ts';
import { requestedBy } from './requested-by.ts';
import { startCollecting } from './start-collecting.ts';

const contentTypes = ['text/csv', 'application/octet-stream', 'text/plain'];

/** `POST /v1/imports/receivables`: how a company begins whose invoices live elsewhere (docs/imports.md). */
export function registerImports(app: FastifyInstance, ctx: ApiContext): void {
  void app.register(async scope => {
    takeRawBodies(scope, { contentTypes, limitBytes: receivablesLimits.bytes });
    const schema = {
      ...{ tags: ['Imports'], operationId: 'importReceivables', summary: 'Import customers, invoices and payments from a CSV file: the file itself is the body' },
      description: 'docs/imports.md describes the file. Good rows are written, each refused one is named; the same file again changes nothing.',
      ...{ consumes: contentTypes, body: aFile('The CSV file: UTF-8, UTF-16, windows-1251 or CP866.'), response: { 200: ImportReport, ...problems(413, 415, 422) } },
    };
    scope.withTypeProvider<ZodTypeProvider>().post('/v1/imports/receivables', { config: { scope: 'deals:write' }, bodyLimit: receivablesLimits.bytes, schema }, async request => {
      const actor = requestedBy(request),
        context = await readImportContext(ctx.db, { actor, now: ctx.now().toISOString() });
      const file = readReceivablesCsv(fileOf(request.body), { known: await readKnownReceivables(ctx.db), todayOn: dateInZone(context.now, context.zone) });
      const outcome = await importReceivables(ctx.pool, file, { context, nameProcess: dealWorkflowId });
      const starts = await startCollecting(ctx, [...outcome.openedDealIds, ...outcome.unchangedDealIds], actor);
      await deliverWithin(relayingOf(ctx), outcome.outboxIds);
      return {
        object: 'receivables_import' as const,
        customers: outcome.customers,
        deals: { opened: outcome.openedDealIds.length, closed_history: outcome.history, unchanged: outcome.unchangedDealIds.length, started: starts.started, waiting_to_start: starts.waiting },
        payments: outcome.payments,
        refused: [...outcome.refused],
      };
    });
  });
}
