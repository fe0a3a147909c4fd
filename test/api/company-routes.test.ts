import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account, people } from '../build/company.ts';
import { type Api, apiWithoutEngine } from './an-api.ts';

let api: Api;
beforeAll(async () => {
  api = await apiWithoutEngine();
});
afterAll(() => api.close());

type Seen = ReturnType<typeof JSON.parse>;
const send = async (method: 'POST' | 'PUT' | 'PATCH', url: string, body: unknown, headers: Record<string, string> = {}): Promise<Seen> => (await api.ask(method, url, { body, headers })).json();
const get = async (url: string): Promise<Seen> => (await api.ask('GET', url)).json();

describe('people', () => {
  it('adds and changes a person; an address is one person’s, and nobody is above himself', async () => {
    const made = await send('POST', '/v1/users', { name: 'Сауле Абенова', email: 'Saule@Arna.example', roles: ['finance'], superior_id: people.cfo.id });
    expect(made).toMatchObject({ object: 'user', email: 'saule@arna.example', superior_id: people.cfo.id, active: true });
    expect(await send('POST', '/v1/users', { name: 'x', email: 'saule@arna.example' })).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '#/email' }] });
    const circle = await send('PATCH', `/v1/users/${people.director.id}`, { superior_id: made.id });
    expect(circle).toMatchObject({ errors: [{ pointer: '#/superior_id' }], circle: [people.director.name, 'Сауле Абенова', people.cfo.name, people.director.name] });
    expect(circle.detail).toContain('Сауле Абенова → Ирина Ким');
    expect(await send('PATCH', `/v1/users/${made.id}`, { active: false })).toMatchObject({ active: false, name: 'Сауле Абенова' });
    expect((await get('/v1/users')).data).toHaveLength(7);
  });

  it('gives a person hours of their own and takes them away; what no clock could run by is refused field by field', async () => {
    const url = `/v1/users/${people.lawyer.id}`;
    const mornings = [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }];
    expect(await get(url)).toMatchObject({ working_hours: null });
    expect(await send('PATCH', url, { working_hours: mornings, time_zone: 'Asia/Aqtau' })).toMatchObject({ working_hours: mornings, time_zone: 'Asia/Aqtau' });
    expect((await get('/v1/users')).data).toContainEqual(expect.objectContaining({ id: people.lawyer.id, working_hours: mornings }));
    const refused = async (hours: unknown) => (await send('PATCH', url, { working_hours: hours })).errors.map((error: Seen) => error.pointer);
    expect(await refused([])).toEqual(['#/working_hours']);
    expect(await refused([{ weekdays: [1], from: '22:00', to: '02:00' }])).toEqual(['#/working_hours/0/to']);
    expect(await refused([...mornings, { weekdays: [4], from: '13:00', to: '15:00' }])).toEqual(['#/working_hours/1/from']);
    expect(await refused([{ weekdays: [8], from: '09:00', to: '13:00' }])).toEqual(['#/working_hours/0/weekdays/0']);
    expect(await refused([{ weekdays: [], from: '9', to: '25:00' }])).toEqual(['#/working_hours/0/weekdays', '#/working_hours/0/from', '#/working_hours/0/to']);
    expect(await refused([{ ...mornings[0], until: '2027' }])).toEqual(['#/working_hours/0/until']);
    expect(await send('PATCH', url, { name: people.lawyer.name })).toMatchObject({ working_hours: mornings });
    expect(await send('PATCH', url, { working_hours: null, time_zone: 'Asia/Almaty' })).toMatchObject({ working_hours: null });
    const night = [
      { weekdays: [5], from: '22:00', to: '24:00' },
      { weekdays: [6], from: '00:00', to: '04:00' },
    ];
    const made = await send('POST', '/v1/users', { name: 'Ерлан Мұқанов', email: 'erlan@arna.example', working_hours: night });
    expect(made).toMatchObject({ working_hours: night });
    await api.pool.query('delete from app_user where id = $1', [made.id]);
  });

  it('notes an absence and who stands in; two of one person never overlap', async () => {
    const url = `/v1/users/${people.cfo.id}/covers`;
    const cover = await send('POST', url, { from_on: '2026-12-01', to_on: '2026-12-14', cover_user_id: people.director.id });
    expect(await send('POST', url, { from_on: '2026-12-14', to_on: '2026-12-20', cover_user_id: people.manager.id })).toMatchObject({ code: 'validation_failed', cover_id: cover.id });
    expect(await send('POST', url, { from_on: '2026-12-20', to_on: '2026-12-19', cover_user_id: people.manager.id })).toMatchObject({ errors: [{ pointer: '#/to_on' }] });
    expect(await send('POST', url, { from_on: '2027-01-20', to_on: '2027-01-21', cover_user_id: people.cfo.id })).toMatchObject({ errors: [{ pointer: '#/cover_user_id' }] });
    expect((await get(url)).data).toMatchObject([{ id: cover.id, from_on: '2026-12-01' }]);
    for (const _again of [1, 2]) expect((await api.ask('DELETE', `${url}/${cover.id}`)).statusCode).toBe(204);
    for (const other of [`${url}/cov_none`, `/v1/users/${people.manager.id}/covers/${cover.id}`]) expect((await api.ask('DELETE', other)).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await get(url)).data).toEqual([]);
  });
});

