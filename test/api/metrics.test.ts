import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApprovalPast, anApprovalPast } from '../build/approval-past.ts';
import { people } from '../build/company.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

// Monday, 30 November 2026, noon in Almaty.
const now = new Date('2026-11-30T07:00:00.000Z');
type Seen = ReturnType<typeof JSON.parse>;
let api: Api;
let quick: ApprovalPast, slow: ApprovalPast, returned: ApprovalPast, ahead: ApprovalPast;

const at = (day: number, time: string): string => `2026-11-${day}T${time}:00.000Z`;
const get = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();
const metrics = (query = ''): Promise<Seen> => get(`/v1/metrics?${query}`);
const role = (answer: Seen, name: string): Seen => answer.approvals.roles.find((each: Seen) => each.role === name);
const steps = (query: string): Promise<Seen> => get(`/v1/metrics/approvals/steps?${query}`);

beforeAll(async () => {
  api = await apiWithoutEngine({ now: () => now });
  const pool = api.pool;
  // Tuesday the 24th, 09:00: the manager takes two working hours, the lawyer 25 by the clock and nine of work, one too many; the others an hour of work or less each, over lunch.
  quick = await anApprovalPast(pool, { title: 'Быстрая' });
  await quick.submit(at(24, '04:00'));
  await quick.ask('manager', at(24, '04:00'), { dueAt: at(24, '08:00') });
  await quick.decide('manager', at(24, '06:00'));
  await quick.ask('lawyer', at(24, '06:00'), { dueAt: at(25, '06:00') });
  await quick.happens(at(25, '06:00'), { type: 'approval.escalated', data: { taskId: quick.taskId('lawyer'), version: 1, round: 1, position: 1, role: 'lawyer', superiorId: people.director.id } });
  await quick.decide('lawyer', at(25, '07:00'));
  await quick.ask('cfo', at(25, '07:00'), { dueAt: at(26, '07:00') });
  await quick.decide('cfo', at(25, '08:30'));
  await quick.ask('director', at(25, '08:30'), { dueAt: at(26, '08:30') });
  await quick.decide('director', at(25, '09:30'));
  await quick.happens(at(25, '09:30'), { type: 'deal.approved', data: { round: 1, version: 1 } });
  // On Thursday the 26th a decision was taken back and the step handed over; nobody has answered since.
  slow = await anApprovalPast(pool, { title: 'Медленная' });
  await slow.submit(at(26, '04:00'));
  await slow.ask('manager', at(26, '04:00'), { dueAt: at(26, '08:00') });
  await slow.decide('manager', at(26, '05:00'), { actsAt: '2026-11-26T05:01:00.000Z' });
  await slow.happens('2026-11-26T05:00:30.000Z', { type: 'approval.recalled', data: { taskId: slow.taskId('manager'), version: 1, round: 1, position: 0, role: 'manager' } });
  await slow.happens(at(26, '06:00'), {
    type: 'approval.handed_over',
    data: { taskId: slow.taskId('manager'), version: 1, round: 1, position: 0, role: 'manager', fromUserId: people.manager.id, toUserId: people.director.id, noteId: null },
  });
  // Rejected in the first round and expired in the second; the manager's word of the first version holds in the second.
  returned = await anApprovalPast(pool, { title: 'Возвращённая' });
  await returned.submit('2026-08-20T04:00:00.000Z');
  await returned.ask('manager', '2026-08-20T04:00:00.000Z', { dueAt: '2026-08-20T08:00:00.000Z' });
  await returned.decide('manager', '2026-08-20T05:00:00.000Z');
  await returned.ask('lawyer', '2026-08-20T05:00:00.000Z', { dueAt: '2026-08-21T05:00:00.000Z' });
  await returned.decide('lawyer', '2026-08-20T06:00:00.000Z', { decision: 'rejected' });
  await returned.happens('2026-08-20T06:00:00.000Z', { type: 'deal.returned', data: { round: 1, decision: 'rejected', role: 'lawyer', noteId: null } });
  await returned.submit('2026-10-01T04:00:00.000Z', { version: 2, round: 2, kept: ['manager'] });
  await returned.ask('lawyer', '2026-10-01T04:00:00.000Z', { version: 2, dueAt: '2026-10-02T04:00:00.000Z' });
  await returned.happens('2026-10-22T13:00:00.000Z', { type: 'approval.expired', data: { round: 2, version: 2 } });
  await returned.happens('2026-10-22T13:00:00.000Z', { type: 'deal.returned', data: { round: 2, decision: 'expired', role: null, noteId: null } });
  // Its own clock is ten days ahead: there it has been asked on Wednesday, 9 December, and decided within the hour.
  ahead = await anApprovalPast(pool, { title: 'Впереди', clockAheadMs: 10 * 86_400_000 });
  await ahead.submit('2026-12-09T04:00:00.000Z');
  await ahead.ask('manager', '2026-12-09T04:00:00.000Z', { dueAt: '2026-12-09T08:00:00.000Z' });
  await ahead.decide('manager', '2026-12-09T05:00:00.000Z');
  await ahead.ask('lawyer', '2026-12-09T05:00:00.000Z', { dueAt: '2026-12-11T05:00:00.000Z' });
});
afterAll(() => api.close());

