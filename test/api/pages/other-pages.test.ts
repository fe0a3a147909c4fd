import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courtesyPageUrl } from '../../../activities/facts/links.ts';
import { redactPath } from '../../../api/pages/redact-path.ts';
import { createPool } from '../../../db/pool.ts';
import { readDb } from '../../../db/unit-of-work.ts';
import { people } from '../../build/company.ts';
import { engineAway } from '../../build/engine-away.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { type AskedStep, anAskedStep, aPagesApp, buildPages, enterAs, hidden, type PagesApp, writtenRows } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

describe('assets', () => {
  it('serves the stylesheet, its fonts and the script with a tag by content, and spares the second load', async () => {
    const styles = await pages.get('/assets/styles.css');
    expect(styles.headers['content-type']).toContain('text/css');
    const again = await pages.app.inject({ method: 'GET', url: '/assets/styles.css', headers: { 'if-none-match': String(styles.headers['etag']) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const fonts = [...styles.body.matchAll(/url\((\/assets\/fonts\/[^)]+)\)/g)].map(found => found[1] ?? '');
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect((await pages.get(font)).headers).toMatchObject({ 'content-type': 'font/woff2', 'cache-control': 'public, max-age=31536000, immutable' });
    expect((await pages.get('/assets/copy.js')).statusCode).toBe(200);
    expect((await pages.get('/assets/../package.json')).statusCode).toBe(404);
  });
});

describe('the start page', () => {
  it('marks the next of the five steps, before the first deal and after it', async () => {
    const page = await pages.get('/');
    expect(page.body).toContain('aria-current="step"');
    expect(page.body).toContain('examples/deal.json');
  });

  it('speaks the language that was chosen, and goes on in it', async () => {
    const kk = await pages.get('/?lang=kk');
    expect(kk.body).toContain('<html lang="kk">');
    const cookie = kk.cookies.find(each => each.name === 'q2c_lang');
    expect((await pages.get('/', { q2c_lang: cookie?.value ?? '' })).body).toContain('<html lang="kk">');
    expect((await pages.app.inject({ method: 'GET', url: '/', headers: { 'accept-language': 'en-GB,en;q=0.9' } })).body).toContain('<html lang="en">');
    expect((await pages.get('/?lang=xx')).statusCode).toBe(200);
  });
});

describe('my tasks', () => {
  it('lists what waits for the person with the link of the letter, and what was decided', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const cookies = await enterAs(pages, people.manager.id);
    expect((await pages.get('/tasks', cookies)).body).toContain(`href="${step.url}"`);
    expect((await pages.get('/tasks', await enterAs(pages, people.lawyer.id))).body).not.toContain(step.url);
    const page = await pages.get(step.url);
    await pages.post(step.url, { nonce: hidden(page, 'nonce'), version: '1', decision: 'approve', comment: 'Хорошо' });
    const after = await pages.get('/tasks', cookies);
    expect(after.body).not.toContain(`href="${step.url}"`);
    expect(after.body).toContain('«Хорошо»');
  });
});

describe('tasks read one after another', () => {
  it('show each question with its figures and the link to decide, and nothing to decide by; reading them writes nothing', async () => {
    const [one, two] = [await anAskedStep(pages, people.manager.id), await anAskedStep(pages, people.manager.id)];
    const cookies = await enterAs(pages, people.manager.id);
    expect((await pages.get('/tasks', cookies)).body).toContain('href="/tasks/look"');
    const before = await writtenRows(pages, one.deal.dealId);
    const page = await pages.get('/tasks/look', cookies);
    expect(page.statusCode).toBe(200);
    for (const step of [one, two]) expect(page.body).toContain(`href="${step.url}"`);
    expect(page.body.replace(/[\u00a0\u202f]/g, ' ')).toContain('3 712 000 ₸');
    expect(page.body).toContain('Эта роль у вас: руководитель продаж.');
    expect(page.body).not.toMatch(/name="(decision|nonce|comment)"/);
    expect(await writtenRows(pages, one.deal.dealId)).toEqual(before);
    expect((await pages.get('/tasks/look', await enterAs(pages, people.lawyer.id))).body).not.toContain(one.url);
    expect((await pages.get('/tasks/look')).headers.location).toBe('/sign-in?next=%2Ftasks%2Flook');
  });
});

describe('the inbox', () => {
  it('shows the letters that were caught, their HTML only in a sandbox, and answers them to scripts', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    type Caught = { id: string; to: string[]; links: string[] };
    const letters = await eventually(
      () => pages.get('/inbox/messages.json').then(answer => answer.json() as Caught[]),
      all => all.some(letter => letter.links.some(link => link.endsWith(step.url))),
    );
    const letter = letters.find(each => each.links.some(link => link.endsWith(step.url)));
    expect(letter?.to).toEqual([people.manager.email]);
    expect((await pages.get('/inbox')).body).toContain(`/inbox/${letter?.id}`);
    const shown = await pages.get(`/inbox/${letter?.id}`);
    expect(shown.body).toContain('sandbox=');
    expect(shown.headers['content-security-policy']).toContain("frame-src 'self'");
    const html = await pages.get(`/inbox/${letter?.id}/html`);
    expect(html.headers['content-security-policy']).toContain('sandbox');
    expect(html.headers['content-security-policy']).not.toContain('allow-scripts');
    expect((await pages.get('/inbox/..%2F..%2Fsecret')).statusCode).toBe(404);
  });

  it('is not there without a mail server of its own', async () => {
    const without = await buildPages({ ...pages.ctx, config: { ...pages.ctx.config, inboxDir: null } });
    expect((await without.inject({ method: 'GET', url: '/inbox' })).statusCode).toBe(404);
    expect((await without.inject({ method: 'GET', url: '/inbox/messages.json' })).statusCode).toBe(404);
    await without.close();
  });
});

