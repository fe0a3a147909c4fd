import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiContext } from '../../../api/context.ts';
import { newFormToken } from '../../../api/pages/forms/form-token.ts';
import { linkTokenFor, linkTokenSha256 } from '../../../db/links/link-token.ts';
import { rememberLink } from '../../../db/links/remember-link.ts';
import { people } from '../../build/company.ts';
import { eventually } from '../../deal/world.ts';
import { type AskedStep, anAskedStep, aPagesApp, buildPages, hidden, type PagesApp, writtenRows } from './pages-app.ts';

/**
 * All that opens, repeats, forges or guesses the link of one step without being its person (test/browser/scanner.test.ts has those with a
 * browser). Nothing of it leaves a trace, and with the same link the person decides at the end. Each comes from an address of its own.
 */
let pages: PagesApp, step: AskedStep, other: AskedStep;
beforeAll(async () => {
  pages = await aPagesApp();
  [step, other] = [await anAskedStep(pages, people.manager.id), await anAskedStep(pages, people.manager.id)];
  for (const { deal } of [step, other])
    await eventually(
      () => pages.world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [deal.dealId]).then(r => r.rowCount),
      count => count === 1,
    );
});
afterAll(() => pages.close());

let addresses = 0;
type Ask = Readonly<{ method?: 'GET' | 'HEAD' | 'POST'; url?: string; headers?: Record<string, string>; form?: Record<string, string>; from?: string }>;
const ask = ({ method = 'GET', url = step.url, headers = {}, form, from = `203.0.113.${++addresses}` }: Ask, app = pages.app) =>
  app.inject({ method, url, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, remoteAddress: from, ...(form ? { payload: new URLSearchParams(form).toString() } : {}) });
const nonceFor = (token: string, ctx: ApiContext = pages.ctx) => newFormToken(ctx, { purpose: 'decide', subject: linkTokenSha256(token) }).text;
const approval = (token: string) => ({ nonce: nonceFor(token), version: '1', decision: 'approve', comment: '' });

/** Every row that a decision, a view or a burnt link would change, to the last column. */
async function traces(): Promise<unknown> {
  const { rows: links } = await pages.world.pool.query('select * from link_token order by token_sha256');
  return { links, written: [await writtenRows(pages, step.deal.dealId), await writtenRows(pages, other.deal.dealId)] };
}

/** A link beside the one of the letter, of a fate of its own. */
async function aLink(letterId: string, { key = pages.ctx.config.linkKey, ...change }: { key?: Buffer; purpose?: 'task' | 'invoice'; personId?: string; expiresAt?: string } = {}): Promise<string> {
  const link = { purpose: 'task' as const, subjectId: step.taskId, letterId, dealId: step.deal.dealId, personId: people.manager.id, createdAt: new Date().toISOString(), expiresAt: null, ...change };
  return key === pages.ctx.config.linkKey ? rememberLink(pages.ctx.db, key, link) : linkTokenFor(key, link);
}