describe('GET /v1/metrics', () => {
  it('tells per role how many decided, how long it took by the clock and in working time, and what came too late', async () => {
    const answer = await metrics('as_of=2026-11-27');
    expect(answer).toMatchObject({ object: 'metrics', from_on: '2026-08-30', as_of: '2026-11-27T18:59:59.999Z', time_zone: 'Asia/Almaty' });
    expect(role(answer, 'manager')).toEqual({
      ...{ role: 'manager', decided: 1, hours: { mean: '2', p50: '2', p90: '2' }, working_hours: { mean: '2', p50: '2', p90: '2' }, within_sla_percent: '100', escalated: 0, expired: 0 },
      open: { count: 1, late: 1 },
    });
    expect(role(answer, 'lawyer')).toEqual({
      ...{ role: 'lawyer', decided: 1, hours: { mean: '25', p50: '25', p90: '25' }, working_hours: { mean: '9', p50: '9', p90: '9' }, within_sla_percent: '0', escalated: 1, expired: 1 },
      open: { count: 0, late: 0 },
    });
    expect(role(answer, 'cfo')).toMatchObject({ decided: 1, hours: { p50: '1.5' }, working_hours: { p50: '1' } });
    expect(answer.approvals.rounds).toEqual({
      ...{ approved: 1, hours: { mean: '29.5', p50: '29.5', p90: '29.5' }, working_hours: { mean: '12.5', p50: '12.5', p90: '12.5' } },
      ...{ deals: 1, rounds_per_deal: { mean: '1', p50: 1, p90: 1, max: 1 } },
    });
  });

  it('keeps apart what is decided and what is kept, and takes spans together by nearest rank', async () => {
    const answer = await metrics('from_on=2026-08-01&as_of=2026-11-27');
    expect(role(answer, 'manager')).toMatchObject({ decided: 2, hours: { mean: '1.5', p50: '1', p90: '2' } });
    expect(role(answer, 'lawyer')).toMatchObject({ decided: 2, hours: { mean: '13', p50: '1', p90: '25' }, within_sla_percent: '50', expired: 1 });
  });

  it('as of an instant gives what stood then: a decision before it was taken back, a step while it was open', async () => {
    const open = async (asOf: string) => (await metrics(`as_of=${encodeURIComponent(asOf)}`)).approvals.open_steps;
    expect(await open('2026-11-24T05:59:59.999Z')).toMatchObject([{ task_id: quick.taskId('manager'), opened_at: at(24, '04:00'), hours: '2', decided_at: null, outcome: 'open' }]);
    expect(await open('2026-11-24T06:00:00.000Z')).toMatchObject([{ task_id: quick.taskId('lawyer'), hours: '0' }]);
    expect(await open('2026-11-26T10:00:15+05:00')).toEqual([]);
    expect(role(await metrics('as_of=2026-11-26T05:00:15.000Z'), 'manager').decided).toBe(2);
    expect(await open('2026-11-26T05:00:45.000Z')).toMatchObject([{ task_id: slow.taskId('manager'), person: { name: people.manager.name } }]);
    expect(await open('2026-11-24')).toMatchObject([{ task_id: quick.taskId('lawyer'), deal_title: 'Быстрая' }]);
    expect(await open('2026-10-10')).toMatchObject([{ task_id: returned.taskId('lawyer', 2), within_sla: false }]);
  });

  it('a step that was handed over keeps the instant of its opening', async () => {
    expect((await metrics('as_of=2026-11-27T12:00:00Z')).approvals.open_steps).toMatchObject([
      {
        task_id: slow.taskId('manager'),
        deal_title: 'Медленная',
        person: { id: people.director.id, name: people.director.name },
        opened_at: at(26, '04:00'),
        hours: '32',
        working_hours: '15',
        within_sla: false,
      },
    ]);
  });

  it('without as_of counts each deal by its own now, and never measures beyond it', async () => {
    const answer = await metrics();
    expect(answer).toMatchObject({ as_of: now.toISOString(), from_on: '2026-09-02' });
    expect(role(answer, 'manager').decided).toBe(2);
    const age = (list: Seen[]) => list.find(step => step.deal_id === ahead.dealId)?.hours;
    // Ten days ahead it is the 10th of December, noon: 26 hours since the lawyer was asked.
    expect(age(answer.approvals.open_steps)).toBe('26');
    expect(age((await metrics('as_of=2027-01-31')).approvals.open_steps)).toBe('26');
    expect(age((await metrics('as_of=2026-11-30')).approvals.open_steps)).toBeUndefined();
  });

  it('says nothing where there was nothing', async () => {
    const empty = await metrics('as_of=2025-05-01');
    expect(empty.approvals.open_steps).toEqual([]);
    expect(empty.approvals.rounds).toEqual({ approved: 0, hours: null, working_hours: null, deals: 0, rounds_per_deal: null });
    expect(role(empty, 'director')).toEqual({ role: 'director', decided: 0, hours: null, working_hours: null, within_sla_percent: null, escalated: 0, expired: 0, open: { count: 0, late: 0 } });
  });

  it.each([
    ['days that run backwards', 'from_on=2026-11-28&as_of=2026-11-27', '?from_on'],
    ['more than two years', 'from_on=2024-01-01&as_of=2026-11-27', '?from_on'],
    ['a day that does not exist', 'as_of=2026-02-30', '?as_of'],
    ['a parameter that it does not know', 'until=2026-11-27', '?until'],
  ])('refuses %s', async (_, query, pointer) => {
    expect(await metrics(query)).toMatchObject({ status: 400, code: 'validation_failed', errors: [expect.objectContaining({ pointer })] });
  });
});

