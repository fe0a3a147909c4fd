import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listReports } from '../../db/delivery/list-reports.ts';
import { type GivenReport, type ReportRow, takeReport } from '../../db/delivery/take-report.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { readReportMail } from '../../domain/delivery/read-report-mail.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { canonicalJson } from '../../domain/quote/canonical-package.ts';
import type { ApiContext } from '../context.ts';
import { deliverWithin, relayingOf } from '../relay/relay.ts';
import { DeliveryReport, DeliveryReportRequest } from '../schemas/delivery.ts';
import { linkNext } from '../schemas/link-next.ts';
import { Cursor, Limit, listOf, pageOf, readCursor, wholeList } from '../schemas/lists.ts';
import { Id } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { requestedBy } from './requested-by.ts';
import { sha256Of } from './sha256-of.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A mail that came as the body. */
    mail: Uint8Array | null;
  }
}

const tags = ['Reminders'];
const config = { scope: 'delivery:report', idempotency: 'never' } as const;
const mailLimitBytes = 20 * 1024 * 1024;

/** What mail systems report of our letters, from a provider's webhook or as the mail that a server sent back. */
export function registerDeliveryReports(app: FastifyInstance, ctx: ApiContext): void {
  app.decorateRequest('mail', null);
  void app.register(async scope => {
    scope.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: mailLimitBytes }, (request, body, done) => {
      request.mail = body as Buffer;
      done(null, undefined);
    });
    registerIntake(scope, ctx);
  });
  registerReading(app, ctx);
}

function registerIntake(app: FastifyInstance, ctx: ApiContext): void {
  const schema = {
    ...{ tags, operationId: 'reportDelivery', summary: 'Tell what became of a letter after it was sent: it came back, is delayed, was delivered, or was complained of' },
    description:
      'Or send a mail as the mail server wrote it (RFC 3464, RFC 5965), as `message/rfc822`. The same report again answers the same and changes nothing; one about a letter that is not ours is kept as `unmatched`.',
    body: DeliveryReportRequest.nullish(),
    response: { 200: listOf(DeliveryReport), ...problems(413, 415, 422) },
  };
  app.withTypeProvider<ZodTypeProvider>().post('/v1/delivery_reports', { config, bodyLimit: mailLimitBytes, schema }, async request => {
    const receivedAt = ctx.now().toISOString();
    const given = request.mail ? await reportsOf(request.mail, receivedAt) : [reportOf(request.body, receivedAt)];
    const taken = await unitOfWork(ctx.pool, async db => {
      const all: Awaited<ReturnType<typeof takeReport>>[] = [];
      for (const report of given) all.push(await takeReport(db, { ...report, actor: requestedBy(request) }));
      return all;
    });
    await deliverWithin(
      relayingOf(ctx),
      taken.flatMap(each => each.outboxIds),
    );
    return wholeList(taken.map(each => presentReport(each.report)));
  });
}

function reportOf(body: z.output<typeof DeliveryReportRequest> | null | undefined, receivedAt: string): Omit<GivenReport, 'actor'> {
  if (!body) throw new RuleViolation('validation_failed', 'Send a report as JSON, or a mail as message/rfc822.', { pointer: '#' });
  const { message_id, letter_id, type, code = null, detail = null, occurred_at } = body;
  const named = { letterId: letter_id ?? null, messageIds: message_id === undefined ? [] : [message_id] };
  return { ...named, type, code, detail, occurredAt: new Date(occurred_at).toISOString(), source: 'api', key: sha256Of(canonicalJson(body)), recipient: null, receivedAt };
}

/** The bytes themselves name the report, as they do in the drop folder: the same mail by both ways is one report. */
async function reportsOf(mail: Uint8Array, receivedAt: string): Promise<Omit<GivenReport, 'actor'>[]> {
  const sha256 = sha256Of(mail);
  const reports = await readReportMail(mail, receivedAt);
  return reports.map(({ envelopeId, ...report }, index) => ({ ...report, letterId: envelopeId, source: 'api', key: `${sha256}:${index}`, receivedAt }));
}

function registerReading(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ status: z.enum(['matched', 'unmatched']).optional(), letter_id: Id.optional(), cursor: Cursor.optional(), limit: Limit });
  const schema = { tags, operationId: 'listDeliveryReports', summary: 'List delivery reports, the newest first', querystring, response: { 200: listOf(DeliveryReport), ...problems() } };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/delivery_reports', { config: { scope: 'invoices:read' }, schema }, async (request, reply) => {
    const { status, letter_id: letterId, cursor, limit } = request.query;
    const isMatched = status === undefined ? undefined : status === 'matched';
    const rows = await listReports(ctx.db, { isMatched, letterId, after: readCursor(cursor, ['at', 'id']), limit });
    return linkNext(request, reply, pageOf(rows, limit, { placeOf: row => [row.receivedAt, row.id], item: presentReport }));
  });
}

function presentReport(row: ReportRow): z.output<typeof DeliveryReport> {
  return {
    ...{ object: 'delivery_report', id: row.id, source: row.source, type: row.type, meaning: row.meaning, letter_id: row.letterId, message_id: row.messageId, recipient: row.recipient },
    ...{ code: row.code, detail: row.detail, occurred_at: row.occurredAt, received_at: row.receivedAt },
  };
}
