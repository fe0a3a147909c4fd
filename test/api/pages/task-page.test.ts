import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../build/company.ts';
import { aDeal } from '../../build/deal.ts';
import { eventually } from '../../deal/world.ts';
import { openStep } from '../../replay/scenarios.ts';
import { type AskedStep, anAskedStep, aPagesApp, buildPages, hidden, type PagesApp, writtenRows } from './pages-app.ts';

let pages: PagesApp;
beforeAll(async () => {
  pages = await aPagesApp();
});
afterAll(() => pages.close());

const statusOf = async ({ taskId }: AskedStep): Promise<string> => (await pages.world.pool.query('select status from approval_task where id = $1', [taskId])).rows[0].status;
const decisions = async ({ deal }: AskedStep): Promise<number> =>
  (await pages.world.pool.query("select count(*)::int n from deal_event where deal_id = $1 and type = 'approval.decided'", [deal.dealId])).rows[0].n;
const form = async (step: AskedStep, change: Record<string, string>): Promise<Record<string, string>> => {
  const page = await pages.get(step.url);
  return { nonce: hidden(page, 'nonce'), version: hidden(page, 'version'), comment: '', ...change };
};

describe('reading a task page', () => {
  it('shows the question, the figures, why this person and the form, with nothing chosen', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const page = await pages.get(step.url);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('ТОО «Ромашка»');
    expect(page.body.replace(/[\u00a0\u202f]/g, ' ')).toContain('3 712 000 ₸');
    expect(page.body).toContain('Руководитель отдела продаж согласует каждую сделку.');
    expect(page.body).not.toContain('checked');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(Buffer.byteLength(page.body)).toBeLessThan(30_000);
  });
});

