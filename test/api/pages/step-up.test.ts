import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../../api/app.ts';
import { readCaught } from '../../../api/inbox/read-caught.ts';
import { createLogger } from '../../../api/plugins/logger.ts';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { mostCodesAnHour } from '../../../domain/approval/step-up.ts';
import { account, byAdmin, people } from '../../build/company.ts';
import { aDeal, aPackage, aTypicalPackage } from '../../build/deal.ts';
import { eventually } from '../../deal/world.ts';
import { testStack } from '../../setup/stack.ts';
import { type AskedStep, anAskedStep, aPagesApp, buildPages, hidden, type PagesApp } from './pages-app.ts';

let pages: PagesApp, later: FastifyInstance;
/** What the pages' clock is ahead of the real one; every test moves it on, so that none is stopped by what another sent within its minute. */
let aheadMs = 0;
const logged: string[] = [];
beforeAll(async () => {
  pages = await aPagesApp({}, {}, { stepUp: { aboveMinor: 100_000_000 } });
  const ctx = { ...pages.ctx, now: () => new Date(Date.now() + aheadMs) };
  later = await buildApp(ctx, { logger: createLogger('trace', { write: line => void logged.push(line) }), rateLimits: { perKey: 100_000, perAddress: 100_000 } });
  await later.ready();
});
afterAll(async () => {
  await later.close();
  await pages.close();
});

type Form = Record<string, string>;
const get = (url: string) => later.inject({ method: 'GET', url });
const post = (url: string, form: Form): Promise<LightMyRequestResponse> =>
  later.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(form).toString() });
const form = async (step: AskedStep, change: Form = {}): Promise<Form> => {
  const page = await get(step.url);
  return { nonce: hidden(page, 'nonce'), version: hidden(page, 'version'), comment: 'Берут второй год.', decision: 'approve', to_user_id: '', ...change };
};
/** The form of a page that came back, as a browser would send it again. */
const again = (page: LightMyRequestResponse, sent: Form, change: Form): Form => ({ ...sent, nonce: hidden(page, 'nonce'), ...change });

const rows = async (text: string, values: unknown[]) => (await pages.world.pool.query(text, values)).rows;
const statusOf = async ({ taskId }: AskedStep) => (await rows('select status from approval_task where id = $1', [taskId]))[0].status as string;
const decisions = async ({ deal }: AskedStep) => (await rows("select 1 from deal_event where deal_id = $1 and type in ('approval.decided', 'approval.handed_over')", [deal.dealId])).length;
const codes = async ({ taskId }: AskedStep) => (await rows('select id from step_up_code where task_id = $1 order by n', [taskId])).length;

/** The codes that letters about a deal have brought, the newest last. */
async function codesInLetters({ deal }: AskedStep, count: number, to: { email: string } = people.manager): Promise<string[]> {
  const letters = await eventually(
    () =>
      readCaught(testStack().inboxDir).then(all =>
        all.filter(each => each.to.includes(to.email) && each.subject.startsWith('Код для решения') && each.links.includes(`http://localhost:3000/deals/${deal.dealId}`)),
      ),
    found => found.length >= count,
  );
  return letters.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(each => /(?<!\d)\d{6}(?!\d)/.exec(each.text)?.[0] ?? '');
}
const wrongFor = (code: string): string => (code === '111111' ? '222222' : '111111');

/** A large step, its decision sent once, and the code that came for it. */
async function anAskedCode(change: Form = {}): Promise<{ step: AskedStep; sent: Form; page: LightMyRequestResponse; code: string }> {
  const step = await anAskedStep(pages, people.manager.id);
  const sent = await form(step, change);
  const page = await post(step.url, sent);
  const [code = ''] = await codesInLetters(step, 1);
  return { step, sent, page, code };
}