describe('what is behind a figure', () => {
  it('is listed: every decided step with when it was opened, decided, and how long that took', async () => {
    const { data } = await steps('role=lawyer&as_of=2026-11-27');
    expect(data).toEqual([
      {
        ...{
          object: 'approval_step',
          task_id: quick.taskId('lawyer'),
          deal_id: quick.dealId,
          deal_title: 'Быстрая',
          role: 'lawyer',
          person: { id: people.lawyer.id, name: people.lawyer.name },
          round: 1,
          version: 1,
        },
        ...{ outcome: 'approved', opened_at: at(24, '06:00'), due_at: at(25, '06:00'), decided_at: at(25, '07:00'), escalated_at: at(25, '06:00'), ended_at: at(25, '07:00') },
        ...{ hours: '25', working_hours: '9', within_sla: false },
      },
    ]);
    expect((await api.ask('GET', `/v1/approval_tasks/${quick.taskId('lawyer')}`)).json()).toMatchObject({ opened_at: at(24, '06:00'), decided_at: at(25, '07:00') });
  });

  it.each(['decided', 'escalated', 'expired', 'open'])('ties to the figure of every role: %s', async figure => {
    for (const window of ['from_on=2026-08-01&as_of=2026-11-27', '', 'as_of=2026-10-10']) {
      const answer = await metrics(window);
      for (const each of answer.approvals.roles) {
        const { data } = await steps(`figure=${figure}&role=${each.role}&${window}`);
        expect(data.length, `${each.role} ${window}`).toBe(figure === 'open' ? each.open.count : each[figure]);
      }
    }
  });

  it('comes in pages, each step once, in the order of their decisions', async () => {
    const window = 'from_on=2026-08-01&as_of=2026-11-27';
    const whole = (await steps(window)).data.map((step: Seen) => step.task_id);
    expect(whole).toHaveLength(6);
    const paged: string[] = [];
    let url: string | undefined = `/v1/metrics/approvals/steps?${window}&limit=4`;
    while (url !== undefined) {
      const answer = await api.ask('GET', url);
      paged.push(...answer.json().data.map((step: Seen) => step.task_id));
      expect(answer.json().has_more).toBe(answer.headers.link !== undefined);
      url = /<([^>]+)>/.exec(String(answer.headers.link ?? ''))?.[1];
    }
    expect(paged).toEqual(whole);
    expect(await steps(`${window}&cursor=bm9uc2Vuc2U`)).toMatchObject({ status: 400, errors: [{ pointer: '?cursor' }] });
  });

  it('is a list of rounds for the figures of rounds', async () => {
    const { data } = await get('/v1/metrics/approvals/rounds?as_of=2026-11-27');
    expect(data).toEqual([
      {
        ...{ object: 'approval_round', deal_id: quick.dealId, deal_title: 'Быстрая', round: 1, rounds: 1, submitted_at: at(24, '04:00'), approved_at: at(25, '09:30') },
        ...{ hours: '29.5', working_hours: '12.5' },
      },
    ]);
  });

  it('takes a key with the right to read metrics', async () => {
    const { secret } = (await api.ask('POST', '/v1/api_keys', { body: { name: 'BI', scopes: ['metrics:read'] } })).json();
    expect((await api.ask('GET', '/v1/metrics', { key: secret })).statusCode).toBe(200);
    expect((await api.ask('GET', '/v1/deals', { key: secret })).statusCode).toBe(403);
  });
});
