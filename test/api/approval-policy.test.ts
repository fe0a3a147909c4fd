import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, apiWithoutEngine } from './an-api.ts';

const url = '/v1/approval_policies/default';
let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

type Seen = ReturnType<typeof JSON.parse>;
const get = async (path: string): Promise<Seen> => (await api.ask('GET', path)).json();
const put = async (body: object): Promise<Seen> => {
  const { version, rows } = await get(url);
  return (await api.ask('PUT', url, { body: { rows, ...body }, headers: { 'if-match': `"${version}"` } })).json();
};
const kzt = (value: number) => ({ value, currency: 'KZT' });
const inForce = { sla_minutes: { manager: 240, lawyer: 960, cfo: 480, director: 480 }, final_limit_working_days: 15, undo_seconds: 60, step_up_above: null, keep_unchanged_approvals: true };

describe('the rules of rounds in the approval policy', () => {
  it('are read with the rows, and changed with them or alone as the next version; what is not named stays', async () => {
    expect(await get(url)).toMatchObject({ version: 1, changed_by: null, ...inForce });
    const sla_minutes = { manager: 120, lawyer: 960, cfo: 480, director: 480 };
    expect(await put({ sla_minutes })).toMatchObject({ ...inForce, version: 2, sla_minutes });
    expect(await put({ step_up_above: kzt(1_000_000_000), final_limit_working_days: 10, undo_seconds: 0, keep_unchanged_approvals: false })).toMatchObject({
      ...{ version: 3, sla_minutes, step_up_above: kzt(1_000_000_000), final_limit_working_days: 10, undo_seconds: 0, keep_unchanged_approvals: false },
    });
    expect(await put({})).toMatchObject({ version: 4, sla_minutes, step_up_above: kzt(1_000_000_000), undo_seconds: 0 });
    expect(await put({ step_up_above: null })).toMatchObject({ version: 5, step_up_above: null, final_limit_working_days: 10 });
  });

  it('name who put the version in force, and when', async () => {
    const from = new Date().toISOString();
    const changed = await put({});
    expect(changed.changed_by).toEqual({ type: 'api_key', id: api.keyId, name: 'Bitrix24', via: null });
    expect(changed.changed_at >= from && changed.changed_at === changed.created_at).toBe(true);
    expect(await get(url)).toEqual(changed);
  });

  it.each([
    ['a role without time', { sla_minutes: { manager: 0, lawyer: 1, cfo: 1, director: 1 } }, '#/sla_minutes/manager'],
    ['a role left out', { sla_minutes: { manager: 1, lawyer: 1, cfo: 1 } }, '#/sla_minutes/director'],
    ['an undo window of two hours', { undo_seconds: 7_200 }, '#/undo_seconds'],
    ['a round of a year and more', { final_limit_working_days: 300 }, '#/final_limit_working_days'],
    ['another currency', { step_up_above: { value: 1, currency: 'USD' } }, '#/step_up_above/currency'],
    ['a sum below nothing', { step_up_above: kzt(-1) }, '#/step_up_above/value'],
  ])('are refused with %s', async (_, change, pointer) => {
    const { version } = await get(url);
    expect((await put(change)).errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect((await get(url)).version).toBe(version);
  });
});

describe('versions of the approval policy', () => {
  it('tell who changed what, against the one before: rows, their order, rules, and the deals that go another way', async () => {
    const { rows } = await get(url);
    const margin = { row_id: 'margin', when: [{ fact: 'margin_percent', op: 'below', value: '10' }], roles: ['cfo'], text: { ru: 'Маржа', kk: 'Маржа', en: 'Margin' } };
    const changed = await put({ rows: [...rows.slice(0, -1), margin], undo_seconds: 90 });
    const [newest, before] = (await get(`${url}/versions`)).data;
    expect(newest).toMatchObject({
      ...{ object: 'approval_policy_version', version: changed.version, changed_by: changed.changed_by, changed_at: changed.changed_at, reordered: false },
      rows: [
        { row_id: 'margin', change: 'added', before: null, after: margin },
        { row_id: 'credit_limit', change: 'removed', before: rows.at(-1), after: null },
      ],
      rules: [{ field: 'undo_seconds', before: 0, after: 90 }],
    });
    expect(newest.routes).toContainEqual({ facts: expect.objectContaining({ margin_percent: '9' }), before: ['manager'], after: ['manager', 'cfo'] });
    expect(before).toMatchObject({ version: changed.version - 1, rows: [], rules: [], routes: [] });
  });

  it('name a sum as money, and the first one has nothing to be compared with', async () => {
    const all = (await get(`${url}/versions?limit=200`)).data;
    expect(all.at(-1)).toMatchObject({ version: 1, changed_by: null, rows: [], rules: [] });
    expect(all.find((each: { version: number }) => each.version === 5).rules).toEqual([{ field: 'step_up_above', before: kzt(1_000_000_000), after: null }]);
  });

  it('come in pages, each version against the one before it', async () => {
    const all = (await get(`${url}/versions?limit=200`)).data;
    const read: unknown[] = [];
    for (let next: string | null = `${url}/versions?limit=2`; next !== null; ) {
      const page = await get(next);
      read.push(...page.data);
      next = page.next_cursor === null ? null : `${url}/versions?limit=2&cursor=${page.next_cursor}`;
    }
    expect(read).toEqual(all);
    expect(await get(`${url}/versions?cursor=${Buffer.from('["x"]').toString('base64url')}`)).toMatchObject({ code: 'validation_failed' });
  });
});

describe('AP14: rules that somebody else has changed meanwhile', () => {
  it('stand beside those of the request, which names only what it changes; both can be sent again with the ETag of the answer', async () => {
    const { version, rows, sla_minutes } = await get(url);
    await put({ undo_seconds: 45, step_up_above: kzt(500_000_000) });
    const late = await api.ask('PUT', url, { body: { rows, sla_minutes: { ...sla_minutes, cfo: 300 }, step_up_above: kzt(700_000_000) }, headers: { 'if-match': `"${version}"` } });
    const { current, yours, differences } = late.json();
    expect([late.statusCode, late.headers.etag]).toEqual([412, `"${version + 1}"`]);
    expect(current).toEqual({ ...(await get(url)), etag: `"${version + 1}"` });
    expect(yours).toMatchObject({ rows, sla_minutes: { ...sla_minutes, cfo: 300 }, undo_seconds: 45, step_up_above: kzt(700_000_000) });
    expect(differences).toEqual([
      { kind: 'changed', path: 'sla_minutes/cfo', row_id: null, current: sla_minutes.cfo, yours: 300 },
      { kind: 'changed', path: 'step_up_above', row_id: null, current: kzt(500_000_000), yours: kzt(700_000_000) },
    ]);
    const merged = await api.ask('PUT', url, { body: yours, headers: { 'if-match': String(late.headers.etag) } });
    expect(merged.json()).toMatchObject({ version: version + 2, ...yours });
  });
});