describe('deciding on a task page', () => {
  it('takes an approval with its evidence and says so, and a second sending of the form is the same decision', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const sent = await form(step, { decision: 'approve', comment: 'Берут второй год.' });
    const [first, second] = await Promise.all([pages.post(step.url, sent), pages.post(step.url, sent)]);
    expect([first.statusCode, first.headers.location, second.statusCode]).toEqual([303, step.url, 303]);
    expect(await decisions(step)).toBe(1);
    const { rows } = await pages.world.pool.query('select e.* from decision_evidence e join approval_task t on t.evidence_id = e.id where t.id = $1', [step.taskId]);
    expect(rows[0]).toMatchObject({ task_id: step.taskId, ip: '127.0.0.1' });
    expect(rows[0].version_hash).toMatch(/^sha256:/);
    expect(rows[0].shown_hash).toMatch(/^[0-9a-f]{64}$/);
    const page = await pages.get(step.url);
    expect(page.body).toContain('Решение записано: согласовано');
    expect(page.body).toContain('Берут второй год.');
    expect(page.body).toContain('Отменить решение');
    const { rows: events } = await pages.world.pool.query("select actor, data from deal_event where deal_id = $1 and type = 'approval.decided'", [step.deal.dealId]);
    expect(events[0].actor).toEqual({ type: 'user', id: people.manager.id, via: 'link' });
    expect(JSON.stringify(events[0].data)).not.toContain('Берут');
  });

  it('takes a decision back within its window, and the person decides anew', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await pages.post(step.url, await form(step, { decision: 'reject', comment: 'Дорого.' }));
    const decided = await pages.get(step.url);
    const back = await pages.post(`${step.url}/recall`, { nonce: hidden(decided, 'nonce') });
    expect([back.statusCode, back.headers.location]).toEqual([303, `${step.url}?done=decision_recalled`]);
    expect(await statusOf(step)).toBe('open');
    expect((await pages.get(back.headers.location ?? '')).body).toContain('Решение отменено');
    await pages.post(step.url, await form(step, { decision: 'approve' }));
    expect(await statusOf(step)).toBe('approved');
  });

  it.each([
    ['no decision', { comment: 'что-то' }, 'Выберите одно из решений'],
    ['a rejection without a word of why', { decision: 'reject' }, 'без него можно только согласовать'],
    ['a request for changes of blanks', { decision: 'request_changes', comment: '   ' }, 'без него можно только согласовать'],
    ['a hand-over to nobody', { decision: 'hand_over', comment: 'В отпуске', to_user_id: '' }, 'Выберите, кому передать'],
    ['a hand-over to somebody who decides on no deals', { decision: 'hand_over', comment: 'В отпуске', to_user_id: people.admin.id }, 'Этому человеку передать нельзя'],
  ])('sends back %s and keeps what was typed', async (_name, change, words) => {
    const step = await anAskedStep(pages, people.manager.id);
    const before = await writtenRows(pages, step.deal.dealId);
    const page = await pages.post(step.url, await form(step, change));
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain(words);
    expect(page.body).toContain((change as { comment?: string }).comment ?? 'textarea');
    expect(await writtenRows(pages, step.deal.dealId)).toMatchObject({ evidence: (before as { evidence: number }).evidence });
    expect(await decisions(step)).toBe(0);
  });

  it('offers and hands a step that is not the manager’s to no seller of the deal, though the seller decides on other deals', async () => {
    const lawyersStep = async (ownerId: string): Promise<AskedStep> => {
      const deal = await aDeal(pages.world.pool, { start: { ownerId } });
      await pages.world.pool.query('update deal set owner_id = $2 where id = $1', [deal.dealId, ownerId]);
      await pages.world.start(deal);
      await pages.world.command(deal, 'approve', await openStep(pages.world, deal, people.manager), { actor: { type: 'api_key', id: 'key_test' } });
      return anAskedStep(pages, people.lawyer.id, deal);
    };
    const hisOwn = await lawyersStep(people.manager.id);
    const change = { decision: 'hand_over', comment: 'Ухожу в отпуск до мая', to_user_id: people.manager.id };
    const offered = await pages.get(hisOwn.url);
    expect([people.manager.id, people.director.id].map(id => offered.body.includes(`value="${id}"`))).toEqual([false, true]);
    const back = await pages.post(hisOwn.url, await form(hisOwn, change));
    expect(back.statusCode).toBe(422);
    expect(back.body).toContain('Этому человеку передать нельзя');
    expect(back.body).toContain('Ухожу в отпуск до мая');
    expect(back.body).toMatch(/value="hand_over"[^>]* checked/);
    expect((await pages.world.pool.query('select person_id, status from approval_task where id = $1', [hisOwn.taskId])).rows).toEqual([{ person_id: people.lawyer.id, status: 'open' }]);
    // The same person takes over the same step of a deal that somebody else sells.
    const anothers = await lawyersStep(people.seller.id);
    expect((await pages.post(anothers.url, await form(anothers, change))).statusCode).toBe(303);
    expect((await pages.world.pool.query('select person_id from approval_task where id = $1', [anothers.taskId])).rows).toEqual([{ person_id: people.manager.id }]);
  });

  it('refuses a field that the form does not have', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const page = await pages.post(step.url, await form(step, { decision: 'approve', as_user: people.director.id }));
    expect(page.statusCode).toBe(400);
    expect(await decisions(step)).toBe(0);
  });

  it('hands a step over: the new person gets a link, the old one reads who has it', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const handed = await pages.post(step.url, await form(step, { decision: 'hand_over', comment: 'Ухожу в отпуск', to_user_id: people.cfo.id }));
    expect(handed.statusCode).toBe(303);
    const old = await pages.get(step.url);
    expect(old.body).toContain('Задача передана');
    expect(old.body).toContain(people.cfo.name);
    expect((await pages.post(step.url, { nonce: 'x', version: '1', decision: 'approve' })).body).not.toContain('name="decision"');
    const next = await anAskedStep(pages, people.cfo.id, step.deal);
    expect((await pages.get(next.url)).body).toContain('name="decision"');
    expect(await decisions(step)).toBe(0);
  });

  it('lets ten forms through in a minute and asks to wait with the eleventh', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const codes: number[] = [];
    for (let n = 0; n < 11; n += 1) codes.push((await pages.post(step.url, { nonce: 'x', version: '1' })).statusCode);
    expect(codes.slice(0, 10).every(code => code === 403)).toBe(true);
    expect(codes[10]).toBe(429);
    expect(await decisions(step)).toBe(0);
  });
});

