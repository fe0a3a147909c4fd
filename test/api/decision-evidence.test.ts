import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { linkTokenFor } from '../../db/links/link-token.ts';
import { readDb } from '../../db/unit-of-work.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal, aPackage, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { eventually } from '../deal/world.ts';
import { type AskedStep, anAskedStep, aPagesApp, hidden, type PagesApp } from './pages/pages-app.ts';

let pages: PagesApp, reader: string, admin: string, decider: string;
beforeAll(async () => {
  pages = await aPagesApp({}, {}, { undo: { linkSeconds: 0, apiKeySeconds: 0 } });
  const key = async (name: string, scopes: string[]) => (await createApiKey(readDb(pages.world.pool), { name, scopes }, byAdmin())).secret;
  reader = await key('Отчёты', ['deals:read']);
  admin = await key('Админ', ['deals:read', 'admin']);
  decider = await key('Bitrix24', ['deals:read', 'approvals:decide']);
});
afterAll(() => pages.close());

// biome-ignore lint/suspicious/noExplicitAny: answers are read as an integrator would, by their documented names.
type Task = any;
const ask = async (url: string, key: string): Promise<Task> => (await pages.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${key}` } })).json();
const tell = (url: string, payload: object) =>
  pages.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${decider}`, 'idempotency-key': randomUUID(), 'user-agent': 'Bitrix24/1.0' }, payload });
const task = (id: string, key = reader): Promise<Task> => ask(`/v1/approval_tasks/${id}`, key);

async function decide(step: AskedStep, change: Record<string, string>): Promise<void> {
  const page = await pages.get(step.url);
  const sent = { nonce: hidden(page, 'nonce'), version: hidden(page, 'version'), comment: '', decision: 'approve', ...change };
  const answer = await pages.app.inject({
    method: 'POST',
    url: step.url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Mozilla/5.0' },
    payload: new URLSearchParams(sent).toString(),
  });
  expect(answer.statusCode).toBe(303);
}

async function aStartedDeal(content = aPackage()): Promise<BuiltDeal> {
  const deal = await aDeal(pages.world.pool, { content });
  await pages.world.start(deal);
  return deal;
}

