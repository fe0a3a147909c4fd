import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApprovalTask } from '../build/approval-task.ts';
import { people } from '../build/company.ts';
import { aDeal } from '../build/deal.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let api: Api;
const ids: Record<'late' | 'soon' | 'escalated' | 'waiting' | 'kept', string> = { late: '', soon: '', escalated: '', waiting: '', kept: '' };
beforeAll(async () => {
  api = await apiWithoutEngine();
  const [one, two] = [await aDeal(api.pool), await aDeal(api.pool)];
  ids.late = await anApprovalTask(api.pool, one.dealId, { dueAt: '2026-11-25T09:00:00.000Z' });
  ids.waiting = await anApprovalTask(api.pool, one.dealId, { position: 1, role: 'cfo', status: 'waiting', personId: null, personVia: null, superiorId: null, openedAt: null, dueAt: null });
  ids.soon = await anApprovalTask(api.pool, two.dealId, { role: 'lawyer', personId: people.lawyer.id, dueAt: '2026-11-24T09:00:00.000Z', expiresAt: '2026-12-20T13:00:00.000Z' });
  ids.kept = await anApprovalTask(api.pool, two.dealId, { position: 1, role: 'cfo', status: 'approved', personId: people.cfo.id, personVia: 'kept', decidedById: people.cfo.id, keptFromVersion: 1 });
  ids.escalated = await anApprovalTask(api.pool, two.dealId, {
    ...{ position: 2, role: 'cfo', personId: people.cfo.id, superiorId: people.director.id },
    ...{ escalatedAt: '2026-11-24T10:00:00.000Z', dueAt: '2026-11-24T10:00:00.000Z', expiresAt: '2026-12-20T13:00:00.000Z' },
  });
});
afterAll(() => api.close());

const asked = async (query: string): Promise<ReturnType<typeof JSON.parse>> => (await api.ask('GET', `/v1/approval_tasks?${query}`)).json();
const named = (data: { id: string }[]): string[] => data.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? id);

describe('listing approval tasks', () => {
  it('finds those given to a person and those that have escalated to them, but no superior of a step in time', async () => {
    expect(named((await asked(`user_id=${people.director.id}`)).data)).toEqual(['escalated']);
    expect(named((await asked(`user_id=${people.cfo.id}&status=open`)).data)).toEqual(['escalated']);
    expect(named((await asked(`user_id=${people.manager.id}`)).data)).toEqual(['late']);
  });

  it('filters by role, and by role and state', async () => {
    expect(named((await asked('role=cfo&sort=due_at')).data).sort()).toEqual(['escalated', 'kept', 'waiting']);
    expect(named((await asked('role=cfo&status=waiting')).data)).toEqual(['waiting']);
    expect(await asked('role=janitor')).toMatchObject({ status: 400, errors: [{ pointer: '?role' }] });
  });

  it('sorts by the nearest deadline, page by page, and by the oldest round where nothing is asked', async () => {
    const first = await asked('sort=due_at&status=open&limit=2');
    expect(named(first.data)).toEqual(['soon', 'escalated']);
    const second = await asked(`sort=due_at&status=open&limit=2&cursor=${first.next_cursor}`);
    expect(named(second.data)).toEqual(['late']);
    expect(second.has_more).toBe(false);
    expect(named((await asked('status=open')).data)[0]).toBe('late');
  });

  it('tells the superior, and on which version an approval was given that still holds', async () => {
    const task = await api.ask('GET', `/v1/approval_tasks/${ids.kept}`);
    expect(task.json()).toMatchObject({ status: 'approved', kept_from_version: 1, superior: { id: people.director.id, name: people.director.name } });
    expect((await api.ask('GET', `/v1/approval_tasks/${ids.late}`)).json()).toMatchObject({ kept_from_version: null });
  });
});