describe('the approval table', () => {
  it('is replaced as a whole, by its present version only, and only by a table that approves everything by somebody', async () => {
    const { version, rows } = await get('/v1/approval_policies/default');
    const put = (body: unknown, match?: string) => send('PUT', '/v1/approval_policies/default', body, match === undefined ? {} : { 'if-match': match });
    expect(await put({ rows })).toMatchObject({ status: 428 });
    const replaced = await put(
      { rows: [...rows, { row_id: 'margin', when: [{ fact: 'margin_percent', op: 'below', value: '10' }], roles: ['cfo'], text: { ru: 'Маржа', kk: 'Маржа', en: 'Margin' } }] },
      `"${version}"`,
    );
    expect(replaced).toMatchObject({ object: 'approval_policy', version: version + 1 });
    expect(await put({ rows }, `"${version}"`)).toMatchObject({ status: 412, current_revision: version + 1 });
    const faultsOf = async (change: object) => (await put({ rows: [...rows, { ...rows[1], ...change }] }, `"${version + 1}"`)).errors;
    expect(await faultsOf({ row_id: rows[1].row_id })).toEqual([{ pointer: `#/rows/${rows.length}`, detail: 'Another row has the same id.' }]);
    expect(await faultsOf({ row_id: 'blank', text: { ...rows[1].text, kk: ' ' }, roles: ['cfo', 'cfo'] })).toMatchObject([
      { pointer: `#/rows/${rows.length}/text/kk` },
      { pointer: `#/rows/${rows.length}/roles` },
    ]);
    expect(await faultsOf({ row_id: 'never', when: [{ fact: 'gross_minor', op: 'above', value: Number.MAX_SAFE_INTEGER }] })).toMatchObject([
      { detail: 'No package can satisfy all tests of the row.' },
    ]);
    expect(await faultsOf({ row_id: 'odd', when: [{ fact: 'gross_minor', op: 'is', value: 1 }] })).toEqual([
      { pointer: `#/rows/${rows.length}`, detail: 'gross_minor cannot be tested by "is" with 1.' },
    ]);
    const wrong = [{ ...rows[0], when: [{ fact: 'credit_days', op: 'above', value: 'many' }] }];
    expect((await put({ rows: wrong }, `"${version + 1}"`)).errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer: '#/rows/0' }), expect.objectContaining({ pointer: '#/rows' })]));
    expect((await get('/v1/approval_policies/default')).version).toBe(version + 1);
  });

  it('refuses a row that an earlier one makes needless, and names it', async () => {
    const { version, rows } = await get('/v1/approval_policies/default');
    const needless = { row_id: 'amount_2', when: [{ fact: 'gross_minor', op: 'above', value: 200000000 }], roles: ['cfo'], text: { ru: 'Большая сумма', kk: 'Үлкен сома', en: 'A large sum' } };
    const answer = await send('PUT', '/v1/approval_policies/default', { rows: [...rows, needless] }, { 'if-match': `"${version}"` });
    expect(answer.errors).toEqual([{ pointer: `#/rows/${rows.length}`, detail: 'The earlier row amount adds the same roles wherever this one would.' }]);
  });

  it('warns of a role that nobody holds: in the table, in a route that needs it, and where a change of a person left it empty', async () => {
    const roleless = [{ code: 'role_without_holder', role: 'lawyer' }];
    expect((await get('/v1/approval_policies/default')).warnings).toEqual([]);
    expect((await send('PATCH', `/v1/users/${people.lawyer.id}`, { active: false })).warnings).toMatchObject(roleless);
    const { version, rows, warnings } = await get('/v1/approval_policies/default');
    expect(warnings).toMatchObject(roleless);
    expect((await send('PUT', '/v1/approval_policies/default', { rows }, { 'if-match': `"${version}"` })).warnings).toMatchObject(roleless);
    const warningsFor = async (facts: unknown) => (await send('POST', '/v1/approval_policies/default/preview', { facts })).warnings;
    expect(await warningsFor({ gross_minor: 1 })).toEqual([]);
    expect(await warningsFor({ gross_minor: 100_000_001 })).toMatchObject(roleless);
    expect((await send('PATCH', `/v1/users/${people.lawyer.id}`, { active: true })).warnings).toEqual([]);
  });

  it('tells who would decide, and why', async () => {
    const preview = (facts: unknown) => send('POST', '/v1/approval_policies/default/preview', { facts, lang: 'en' });
    expect(await preview({ gross_minor: 100_000_000, credit_days: 14, max_discount_percent: '5', margin_percent: '20' })).toMatchObject({ typical: true, steps: [{ role: 'manager' }] });
    const route = await preview({ gross_minor: 100_000_001 });
    expect(route.steps.map((step: Seen) => step.role)).toEqual(['manager', 'lawyer', 'cfo', 'director']);
    expect(route.steps[3].why[0].row_id).toBe('amount');
  });

  it('AP14: an edit of an older version gets both texts, where they differ, and the ETag to send the merged one with', async () => {
    const { version, rows } = await get('/v1/approval_policies/default');
    const put = (body: unknown, match: string) => api.ask('PUT', '/v1/approval_policies/default', { body, headers: { 'if-match': match } });
    const [everyDeal, amount, ...others] = rows;
    const theirs = [everyDeal, { ...amount, roles: ['manager', 'cfo'], text: { ...amount.text, en: 'Theirs' } }, ...others];
    expect((await put({ rows: theirs }, `"${version}"`)).statusCode).toBe(200);
    const thin = { row_id: 'thin', when: [{ fact: 'margin_percent', op: 'below', value: '3' }], roles: ['director'], text: { ru: 'Тонко', kk: 'Жұқа', en: 'Thin' } };
    const yours = [everyDeal, ...others, { ...amount, text: { ...amount.text, en: 'Yours' } }, thin];
    const late = await put({ rows: yours }, `"${version}"`);
    const { current, ...conflict } = late.json();
    expect([late.statusCode, late.headers.etag, current.etag]).toEqual([412, `"${version + 1}"`, `"${version + 1}"`]);
    expect(current).toEqual({ ...(await get('/v1/approval_policies/default')), etag: `"${version + 1}"` });
    expect(current).toMatchObject({ rows: theirs, changed_by: { id: api.keyId } });
    expect(conflict).toMatchObject({ code: 'precondition_failed', current_revision: version + 1, yours: { rows: yours } });
    expect(conflict.differences).toEqual([
      { kind: 'changed', path: 'rows/amount/roles', row_id: 'amount', current: ['manager', 'cfo'], yours: ['manager', 'lawyer', 'cfo', 'director'] },
      { kind: 'changed', path: 'rows/amount/text/en', row_id: 'amount', current: 'Theirs', yours: 'Yours' },
      { kind: 'changed', path: 'rows/amount/place', row_id: 'amount', current: 'every_deal', yours: others.at(-1).row_id },
      { kind: 'added', path: 'rows/thin', row_id: 'thin', current: null, yours: thin },
    ]);
    const merged = await put({ rows: [...current.rows, thin] }, String(late.headers.etag));
    expect(merged.json()).toMatchObject({ version: version + 2 });
    const malformed = await put({ rows: theirs }, 'abc');
    expect([malformed.statusCode, malformed.headers.etag, malformed.json().differences.length]).toEqual([412, `"${version + 2}"`, 1]);
  });

  it('AP14: of two edits at once exactly one is put in force, and the other gets the text of the first, twenty times', async () => {
    for (let pair = 0; pair < 20; pair += 1) {
      const { version, rows } = await get('/v1/approval_policies/default');
      const worded = (who: string) => rows.map((row: Seen, at: number) => (at === 0 ? { ...row, text: { ...row.text, en: `${who} ${pair}` } } : row));
      const edits = [worded('One'), worded('Other')];
      const answers = await Promise.all(edits.map(edit => api.ask('PUT', '/v1/approval_policies/default', { body: { rows: edit }, headers: { 'if-match': `"${version}"` } })));
      expect(answers.map(answer => answer.statusCode).sort()).toEqual([200, 412]);
      const [won, lost] = answers[0]?.statusCode === 200 ? [0, 1] : [1, 0];
      expect(answers[lost]?.json()).toMatchObject({
        ...{ current_revision: version + 1, current: { rows: edits[won] }, yours: { rows: edits[lost] } },
        differences: [{ path: `rows/${rows[0].row_id}/text/en`, current: edits[won][0].text.en, yours: edits[lost][0].text.en }],
      });
      expect(await get('/v1/approval_policies/default')).toMatchObject({ version: version + 1, rows: edits[won] });
    }
  });
});