describe('whatever opens the link of a step', () => {
  it.each<[string, Ask, number]>([
    ['HEAD', { method: 'HEAD' }, 1],
    ['twenty GETs at once', {}, 20],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }, 1],
    ['a prerendering', { headers: { 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch' } }, 1],
  ])('reads the page by %s and changes nothing', async (_, request, times) => {
    const before = await traces();
    const from = `203.0.113.${++addresses}`;
    const answers = await Promise.all(Array.from({ length: times }, () => ask({ ...request, from })));
    expect(answers.map(answer => answer.statusCode)).toEqual(answers.map(() => 200));
    expect(await traces()).toEqual(before);
  });

  it('reads its quote and changes nothing', async () => {
    const before = await traces();
    expect((await ask({ url: `${step.url}/quote.pdf?language=ru` })).statusCode).toBe(200);
    expect(await traces()).toEqual(before);
  });
});

describe('whatever sends the form of a step without having been shown it', () => {
  const cases: readonly [string, () => Record<string, string>][] = [
    ['without a nonce', () => ({ version: '1', decision: 'approve' })],
    ['with a forged nonce', () => ({ ...approval(step.token), nonce: `${nonceFor(step.token).slice(0, -4)}AAAA` })],
    ['with the nonce of another link', () => approval(other.token)],
    ['with a nonce that is over two hours old', () => ({ ...approval(step.token), nonce: nonceFor(step.token, { ...pages.ctx, now: () => new Date(Date.now() - 2 * 3_600_000 - 1_000) }) })],
    ['for a version that is not the one asked about', () => ({ ...approval(step.token), version: '7' })],
  ];
  it.each(cases)('is refused %s, and decides nothing', async (_, form) => {
    const before = await traces();
    const page = await ask({ method: 'POST', form: form() });
    expect(page.statusCode).toBe(403);
    expect(page.body).toContain('Форма устарела');
    expect(await traces()).toEqual(before);
  });
});

describe('whatever holds a link that leads nowhere', () => {
  const dead: readonly [string, () => Promise<string>][] = [
    ['unknown', async () => 'A'.repeat(43)],
    ['cut', async () => step.token.slice(0, -1)],
    ['too long', async () => `${step.token}${step.token}`],
    ['in other letters', async () => '%D0%96%D0%B0'],
    ['a path', async () => '..%2F..%2Fetc'],
    ['expired', () => aLink('expired', { expiresAt: new Date(Date.now() - 1_000).toISOString() })],
    ['revoked', async () => revoked(await aLink('revoked'))],
    ['another company’s', () => aLink('foreign', { key: Buffer.alloc(32, 8) })],
    ['another person’s', () => aLink('misled', { personId: people.lawyer.id })],
    ['an invoice’s', () => aLink('invoice', { purpose: 'invoice' })],
  ];
  const revoked = async (token: string) => {
    await pages.world.pool.query('update link_token set revoked_at = now() where token_sha256 = $1', [linkTokenSha256(token)]);
    return token;
  };
  it.each(dead)('reads and decides nothing where it is %s, though its form were right', async (_, link) => {
    const token = await link(),
      from = `203.0.113.${++addresses}`;
    const before = await traces();
    const answers = [await ask({ url: `/t/${token}`, from }), await ask({ method: 'POST', url: `/t/${token}`, form: approval(token), from })];
    expect(answers.map(answer => answer.statusCode)).toEqual([404, 404]);
    for (const { body } of answers) {
      expect(body).toContain('Эта ссылка больше не работает');
      expect(body).not.toContain('ТОО «Ромашка»');
    }
    expect(await traces()).toEqual(before);
  });
});

describe('whoever guesses', () => {
  it('has ten of a thousand tokens looked up in a minute, and shuts the door to its own address alone', async () => {
    const before = await traces();
    let aheadMs = 0;
    const beganMs = Date.now(),
      app = await buildPages({ ...pages.ctx, now: () => new Date(beganMs + aheadMs) });
    const guesser = '198.51.100.9';
    const seen: number[] = [];
    // Fifty at once, twenty times: none of the first fifty may slip in before the others have been counted.
    for (let wave = 0; wave < 20; wave += 1) {
      const tokens = Array.from({ length: 50 }, (_, n) => linkTokenSha256(`guess ${wave} ${n}`).slice(0, 43));
      seen.push(...(await Promise.all(tokens.map(token => ask({ url: `/t/${token}`, from: guesser }, app)))).map(answer => answer.statusCode));
    }
    expect([404, 429].map(status => seen.filter(each => each === status).length)).toEqual([10, 990]);
    expect((await ask({ from: guesser }, app)).statusCode).toBe(429);
    expect((await ask({ method: 'POST', form: approval(step.token), from: guesser }, app)).statusCode).toBe(429);
    expect((await ask({}, app)).statusCode).toBe(200);
    aheadMs = 60_000;
    expect((await ask({ from: guesser }, app)).statusCode).toBe(200);
    await app.close();
    expect(await traces()).toEqual(before);
  });
});

describe('the person who was asked', () => {
  it('decides after all of this with the same link', async () => {
    const page = await pages.get(step.url);
    const sent = await pages.post(step.url, { nonce: hidden(page, 'nonce'), version: hidden(page, 'version'), decision: 'approve', comment: '' });
    expect([sent.statusCode, sent.headers.location]).toEqual([303, step.url]);
    const { rows } = await pages.world.pool.query("select actor from deal_event where deal_id = $1 and type = 'approval.decided'", [step.deal.dealId]);
    expect(rows).toEqual([{ actor: { type: 'user', id: people.manager.id, via: 'link' } }]);
  });
});
