import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { snakeKey } from '../../../db/company/key-spelling.ts';
import { listApprovalTables, readApprovalTable, warnOfTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import type { ApprovalFacts } from '../../../domain/approval/facts.ts';
import { isTypicalRoute, planRoute } from '../../../domain/approval/plan-route.ts';
import { type Fact, factKinds, type PolicyRows } from '../../../domain/approval/policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../../context.ts';
import { orBothTexts } from '../../problem/both-texts.ts';
import { Policy, PolicyBody, PolicyVersion, Preview, PreviewBody, policyConflict, presentWarning } from '../../schemas/approval-policy.ts';
import { askedLanguage } from '../../schemas/asked-language.ts';
import { ifMatch } from '../../schemas/if-match.ts';
import { linkNext } from '../../schemas/link-next.ts';
import { Cursor, Limit, listOf, pageOf, readCursor } from '../../schemas/lists.ts';
import { problems } from '../../schemas/problem.ts';
import { changedBy } from '../requested-by.ts';
import { policyTexts } from './policy-texts.ts';
import { etagOf, presentPolicy, presentVersions, readRules } from './present-policy.ts';

const tags = ['Approvals'];
const factOf = new Map((Object.keys(factKinds) as Fact[]).map(fact => [snakeKey(fact), fact]));

/** The approval policy, the table with the rules of its rounds: to read, to replace by a new version, to look back at, and to try. Rounds that run keep the version they were planned by. */
export function registerApprovalPolicies(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const reading = { tags, operationId: 'getApprovalPolicy', summary: 'The approval policy in force: the table, and the rules of its rounds', response: { 200: Policy, ...problems() } };
  api.get('/v1/approval_policies/default', { config: { scope: 'deals:read' }, schema: reading }, async (_request, reply) => {
    const table = await readApprovalTable(ctx.db);
    return reply.header('etag', etagOf(table)).send(await presentPolicy(ctx, table));
  });
  const replacing = {
    ...{ tags, operationId: 'replaceApprovalPolicy', summary: 'Put another approval policy in force; rules that are not named stay', body: PolicyBody },
    description: 'If-Match names the version that the change was made from. Where somebody else was faster, 412 carries both texts and the ETag to send the merged one with.',
    response: { 200: Policy, ...problems(422, 428), ...policyConflict },
  };
  api.put('/v1/approval_policies/default', { config: { scope: 'admin' }, schema: replacing }, async (request, reply) => {
    const rows = readRows(request.body.rows);
    const rules = await readRules(ctx, request.body);
    const replace = async () => {
      const version = ifMatch(request);
      return unitOfWork(ctx.pool, db => changeApprovalTable(db, { version, rows, rules, by: changedBy(ctx, request) }));
    };
    const table = await orBothTexts(reply, replace, () => policyTexts(ctx, { rows, rules }));
    return reply.header('etag', etagOf(table)).send(await presentPolicy(ctx, table));
  });
  registerVersionList(app, ctx);
  const trying = { tags, operationId: 'previewApprovalRoute', summary: 'Who would decide on a package with these facts, and why', body: PreviewBody, response: { 200: Preview, ...problems() } };
  api.post('/v1/approval_policies/default/preview', { config: { scope: 'deals:read' }, schema: trying }, async request => {
    const table = await readApprovalTable(ctx.db);
    const language = askedLanguage(request, request.body.lang);
    const route = planRoute(readFacts(request.body.facts), table.rows, (await readCompany(ctx.db)).currency);
    const steps = route.steps.map(({ role, why }) => ({ role, why: why.map(({ rowId, text }) => ({ row_id: rowId, text: text[language] })) }));
    const warnings = (await warnOfTable(ctx.db)).filter(warning => steps.some(step => step.role === warning.role)).map(presentWarning);
    return { object: 'approval_route' as const, policy_version: table.version, typical: isTypicalRoute(route), steps, warnings };
  });
}

function registerVersionList(app: FastifyInstance, ctx: ApiContext): void {
  const querystring = z.strictObject({ cursor: Cursor.optional(), limit: Limit });
  const summary = 'Versions of the approval policy, the newest first: who changed what, and which deals go another way';
  const schema = { tags, operationId: 'listApprovalPolicyVersions', summary, querystring, response: { 200: listOf(PolicyVersion), ...problems() } };
  app.withTypeProvider<ZodTypeProvider>().get('/v1/approval_policies/default/versions', { config: { scope: 'deals:read' }, schema }, async (request, reply) => {
    const { cursor, limit } = request.query;
    const [place] = readCursor(cursor, ['number']) ?? [];
    const tables = await listApprovalTables(ctx.db, { below: place === undefined ? null : Number(place), limit: limit + 1 });
    const versions = await presentVersions(ctx, tables);
    return linkNext(request, reply, pageOf(versions, limit, { placeOf: ({ version }) => [String(version)], item: version => version }));
  });
}

/** The rows in the words of the rules; whether they make a lawful table is asked where it is put in force. */
function readRows(rows: z.output<typeof PolicyBody>['rows']): PolicyRows {
  const errors = rows.flatMap(({ roles, text }, at) => [
    ...Object.entries(text).flatMap(([language, reason]) => (reason.trim() === '' ? [{ pointer: `#/rows/${at}/text/${language}`, detail: 'Say why: whoever is asked reads it.' }] : [])),
    ...(new Set(roles).size < roles.length ? [{ pointer: `#/rows/${at}/roles`, detail: 'A role is named once.' }] : []),
  ]);
  if (errors.length > 0) throw new RuleViolation('validation_failed', 'The approval table is not valid.', { errors });
  return rows.map(row => ({ rowId: row.row_id, when: row.when.map(test => ({ ...test, fact: factOf.get(test.fact) ?? 'grossMinor' })), roles: row.roles, text: row.text }));
}

function readFacts(facts: z.output<typeof PreviewBody>['facts']): ApprovalFacts {
  return {
    ...{ grossMinor: facts.foreign_currency ? null : facts.gross_minor, maxDiscountPercent: facts.max_discount_percent, creditDays: facts.credit_days, contractType: facts.contract_type },
    ...{ foreignCurrency: facts.foreign_currency },
    ...{ hasSpecialTerms: facts.has_special_terms, customerOverdueMinor: facts.customer_overdue_minor, overCreditLimit: facts.over_credit_limit, marginPercent: facts.margin_percent },
  };
}