describe('a large decision by link', () => {
  it('is told of beforehand, and not decided by the first sending: a code comes, and the form with what was written', async () => {
    const { step, sent, page, code } = await anAskedCode();
    expect((await get(step.url)).body.replace(/[\u00a0\u202f]/g, ' ')).toContain('Сумма больше 1 000 000 ₸: после отправки попросим код из письма.');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Решение ещё не записано');
    expect(page.body).toContain('m…r@arna.example');
    expect(page.body).toMatch(/value="approve"[^>]* checked/);
    expect(page.body).toContain('>Берут второй год.</textarea>');
    expect(hidden(page, 'nonce')).toBe(sent['nonce']);
    expect(code).toMatch(/^\d{6}$/);
    expect([await statusOf(step), await decisions(step)]).toEqual(['open', 0]);
  });

  it('INV-4: is decided once by the right code, double clicks included, and its evidence says when the code was given', async () => {
    const { step, sent, page, code } = await anAskedCode();
    const whole = again(page, sent, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` });
    const [first, second] = await Promise.all([post(step.url, whole), post(step.url, whole)]);
    expect([first.statusCode, first.headers.location, second.statusCode]).toEqual([303, step.url, 303]);
    expect([await statusOf(step), await decisions(step)]).toEqual(['approved', 1]);
    const [evidence] = await rows('select e.* from decision_evidence e join approval_task t on t.evidence_id = e.id where t.id = $1', [step.taskId]);
    expect(evidence).toMatchObject({ person_id: people.manager.id, by_right: 'role', cover_for_id: null, channel: 'email', address: people.manager.email, ip: '127.0.0.1' });
    const [letter] = await rows("select sent_at from letter where deal_id = $1 and kind = 'approval_request'", [step.deal.dealId]);
    const times = [letter.sent_at, evidence.asked_at, evidence.shown_at, evidence.step_up_at, evidence.created_at].map(Number);
    expect(times[1]).toBe(times[0]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((await get(step.url)).body).toContain('Решение записано: согласовано');
  });

  it.each<[string, Form, string]>([
    ['a rejection', { decision: 'reject', comment: 'Дорого.' }, 'rejected'],
    ['a request for changes', { decision: 'request_changes', comment: 'Срок короче.' }, 'changes_requested'],
    ['a hand-over', { decision: 'hand_over', comment: 'Ухожу в отпуск', to_user_id: people.cfo.id }, 'open'],
  ])('takes a code for %s as well, and none to take it back', async (_name, change, status) => {
    const { step, sent, page, code } = await anAskedCode(change);
    expect([page.statusCode, await decisions(step)]).toEqual([200, 0]);
    expect((await post(step.url, again(page, sent, { code }))).statusCode).toBe(303);
    expect([await statusOf(step), await decisions(step)]).toEqual([status, 1]);
    const [kept] = await rows('select e.step_up_at from decision_evidence e join deal_event d on d.command_id = e.command_id where e.task_id = $1', [step.taskId]);
    expect(kept.step_up_at).not.toBeNull();
    if (change['decision'] === 'hand_over') return;
    const back = await post(`${step.url}/recall`, { nonce: hidden(await get(step.url), 'nonce') });
    expect(back.headers.location).toBe(`${step.url}?done=decision_recalled`);
    // The code is spent: deciding anew takes a new one.
    const anew = await form(step, change);
    expect((await post(step.url, { ...anew, code })).body).toContain('Код больше не действует');
    expect((await post(step.url, anew)).statusCode).toBe(200);
    expect(await codes(step)).toBe(2);
  });

  it('takes no code below the limit; one in another currency counts as above', async () => {
    const small = await aDeal(pages.world.pool, { content: aTypicalPackage() });
    await pages.world.start(small);
    const step = await anAskedStep(pages, people.manager.id, small);
    expect((await get(step.url)).body).not.toContain('код из письма');
    expect((await post(step.url, await form(step))).statusCode).toBe(303);
    const [line] = aTypicalPackage().lines;
    const dollars = { ...line, unitPrice: { amountMinor: 100, currency: 'USD' } } as ReturnType<typeof aPackage>['lines'][number];
    const foreign = await aDeal(pages.world.pool, { content: aPackage({ currency: 'USD', lines: [dollars] }) });
    await pages.world.start(foreign);
    const abroad = await anAskedStep(pages, people.manager.id, foreign);
    expect((await get(abroad.url)).body).toContain('Сделка в другой валюте: после отправки попросим код из письма.');
    expect([(await post(abroad.url, await form(abroad))).statusCode, await decisions(abroad)]).toEqual([200, 0]);
  });
});

describe('a code that does not fit', () => {
  it('is told with the tries that are left, beside the field and on top; the fifth kills it, and a new one may be asked for', async () => {
    const { step, sent, page, code } = await anAskedCode();
    const wrong = again(page, sent, { code: wrongFor(code) });
    const told = [];
    for (let n = 0; n < 4; n += 1) told.push(await post(step.url, wrong));
    expect(told.map(each => [each.statusCode, /Код не подходит\. (Остал\S+ \d)/.exec(each.body.replaceAll('\u00a0', ' '))?.[1]])).toEqual(
      [4, 3, 2, 1].map(n => [422, n === 1 ? 'Осталась 1' : `Осталось ${n}`]),
    );
    expect(told[0]?.body.match(/Код не подходит/g)).toHaveLength(2);
    expect(told[0]?.body).not.toContain(wrongFor(code));
    expect((await post(step.url, wrong)).body).toContain('Код не подошёл пять раз');
    expect((await post(step.url, again(page, sent, { code }))).statusCode).toBe(422);
    expect(await decisions(step)).toBe(0);
    aheadMs += 61_000;
    const anew = await post(step.url, again(page, sent, { code: '', new_code: 'yes' }));
    expect([anew.statusCode, anew.body.includes('Отправили новый код')]).toEqual([200, true]);
    const [, second = ''] = await codesInLetters(step, 2);
    expect((await post(step.url, again(page, sent, { code: second }))).statusCode).toBe(303);
    expect(await statusOf(step)).toBe('approved');
  });

  it('is dead after ten minutes, though it is right', async () => {
    const { step, sent, page, code } = await anAskedCode();
    aheadMs += 10 * 60_000 + 1_000;
    const late = await post(step.url, again(page, sent, { code }));
    expect([late.statusCode, late.body.includes('Код больше не действует')]).toEqual([422, true]);
    expect([await statusOf(step), await decisions(step), await codes(step)]).toEqual(['open', 0, 1]);
  });

  it('is asked for again where its field is empty or no code at all, and no try is spent', async () => {
    const { step, sent, page } = await anAskedCode();
    for (const code of ['', 'abcdef', '12345']) expect((await post(step.url, again(page, sent, { code }))).body).toContain('Введите шесть цифр из письма.');
    expect(await rows('select tries from step_up_code where task_id = $1', [step.taskId])).toEqual([{ tries: 0 }]);
  });

  it.each<[string, Form]>([
    ['another decision', { decision: 'reject' }],
    ['another comment', { comment: 'Берут третий год.' }],
  ])('is refused for %s, for which another one comes', async (_name, change) => {
    const { step, sent, page, code } = await anAskedCode();
    const refused = await post(step.url, again(page, sent, { ...change, code }));
    expect([refused.statusCode, refused.body.includes('Отправили новый.'), await decisions(step)]).toEqual([422, true, 0]);
    const letters = await codesInLetters(step, 2);
    expect(letters).toHaveLength(2);
  });

  it('is refused for another step, and for another person of the same step', async () => {
    const mine = await anAskedCode(),
      other = await anAskedCode();
    const foreign = mine.code === other.code ? wrongFor(mine.code) : mine.code;
    expect((await post(other.step.url, again(other.page, other.sent, { code: foreign }))).statusCode).toBe(422);
    await pages.world.pool.query('update approval_task set escalated_at = opened_at, superior_id = $2 where id = $1', [mine.step.taskId, people.director.id]);
    const { rows: made } = await pages.world.pool.query('select token_sha256 from link_token where subject_id = $1', [mine.step.taskId]);
    expect(made).toHaveLength(1);
    await pages.world.pool.query('update link_token set person_id = $2 where subject_id = $1', [mine.step.taskId, people.director.id]);
    const bySuperior = await post(mine.step.url, again(mine.page, mine.sent, { code: mine.code }));
    expect([bySuperior.statusCode, await decisions(mine.step)]).toEqual([422, 0]);
    expect(await codesInLetters(mine.step, 1, people.director)).toHaveLength(1);
  });

  it('is of no use for a version that came after it', async () => {
    const { step, sent, page, code } = await anAskedCode();
    await pages.world.pool.query(`update deal set draft = jsonb_set(draft, '{lines,0,qty}', '"20"'), draft_revision = draft_revision + 1 where id = $1`, [step.deal.dealId]);
    await pages.world.command(step.deal, 'change_package', { draft_revision: 1 }, { actor: { type: 'user', id: people.seller.id } });
    const fresh = await eventually(
      () => anAskedStep(pages, people.manager.id, step.deal),
      found => found.taskId !== step.taskId,
    );
    expect((await post(step.url, again(page, sent, { code }))).statusCode).toBe(409);
    const elsewhere = await post(fresh.url, { ...(await form(fresh)), code });
    expect([elsewhere.statusCode, await decisions(step)]).toEqual([422, 0]);
  });
});

describe('machines before the page', () => {
  it('a scanner that opens, clicks and posts what it finds has no code written and decides nothing', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    await later.inject({ method: 'HEAD', url: step.url });
    for (let n = 0; n < 5; n += 1) await get(step.url);
    const { nonce, version } = await form(step);
    for (const blind of [
      {},
      { nonce: 'x', version: '1', decision: 'approve' },
      { decision: 'approve', code: '000000' },
      { nonce: nonce ?? '', version: version ?? '' },
      { nonce: nonce ?? '', version: version ?? '', new_code: 'yes' },
    ] as Form[])
      expect((await post(step.url, blind)).statusCode).toBeGreaterThanOrEqual(403);
    expect([await codes(step), await decisions(step)]).toEqual([0, 0]);
  });

  it('a form sent over and over is one letter, and even one that asks anew each time is five within an hour', async () => {
    const { step, sent, page } = await anAskedCode();
    await Promise.all(Array.from({ length: 6 }, () => post(step.url, sent)));
    expect(await codes(step)).toBe(1);
    const answers: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      aheadMs += 61_000;
      answers.push((await post(step.url, again(page, sent, { new_code: 'yes' }))).statusCode);
    }
    expect(answers).toEqual([200, 200, 200, 200, 429, 429, 429, 429, 429, 429, 429, 429]);
    expect(await codes(step)).toBe(mostCodesAnHour);
    // A code whose place another has taken before its letter left is not written about.
    expect((await codesInLetters(step, 1)).length).toBeLessThanOrEqual(mostCodesAnHour);
    const [late] = await rows('select max(created_at) as at from step_up_code where task_id = $1', [step.taskId]);
    expect(Number(late.at)).toBeLessThan(Date.now() + aheadMs - 6 * 61_000);
    expect((await post(step.url, again(page, sent, { new_code: 'yes' }))).body).toContain('За час было слишком много кодов.');
    aheadMs += 3_600_000;
    expect((await post(step.url, await form(step))).statusCode).toBe(200);
    expect(await decisions(step)).toBe(0);
  });
});

describe('a process engine that does not answer', () => {
  const unanswered = () => Promise.reject(Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: 'gone', metadata: {} }));
  const sendBroken = async (url: string, fields: Form): Promise<LightMyRequestResponse> => {
    const temporal = { workflow: { getHandle: () => ({}) }, withDeadline: unanswered } as never;
    const broken = await buildPages({ ...pages.ctx, now: () => new Date(Date.now() + aheadMs), temporal });
    const page = await broken.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(fields).toString() });
    await broken.close();
    return page;
  };

  it('has the letter written later, by the same form', async () => {
    const step = await anAskedStep(pages, people.manager.id);
    const sent = await form(step);
    const failed = await sendBroken(step.url, sent);
    expect([failed.statusCode, failed.body.includes('Сейчас не получилось'), failed.body.includes('name="code"')]).toEqual([503, true, false]);
    expect((await post(step.url, sent)).statusCode).toBe(200);
    expect([(await codesInLetters(step, 1)).length, await codes(step)]).toEqual([1, 1]);
  });

  it('costs no second code: the decision that it confirmed is sent again as it stands', async () => {
    const { step, sent, page, code } = await anAskedCode();
    const failed = await sendBroken(step.url, again(page, sent, { code }));
    expect([failed.statusCode, await decisions(step)]).toEqual([503, 0]);
    const once = await post(step.url, again(failed, sent, {}));
    expect([once.statusCode, await decisions(step), await codes(step)]).toEqual([303, 1, 1]);
  });
});

it('a code keeps its ten minutes in a deal that was moved ahead, and the page tells them by the deal’s own clock', async () => {
  const step = await anAskedStep(pages, people.manager.id);
  // The quote's print is the last that the process records by itself, and with it how far its clock is ahead.
  await eventually(
    () => rows("select 1 from deal_event where deal_id = $1 and type = 'document.created'", [step.deal.dealId]),
    found => found.length === 1,
  );
  await pages.world.pool.query('update deal set clock_ahead_ms = 86400000 * 3 + 3600000 * 5 where id = $1', [step.deal.dealId]);
  const sent = await form(step);
  const page = await post(step.url, sent);
  const [code = ''] = await codesInLetters(step, 1);
  const [row] = await rows('select created_at, expires_at from step_up_code where task_id = $1', [step.taskId]);
  expect(row.expires_at - row.created_at).toBe(600_000);
  expect(row.created_at - Date.now() - aheadMs).toBeLessThan(1_000);
  const shown = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Almaty' }).format(Number(row.expires_at) + 5 * 3_600_000);
  expect(page.body).toContain(`они действуют до ${shown}.`);
  expect((await post(step.url, again(page, sent, { code }))).statusCode).toBe(303);
});

it('a limit that the company changes holds for rounds planned after it, and a round that runs keeps its own', async () => {
  const limit = (stepUpAboveMinor: number | null) =>
    unitOfWork(pages.world.pool, async db => {
      const { version, rows: table } = await readApprovalTable(db);
      return changeApprovalTable(db, { version, rows: table, rules: { stepUpAboveMinor }, by: byAdmin() });
    });
  const running = await anAskedStep(pages, people.manager.id);
  await limit(null);
  const next = await anAskedStep(pages, people.manager.id);
  await limit(100_000_000);
  expect((await get(next.url)).body).not.toContain('код из письма');
  expect([(await post(next.url, await form(next))).statusCode, await decisions(next)]).toEqual([303, 1]);
  expect((await get(running.url)).body).toContain('код из письма');
  expect([(await post(running.url, await form(running))).statusCode, await decisions(running)]).toEqual([200, 0]);
});

describe('the secrecy of a code', () => {
  it('stands in the letter that left, and nowhere else: not in its subject, the database, the process engine, nor the log', async () => {
    const { step, sent, page, code } = await anAskedCode();
    await post(step.url, again(page, sent, { code }));
    const alone = new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`);
    const [letter] = await eventually(
      () => rows("select * from letter where deal_id = $1 and kind = 'step_up_code'", [step.deal.dealId]),
      found => found[0]?.state === 'sent',
    );
    expect(letter.text).toContain('Код для подтверждения решения: ••••••');
    expect(letter.html).toContain('••••••');
    for (const table of ['letter', 'step_up_code', 'decision_evidence', 'note', 'deal_event', 'notice', 'deal_outbox', 'link_token'])
      expect(JSON.stringify(await rows(`select * from ${table}`, [])), table).not.toMatch(alone);
    const { rows: made } = await pages.world.pool.query('select id from step_up_code where task_id = $1', [step.taskId]);
    for await (const run of pages.world.client.workflow.list({ query: `WorkflowType = 'stepUpCode'` })) {
      const text = JSON.stringify(await pages.world.client.workflow.getHandle(run.workflowId).fetchHistory());
      const readable = text.replace(/"data":\{"type":"Buffer","data":\[([\d,]*)\]\}/g, (_, bytes: string) => Buffer.from(bytes.split(',').map(Number)).toString('utf8'));
      expect(readable).not.toMatch(alone);
      for (const words of ['Берут второй год', people.manager.email, people.manager.name, account.iban]) expect(readable).not.toContain(words);
    }
    expect(made).toHaveLength(1);
    expect(logged.length).toBeGreaterThan(20);
    expect(logged.join('\n')).not.toMatch(alone);
    expect(logged.join('\n')).not.toContain(step.token);
  });
});
