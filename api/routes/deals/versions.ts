import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readDealHead, readNames } from '../../../db/read/deal-record.ts';
import { readDocument } from '../../../db/read/documents.ts';
import { listVersions, readVersion, type VersionRow } from '../../../db/read/versions.ts';
import { diffPackages } from '../../../domain/quote/diff-packages.ts';
import { termAuthorIds } from '../../../domain/quote/term-stamps.ts';
import type { ApiContext } from '../../context.ts';
import { listOf, wholeList } from '../../schemas/lists.ts';
import { Totals } from '../../schemas/package.ts';
import { PackageChange } from '../../schemas/package-draft.ts';
import { At, Id, Language, moneyOf, On } from '../../schemas/primitives.ts';
import { problems } from '../../schemas/problem.ts';
import { sendDocument } from '../send-document.ts';
import { presentChange } from './present-change.ts';
import { presentDraft } from './present-draft.ts';

const tags = ['Deals'];
const config = { scope: 'deals:read' } as const;
const number = z.coerce.number().int().min(1).max(10_000);

const Version = z
  .object({ object: z.literal('package_version'), id: Id, version: z.int(), hash: z.string(), totals: Totals, tax_on: On, valid_until_on: On, frozen_at: At, content: z.unknown() })
  .meta({ id: 'PackageVersion' });
const Diff = z.object({ object: z.literal('package_diff'), from: z.int(), to: z.int(), changes: z.array(PackageChange) }).meta({
  id: 'PackageDiff',
  examples: [{ object: 'package_diff', from: 1, to: 2, changes: [{ kind: 'changed', subject: 'line', path: 'lines/P-100/discount_percent', line: 'Насос 1,5 кВт', was: '5', now: '8' }] }],
});

/** The frozen versions of a package, what changed between two of them, and their printed form. */
export function registerVersions(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const listing = { tags, operationId: 'listVersions', summary: 'The frozen versions of the package', params: z.strictObject({ id: Id }), response: { 200: listOf(Version), ...problems(404) } };
  api.get('/v1/deals/:id/versions', { config, schema: listing }, async ({ params: { id } }) => {
    const { deal } = await readDealHead(ctx.db, id);
    const versions = await listVersions(ctx.db, deal.id);
    const names = await readNames(
      ctx.db,
      versions.flatMap(({ content }) => termAuthorIds(content)),
    );
    return wholeList(versions.map(version => presentVersion(version, names)));
  });
  const comparing = {
    tags,
    operationId: 'diffVersions',
    summary: 'What changed from version a to version b',
    params: z.strictObject({ id: Id, a: number, b: number }),
    response: { 200: Diff, ...problems(404) },
  };
  api.get('/v1/deals/:id/versions/:a/diff/:b', { config, schema: comparing }, async ({ params: { id, a, b } }) => {
    const [from, to] = [await readVersion(ctx.db, { dealId: id, version: a }), await readVersion(ctx.db, { dealId: id, version: b })];
    const changes = diffPackages(from.content, to.content).map(presentChange);
    return { object: 'package_diff' as const, from: a, to: b, changes };
  });
  const printing = {
    tags,
    operationId: 'getQuotePdf',
    summary: 'The quote of a version as PDF',
    params: z.strictObject({ id: Id, version: number }),
    querystring: z.strictObject({ language: Language.optional() }),
    response: problems(404),
    produces: ['application/pdf'],
  };
  api.get('/v1/deals/:id/versions/:version/pdf', { config, schema: printing }, async ({ params: { id, version }, query }, reply) => {
    const row = await readVersion(ctx.db, { dealId: id, version });
    return sendDocument(reply, await readDocument(ctx.db, { kind: 'quote', subjectId: row.id, language: query.language ?? row.content.language }));
  });
}

function presentVersion(row: VersionRow, names: ReadonlyMap<string, string>): z.output<typeof Version> {
  const { currency } = row.content;
  const totals = { net: moneyOf(row.netMinor, currency), vat: moneyOf(row.vatMinor, currency), gross: moneyOf(row.grossMinor, currency) };
  return {
    object: 'package_version',
    id: row.id,
    version: row.version,
    hash: row.hash,
    totals,
    tax_on: row.taxOn,
    valid_until_on: row.validUntilOn,
    frozen_at: row.frozenAt,
    content: presentDraft(row.content, names),
  };
}