describe('links that have had their time', () => {
  it('shows a version that took its place, what changed, and the new link of the same person; the old one decides nothing', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const sent = await form(step, { decision: 'approve' });
    await pages.world.pool.query(`update deal set draft = jsonb_set(draft, '{lines,0,qty}', '"20"'), draft_revision = draft_revision + 1 where id = $1`, [step.deal.dealId]);
    await pages.world.command(step.deal, 'change_package', { draft_revision: 1 }, { actor: { type: 'user', id: people.seller.id } });
    const fresh = await eventually(
      () => anAskedStep(pages, people.manager.id, step.deal),
      found => found.taskId !== step.taskId,
    );
    const page = await pages.get(step.url);
    expect(page.body).toContain('Уже есть версия 2');
    expect(page.body).toContain(`href="${fresh.url}"`);
    expect(page.body).toContain('<del>16</del>');
    const late = await pages.post(step.url, sent);
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Уже есть версия 2');
    expect(await decisions(step)).toBe(0);
  });

  it('sends a new link to the address on record only, and answers an unknown link alike', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await pages.world.pool.query('update link_token set revoked_at = now() where subject_id = $1', [step.taskId]);
    expect((await pages.get(step.url)).statusCode).toBe(404);
    const known = await pages.post(`${step.url}/new-link`, {});
    const unknown = await pages.post(`/t/${'B'.repeat(43)}/new-link`, {});
    const plain = (body: string, token: string) => body.replaceAll(token, '').replace(/<time[\s\S]*?<\/time>/g, '');
    expect([known.statusCode, unknown.statusCode]).toEqual([200, 200]);
    expect(plain(known.body, step.token)).toBe(plain(unknown.body, 'B'.repeat(43)));
    const again = await eventually(
      () =>
        pages.world.pool
          .query(
            "select l.to_address, k.token_sha256 from link_token k join letter l on l.to_user_id = k.person_id and l.deal_id = k.deal_id where k.subject_id = $1 and k.revoked_at is null and l.state = 'sent'",
            [step.taskId],
          )
          .then(r => r.rows),
      rows => rows.length > 0,
    );
    expect(again[0].to_address).toBe(people.manager.email);
  });

  it('says so when its round has expired: it decides nothing, opens no document, and brings no new link', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const sent = await form(step, { decision: 'approve' });
    await pages.world.fastForward(step.deal, { days: 40 });
    await eventually(
      () => statusOf(step),
      status => status === 'expired',
    );
    const page = await pages.get(step.url);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Круг согласования закрыт');
    expect(page.body).not.toContain('name="decision"');
    expect((await pages.get(`${step.url}/quote.pdf`)).statusCode).toBe(404);
    // The letters that the clock has asked for are written or passed over first; what comes after them would be the link's doing.
    await eventually(
      () => pages.world.pool.query('select 1 from notice where deal_id = $1 and done_at is null', [step.deal.dealId]).then(r => r.rowCount),
      count => count === 0,
    );
    const before = await writtenRows(pages, step.deal.dealId);
    for (const told of [await pages.post(step.url, sent), await pages.post(`${step.url}/recall`, { nonce: sent.nonce ?? '' })]) expect(told.body).toContain('Круг согласования закрыт');
    const refuse = () => {
      throw new Error('a letter was asked for');
    };
    const writesNoLetter = await buildPages({ ...pages.ctx, temporal: new Proxy(pages.ctx.temporal, { get: refuse }) });
    expect((await writesNoLetter.inject({ method: 'POST', url: `${step.url}/new-link` })).statusCode).toBe(200);
    await writesNoLetter.close();
    expect(await writtenRows(pages, step.deal.dealId)).toEqual(before);
    expect(await decisions(step)).toBe(0);
  });

  it('opens no invoice: the token of a step leads nowhere at the address of invoices', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const [atInvoices, unknown] = [await pages.get(`/i/${step.token}`), await pages.get(`/i/${'C'.repeat(43)}`)];
    const plain = (body: string, token: string) => body.replaceAll(token, '').replace(/<time[\s\S]*?<\/time>/g, '');
    expect([atInvoices.statusCode, unknown.statusCode]).toEqual([404, 404]);
    expect(plain(atInvoices.body, step.token)).toBe(plain(unknown.body, 'C'.repeat(43)));
    for (const told of [`/i/${step.token}/promise`, `/i/${step.token}/dispute`]) expect((await pages.post(told, { reason: 'x', pay_on: '2030-01-01' })).statusCode).toBe(404);
    expect((await pages.get(`/i/${step.token}/pdf`)).statusCode).toBe(404);
  });
});