describe('what goes wrong', () => {
  it('answers a wrong address with a page, and one of the API not with a page', async () => {
    const page = await pages.get('/nothing/here');
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('Такой страницы нет');
    const machine = await pages.get('/v1/nothing');
    expect(machine.statusCode).toBe(404);
    expect(machine.headers['content-type']).toContain('application/problem+json');
  });

  it('answers 503 with what to do where the database does not answer', async () => {
    const pool = createPool('postgres://nobody@127.0.0.1:1/none', 1);
    const app = await buildPages({ ...pages.ctx, pool, db: readDb(pool) });
    for (const url of ['/', `/t/${'A'.repeat(43)}`, `/i/${'A'.repeat(43)}`]) {
      const page = await app.inject({ method: 'GET', url });
      expect([page.statusCode, page.headers['retry-after']]).toEqual([503, '10']);
      expect(page.body).toContain('Движок сейчас не отвечает');
    }
    await app.close();
    await pool.end();
  });

  it('keeps tokens out of logs', () => {
    expect(redactPath(`/t/${'A'.repeat(43)}/recall?lang=kk`)).toBe('/t/…/recall?lang=kk');
    expect(redactPath(`/sign-in/${'A'.repeat(43)}?next=%2F`)).toBe('/sign-in/…?next=%2F');
    expect(redactPath('/deals/deal_1')).toBe('/deals/deal_1');
  });
});

describe('a decision while the process engine does not answer', () => {
  let cut: FastifyInstance;
  beforeAll(async () => {
    cut = await buildPages({ ...pages.ctx, temporal: engineAway() });
  });
  afterAll(() => cut.close());

  const send = (app: FastifyInstance, { url }: AskedStep, form: Record<string, string>) =>
    app.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(form).toString() });
  const formOf = async ({ url }: AskedStep) => ({ nonce: hidden(await pages.get(url), 'nonce'), version: '1', decision: 'approve', comment: 'Останется' });
  const decisionOn = async ({ taskId }: AskedStep) =>
    (
      await pages.world.pool.query(
        'select t.status, n.text, e.task_id as proof_of from approval_task t left join note n on n.id = t.note_id left join decision_evidence e on e.id = t.evidence_id where t.id = $1',
        [taskId],
      )
    ).rows[0];

  it('comes back as it was written; nothing happens to the deal, and the one note and proof that are left serve the next try', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    // Printed, the deal does nothing more by itself.
    await eventually(
      () => pages.world.pool.query("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [step.deal.dealId]).then(r => r.rowCount),
      count => count === 1,
    );
    const form = await formOf(step);
    const before = (await writtenRows(pages, step.deal.dealId)) as { evidence: number; notes: number };
    const back = await send(cut, step, form);
    expect(back.statusCode).toBe(503);
    expect(back.body).toContain('Сейчас не получилось, ничего не изменено');
    expect(back.body).toContain('Останется');
    const kept = { ...before, evidence: before.evidence + 1, notes: before.notes + 1 };
    expect(await writtenRows(pages, step.deal.dealId)).toEqual(kept);
    expect(await decisionOn(step)).toEqual({ status: 'open', text: null, proof_of: null });
    expect((await send(pages.app, step, { ...form, nonce: hidden(back, 'nonce') })).statusCode).toBe(303);
    expect(await writtenRows(pages, step.deal.dealId)).toMatchObject({ evidence: kept.evidence, notes: kept.notes });
    expect(await decisionOn(step)).toEqual({ status: 'approved', text: 'Останется', proof_of: step.taskId });
  });

  it('that is changed before the next try is recorded as it was changed', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const back = await send(cut, step, await formOf(step));
    const changed = { nonce: hidden(back, 'nonce'), version: '1', decision: 'reject', comment: 'Передумал: дорого' };
    expect((await send(pages.app, step, changed)).statusCode).toBe(303);
    expect(await decisionOn(step)).toEqual({ status: 'rejected', text: 'Передумал: дорого', proof_of: step.taskId });
  });
});