describe('bank accounts', () => {
  it('tells how fresh the bank’s data is, and takes a watermark that lies in the past', async () => {
    const url = `/v1/bank_accounts/${account.id}`;
    expect(await get(url)).toMatchObject({ iban: account.iban, has_feed: false, freshness: 'none' });
    expect(await send('PATCH', url, { has_feed: true })).toMatchObject({ freshness: 'stale', watermark_at: null });
    expect(await send('PATCH', url, { watermark_at: new Date().toISOString() })).toMatchObject({ freshness: 'fresh' });
    expect(await send('PATCH', url, { watermark_at: '2099-01-01T00:00:00Z' })).toMatchObject({ errors: [{ pointer: '#/watermark_at' }] });
    expect((await get('/v1/bank_accounts')).data).toHaveLength(1);
  });
});

describe('customers', () => {
  it('corrects an address, which is then a living one again, and proves an IBAN', async () => {
    await api.pool.query(
      "insert into customer (id, name, kind, tax_id_type, tax_id, email, email_dead_reason, time_zone, language, segment, created_at) values ('cus_1', 'ТОО «100%_Ромашка»', 'company', 'kz_bin', '991240991014', 'old@romashka.example', 'bounced', 'Asia/Almaty', 'ru', 'corporate', now())",
    );
    expect(await send('PATCH', '/v1/customers/cus_1', { email: 'new@romashka.example' })).toMatchObject({ email: 'new@romashka.example', email_dead_reason: null });
    expect(await send('PATCH', '/v1/customers/cus_1', { bank: { iban: 'KZ00' } })).toMatchObject({ code: 'invalid_iban', errors: [{ pointer: '#/bank/iban' }] });
    for (const [q, found] of [
      ['ромашка', 1],
      ['100%_', 1],
      ['10__', 0],
      ['991240991014', 1],
    ] as const)
      expect((await get(`/v1/customers?q=${encodeURIComponent(q)}`)).data, q).toHaveLength(found);
    expect(await send('PATCH', '/v1/customers/cus_none', { name: 'x' })).toMatchObject({ status: 404 });
  });
});
