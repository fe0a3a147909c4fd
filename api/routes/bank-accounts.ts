import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { changeAccount } from '../../db/company/change-account.ts';
import { type AccountRow, listAccounts, readAccount } from '../../db/read/bank-accounts.ts';
import { readBankData } from '../../db/read/bank-data.ts';
import { readPolicy } from '../../db/read/company-rules.ts';
import { readPolicyInForce } from '../../db/read/reminder-policies.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { defaultPolicyId } from '../../domain/dunning/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { ApiContext } from '../context.ts';
import { listOf, wholeList } from '../schemas/lists.ts';
import { At, Id, Instant } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import { changedBy } from './requested-by.ts';

const tags = ['Money'];
const params = z.strictObject({ id: Id });
const Account = z
  .object({
    object: z.literal('bank_account'),
    id: Id,
    iban: z.string(),
    bic: z.string(),
    bank: z.string(),
    currency: z.string(),
    is_default: z.boolean(),
    has_feed: z.boolean(),
    watermark_at: At.nullable(),
    freshness: z.enum(['fresh', 'stale', 'none']),
  })
  .meta({ id: 'BankAccount' });
const AccountPatch = z
  .strictObject({ watermark_at: Instant.nullable().optional(), has_feed: z.boolean().optional() })
  .meta({ id: 'BankAccountChange', examples: [{ has_feed: true, watermark_at: '2026-11-24T13:00:00.000Z' }] });

/** The company's accounts; no letter leaves without fresh bank data where an account has a feed (Q2C.md 5 and 6). */
export function registerBankAccounts(app: FastifyInstance, ctx: ApiContext): void {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const present = async (rows: readonly AccountRow[]) => {
    const policy = await readPolicy(ctx.db),
      { policy: reminders } = await readPolicyInForce(ctx.db, defaultPolicyId),
      now = ctx.now().toISOString();
    return Promise.all(rows.map(async row => presentAccount(row, (await readBankData(ctx.db, row, { policy, reminders, dealNow: now, realNow: now })).freshness)));
  };
  const one = async (row: AccountRow) => {
    const [account] = await present([row]);
    if (!account) throw new RuleViolation('not_found', `There is no bank account ${row.id}.`);
    return account;
  };
  api.get(
    '/v1/bank_accounts',
    { config: { scope: 'payments:read' }, schema: { tags, operationId: 'listBankAccounts', summary: 'The company’s accounts', response: { 200: listOf(Account), ...problems() } } },
    async () => wholeList(await present(await listAccounts(ctx.db))),
  );
  api.get(
    '/v1/bank_accounts/:id',
    { config: { scope: 'payments:read' }, schema: { tags, operationId: 'getBankAccount', summary: 'One account', params, response: { 200: Account, ...problems(404) } } },
    async request => one(await readAccount(ctx.db, request.params.id)),
  );
  const changing = {
    tags,
    operationId: 'changeBankAccount',
    summary: 'Say up to when statements are complete, and whether the account has a feed',
    params,
    body: AccountPatch,
    response: { 200: Account, ...problems(404, 422) },
  };
  api.patch('/v1/bank_accounts/:id', { config: { scope: 'admin' }, schema: changing }, async request => {
    const { watermark_at, has_feed } = request.body;
    if (watermark_at && Date.parse(watermark_at) > ctx.now().getTime()) throw new RuleViolation('validation_failed', 'Statements are never complete beyond now.', { pointer: '#/watermark_at' });
    const watermark = watermark_at === undefined ? {} : { watermarkAt: watermark_at === null ? null : new Date(watermark_at).toISOString() };
    const change = { ...watermark, ...(has_feed === undefined ? {} : { hasFeed: has_feed }) };
    return one(await unitOfWork(ctx.pool, db => changeAccount(db, request.params.id, { change, by: changedBy(ctx, request) })));
  });
}

function presentAccount(row: AccountRow, freshness: 'fresh' | 'stale' | 'none'): z.output<typeof Account> {
  const { id, iban, bic, bank, currency } = row;
  return { object: 'bank_account', id, iban, bic, bank, currency, is_default: row.isDefault, has_feed: row.hasFeed, watermark_at: row.watermarkAt, freshness };
}