describe('the page of reminders before the due date', () => {
  const planOf = (invoiceId: string) =>
    pages.world.pool.query('select plan from invoice where id = $1', [invoiceId]).then(({ rows }) => rows[0].plan as { rung: string; outcome: string; reason: string | null }[] | null);
  const replanned = (invoiceId: string, outcome: string) =>
    eventually(
      () => planOf(invoiceId),
      plan => plan?.find(({ rung }) => rung === '-3')?.outcome === outcome,
    );
  const stopped = async (customerId: string) =>
    (await pages.world.pool.query('select courtesy_stopped_at is not null stopped, courtesy_stopped_via via from customer where id = $1', [customerId])).rows[0];
  const multipart = ['--b', 'Content-Disposition: form-data; name="List-Unsubscribe"', '', 'One-Click', '--b--', ''].join('\r\n');
  const oneClicks = [
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['a form of parts', 'multipart/form-data; boundary=b', multipart],
  ] as const;

  it('stops them by one click of a mail program and nothing else, has the open deals plan anew, and lets them come again', async () => {
    const deal = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    await pages.world.start(deal);
    await replanned(deal.invoiceId, 'will_send');
    const url = new URL(await courtesyPageUrl(pages.ctx.db, pages.ctx.config, { id: deal.customerId, createdAt: '2026-01-01T00:00:00.000Z' })).pathname;
    for (const request of [{ method: 'HEAD' as const }, { method: 'GET' as const }, { method: 'GET' as const, headers: { 'sec-purpose': 'prefetch' } }]) await pages.app.inject({ url, ...request });
    expect(await stopped(deal.customerId)).toEqual({ stopped: false, via: null });
    for (const [what, type, payload] of oneClicks) {
      const answer = await pages.app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload });
      expect([answer.statusCode, await stopped(deal.customerId)], what).toEqual([200, { stopped: true, via: 'one_click' }]);
      expect((await replanned(deal.invoiceId, 'skipped'))?.map(({ rung, outcome, reason }) => [rung, outcome, reason])).toEqual([
        ['-3', 'skipped', 'unsubscribed'],
        ...['0', '+3', '+7', '+14', '+21'].map(rung => [rung, 'will_send', null]),
      ]);
      expect((await pages.post(url, { reminders: 'resume' })).statusCode).toBe(200);
      await replanned(deal.invoiceId, 'will_send');
      expect(await stopped(deal.customerId), what).toEqual({ stopped: false, via: null });
    }
    expect((await pages.post(url, { reminders: 'stop' })).body).toContain('Напоминания до срока отключены');
    const dealPage = await pages.get(`/deals/${deal.dealId}`, await enterAs(pages, people.seller.id));
    expect(dealPage.body).toContain('Не хочет напоминаний до срока');
  });

  it('decides nothing by a form that says nothing, and leads nowhere by an unknown link', async () => {
    const deal = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
    const url = new URL(await courtesyPageUrl(pages.ctx.db, pages.ctx.config, { id: deal.customerId, createdAt: '2026-01-01T00:00:00.000Z' })).pathname;
    for (const form of [{}, { reminders: 'maybe' }, { 'List-Unsubscribe': 'yes' }]) expect((await pages.post(url, form as Record<string, string>)).statusCode).toBe(400);
    expect(await stopped(deal.customerId)).toEqual({ stopped: false, via: null });
    expect((await pages.get(`/u/${'A'.repeat(43)}`)).statusCode).toBe(404);
    expect((await pages.post(`/u/${'A'.repeat(43)}`, { reminders: 'stop' })).statusCode).toBe(404);
    expect(redactPath(url)).toBe('/u/…');
  });
});