describe('the evidence of a decision', () => {
  it('AU1: one query answers who agreed, by what right, when, why, and on which version', async () => {
    const deal = await aStartedDeal();
    await decide(await anAskedStep(pages, people.manager.id, deal), { comment: 'Берут второй год.' });
    const lawyer = await anAskedStep(pages, people.lawyer.id, deal);
    await tell(`/v1/approval_tasks/${lawyer.taskId}/approve`, { version: 1, comment: 'Договор типовой.' });
    const cfo = await anAskedStep(pages, people.cfo.id, deal);
    await decide(cfo, { decision: 'hand_over', comment: 'Ухожу в отпуск', to_user_id: people.director.id });
    await decide(await anAskedStep(pages, people.director.id, deal), { comment: 'Маржа в норме.' });
    const { data } = await ask(`/v1/approval_tasks?deal_id=${deal.dealId}`, reader);
    const answers = data.map(({ version, role, decided_by: by, comment, why, evidence, decided_at: at }: Task) => [
      version,
      role,
      by?.name,
      evidence?.right,
      comment,
      why.length > 0,
      evidence?.decided_at === at,
    ]);
    expect(answers).toEqual([
      [1, 'manager', people.manager.name, 'role', 'Берут второй год.', true, true],
      [1, 'lawyer', 'Bitrix24', 'api_key', 'Договор типовой.', true, true],
      [1, 'cfo', people.director.name, 'handed_over', 'Маржа в норме.', true, true],
      [1, 'director', undefined, undefined, null, true, false],
    ]);
  });

  it('tells of a decision by link where the link went, what was shown, and its times; whence it came only to an admin', async () => {
    const deal = await aStartedDeal();
    const step = await anAskedStep(pages, people.manager.id, deal);
    expect((await task(step.taskId)).evidence).toBeNull();
    await decide(step, {});
    const { evidence, ...shown } = await task(step.taskId);
    expect(evidence).toMatchObject({
      ...{ person: { id: people.manager.id, name: people.manager.name }, right: 'role', cover_for: null, kept_from: null, channel: 'email', address: people.manager.email },
      ...{ version_hash: expect.stringMatching(/^sha256:/), shown_hash: expect.stringMatching(/^[0-9a-f]{64}$/), link_id: expect.stringMatching(/^[0-9a-f]{64}$/), step_up_at: null, network: null },
    });
    const times = [shown.opened_at, evidence.asked_at, evidence.shown_at, evidence.decided_at];
    expect(times).toEqual(times.toSorted());
    expect(JSON.stringify(shown) + JSON.stringify(evidence)).not.toContain('127.0.0.1');
    expect((await task(step.taskId, admin)).evidence.network).toEqual({ ip: '127.0.0.1', user_agent: 'Mozilla/5.0' });
    const { data } = await ask(`/v1/approval_tasks?deal_id=${deal.dealId}&status=approved`, admin);
    expect(data[0].evidence.network.user_agent).toBe('Mozilla/5.0');
  });

  it('tells of a decision by a key that a system made it, of nobody who was asked', async () => {
    const deal = await aStartedDeal(aTypicalPackage());
    const step = await anAskedStep(pages, people.manager.id, deal);
    await tell(`/v1/approval_tasks/${step.taskId}/approve`, { version: 1 });
    const { evidence, opened_at: openedAt } = await task(step.taskId, admin);
    expect(evidence).toMatchObject({
      person: null,
      right: 'api_key',
      channel: 'api',
      address: null,
      link_id: null,
      shown_hash: null,
      asked_at: openedAt,
      shown_at: null,
      network: { user_agent: 'Bitrix24/1.0' },
    });
  });

  it('finds the evidence of every event by its command, hand-overs by a key included', async () => {
    const deal = await aStartedDeal();
    const step = await anAskedStep(pages, people.manager.id, deal);
    await tell(`/v1/approval_tasks/${step.taskId}/hand_over`, { version: 1, to_user_id: people.cfo.id, comment: 'В отпуске' });
    await decide(await anAskedStep(pages, people.cfo.id, deal), { decision: 'reject', comment: 'Дорого.' });
    const { rows } = await pages.world.pool.query(
      "select d.type, e.by_right, e.person_id from deal_event d join decision_evidence e on e.command_id = d.command_id and e.task_id = d.data ->> 'taskId' where d.deal_id = $1 and d.type in ('approval.handed_over', 'approval.decided') order by d.n",
      [deal.dealId],
    );
    expect(rows).toEqual([
      { type: 'approval.handed_over', by_right: 'api_key', person_id: null },
      { type: 'approval.decided', by_right: 'handed_over', person_id: people.cfo.id },
    ]);
  });

  it('says whom a cover stood in for', async () => {
    const { pool } = pages.world;
    const today = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);
    await pool.query("insert into user_cover (id, user_id, from_on, to_on, cover_user_id) values ('cov_1', $1, $3, $3, $2), ('cov_0', $4, $3, $3, $2)", [
      people.manager.id,
      people.cfo.id,
      today,
      people.admin.id,
    ]);
    const deal = await aStartedDeal(aTypicalPackage());
    const step = await anAskedStep(pages, people.cfo.id, deal);
    await decide(step, {});
    await pool.query('delete from user_cover');
    expect((await task(step.taskId)).evidence).toMatchObject({ person: { id: people.cfo.id }, right: 'cover', cover_for: { id: people.manager.id, name: people.manager.name } });
  });

  it('says that a superior decided a step that was late', async () => {
    const deal = await aDeal(pages.world.pool, { start: { submit: false } });
    await pages.world.start(deal);
    await pages.world.fastForward(deal, { untilAt: '2030-04-05T12:00:00.000Z' });
    await pages.world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
    const { taskId } = await anAskedStep(pages, people.manager.id, deal);
    await pages.world.fastForward(deal, { untilAt: '2030-04-08T07:01:00.000Z' });
    const [{ token_sha256: sha256 }] = await eventually(
      () =>
        pages.world.pool
          .query("select k.token_sha256 from link_token k join letter l on l.id = k.letter_id where k.subject_id = $1 and k.person_id = $2 and l.state = 'sent'", [taskId, people.director.id])
          .then(r => r.rows),
      rows => rows.length > 0,
    );
    const url = await linkTo(taskId, people.director.id);
    await decide({ deal, taskId, token: '', url }, { comment: 'За Руслана.' });
    const { evidence, decided_at: decidedAt } = await task(taskId);
    expect(evidence).toMatchObject({ person: { id: people.director.id }, right: 'superior', address: people.director.email, link_id: sha256 });
    expect([evidence.asked_at, evidence.shown_at, evidence.decided_at].every(at => at.startsWith('2030-04-08'))).toBe(true);
    expect(evidence.decided_at).toBe(decidedAt);
  });

  it('stands, for an approval that was kept, on the version it was given on', async () => {
    const deal = await aStartedDeal();
    const first = await anAskedStep(pages, people.manager.id, deal);
    await decide(first, { comment: 'Берут второй год.' });
    await anAskedStep(pages, people.lawyer.id, deal);
    const terms = aPackage({ terms: { due: { type: 'net_days', days: 30 }, special: [], instalments: [] } });
    const { rows } = await pages.world.pool.query('update deal set draft = $2, draft_revision = draft_revision + 1 where id = $1 returning draft_revision', [deal.dealId, JSON.stringify(terms)]);
    await pages.world.command(deal, 'change_package', { draft_revision: rows[0].draft_revision }, { actor: { type: 'user', id: people.seller.id } });
    const { data } = await ask(`/v1/approval_tasks?deal_id=${deal.dealId}&status=approved`, reader);
    const [given, kept] = data.toSorted((a: Task, b: Task) => a.version - b.version);
    expect(given.evidence).toMatchObject({ right: 'role', kept_from: null });
    expect(kept).toMatchObject({
      version: 2,
      comment: 'Берут второй год.',
      evidence: { right: 'kept', kept_from: { task_id: first.taskId, version: 1 }, person: { id: people.manager.id }, version_hash: given.evidence.version_hash },
    });
  });
});

/** The address that the newest letter about a step has brought a person. */
async function linkTo(taskId: string, personId: string): Promise<string> {
  const { rows } = await pages.world.pool.query('select letter_id from link_token where subject_id = $1 and person_id = $2 order by created_at desc', [taskId, personId]);
  return `/t/${linkTokenFor(pages.ctx.config.linkKey, { purpose: 'task', subjectId: taskId, letterId: rows[0].letter_id })}`;
}
