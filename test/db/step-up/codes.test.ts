import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '../../../db/pool.ts';
import { approvalTask } from '../../../db/schema/index.ts';
import { askForCode, type CodeWish } from '../../../db/step-up/ask-code.ts';
import { bindingHashOf, type Confirmed, stepUpCodeFor } from '../../../db/step-up/code-secret.ts';
import { type CodeTry, tryCode } from '../../../db/step-up/try-code.ts';
import { readDb, unitOfWork } from '../../../db/unit-of-work.ts';
import { mostCodesAnHour } from '../../../domain/approval/step-up.ts';
import { freshDatabase } from '../../setup/stack.ts';

const linkKey = Buffer.alloc(32, 7);
const startMs = Date.parse('2026-11-24T05:00:00.000Z');
const at = (seconds: number): string => new Date(startMs + seconds * 1000).toISOString();

let pool: Pool, drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  pool = createPool(database.url, 6);
  drop = database.drop;
});
afterAll(async () => {
  await pool.end();
  await drop();
});

const approval: Omit<Confirmed, 'taskId'> = { versionHash: 'sha256:v1', personId: 'usr_cfo', decision: 'approve', comment: 'Согласен', toUserId: null };

async function aStep(): Promise<{ taskId: string; bindingHash: string }> {
  const taskId = `apt_${randomBytes(6).toString('hex')}`;
  const asked = { packageId: 'qtv_1', version: 1, round: 1, position: 0, role: 'cfo', why: [], status: 'open', personId: 'usr_cfo', policyVersion: 1, expiresAt: at(86_400) } as const;
  await readDb(pool)
    .insert(approvalTask)
    .values({ id: taskId, dealId: taskId, ...asked, why: [] });
  return { taskId, bindingHash: bindingHashOf(linkKey, { ...approval, taskId }) };
}

const ask = (wish: Partial<CodeWish> & { taskId: string; bindingHash: string }) => unitOfWork(pool, db => askForCode(db, linkKey, { personId: 'usr_cfo', now: at(0), anew: false, ...wish }));
const attempt = (given: Partial<CodeTry> & { taskId: string; bindingHash: string }) =>
  unitOfWork(pool, db => tryCode(db, linkKey, { personId: 'usr_cfo', code: null, commandId: 'link_1', now: at(1), ...given }));
async function anAskedCode(step: { taskId: string; bindingHash: string }): Promise<{ id: string; digits: string; wrong: string }> {
  const { code } = await ask(step);
  const digits = stepUpCodeFor(linkKey, code?.id ?? '');
  return { id: code?.id ?? '', digits, wrong: digits === '000000' ? '000001' : '000000' };
}

describe('asking for a code', () => {
  it('makes one of six digits that lives ten minutes, and answers it again as long as it lives', async () => {
    const step = await aStep();
    const { code } = await ask(step);
    expect(stepUpCodeFor(linkKey, code?.id ?? '')).toMatch(/^\d{6}$/);
    expect(code).toMatchObject({ n: 1, tries: 0, createdAt: at(0), expiresAt: at(600), usedAt: null });
    expect((await ask({ ...step, now: at(599) })).code?.id).toBe(code?.id);
    expect((await ask({ ...step, now: at(600) })).code).toMatchObject({ n: 2, expiresAt: at(1_200) });
  });

  it('makes one where many ask at once', async () => {
    const step = await aStep();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(step)));
    expect(new Set(answers.map(({ code }) => code?.id)).size).toBe(1);
  });

  it('makes another for another decision, and it takes the place of the first', async () => {
    const step = await aStep();
    const first = await anAskedCode(step);
    const other = { ...step, bindingHash: bindingHashOf(linkKey, { ...approval, taskId: step.taskId, comment: 'Согласен!' }) };
    const second = await anAskedCode(other);
    expect(await attempt({ ...step, code: first.digits })).toEqual({ result: 'none' });
    expect(await attempt({ ...other, code: second.digits })).toEqual({ result: 'right', at: at(1) });
  });

  it(`makes ${mostCodesAnHour} within an hour for one person and step, and says when the next may come`, async () => {
    const step = await aStep();
    for (let n = 0; n < mostCodesAnHour; n += 1) expect((await ask({ ...step, anew: true, now: at(n) })).code?.n).toBe(n + 1);
    expect(await ask({ ...step, anew: true, now: at(60) })).toEqual({ code: null, nextAt: at(3_600) });
    expect((await ask({ ...step, now: at(60) })).code?.n).toBe(mostCodesAnHour);
    expect((await ask({ ...step, personId: 'usr_director', now: at(60) })).code?.n).toBe(1);
    expect((await ask({ ...step, anew: true, now: at(3_600) })).code?.n).toBe(mostCodesAnHour + 1);
  });
});

describe('giving a code', () => {
  it('confirms once: the same decision sent again passes, another use does not', async () => {
    const step = await aStep();
    const { digits } = await anAskedCode(step);
    expect(await attempt({ ...step, code: digits })).toEqual({ result: 'right', at: at(1) });
    expect(await attempt({ ...step, code: digits, now: at(9) })).toEqual({ result: 'right', at: at(1) });
    expect(await attempt({ ...step, now: at(9) })).toEqual({ result: 'right', at: at(1) });
    expect(await attempt({ ...step, code: digits, commandId: 'link_2' })).toEqual({ result: 'used' });
    expect((await ask(step)).code?.n).toBe(2);
  });

  it('dies of the fifth wrong one, even for the right one after it', async () => {
    const step = await aStep();
    const { digits, wrong } = await anAskedCode(step);
    for (const triesLeft of [4, 3, 2, 1]) expect(await attempt({ ...step, code: wrong })).toMatchObject({ result: 'wrong', triesLeft });
    expect(await attempt({ ...step, code: wrong })).toEqual({ result: 'worn_out' });
    expect(await attempt({ ...step, code: digits })).toEqual({ result: 'worn_out' });
  });

  it('counts every try of forty at once, and lets five look', async () => {
    const step = await aStep();
    const { wrong } = await anAskedCode(step);
    const tried = await Promise.all(Array.from({ length: 40 }, () => attempt({ ...step, code: wrong })));
    expect(tried.filter(({ result }) => result === 'wrong')).toHaveLength(4);
    const { rows } = await pool.query('select tries from step_up_code where task_id = $1', [step.taskId]);
    expect(rows).toEqual([{ tries: 5 }]);
  });

  it('is too late after ten minutes', async () => {
    const step = await aStep();
    const { digits } = await anAskedCode(step);
    expect(await attempt({ ...step, code: digits, now: at(600) })).toEqual({ result: 'expired' });
  });

  it.each<[string, Partial<Confirmed>]>([
    ['another version', { versionHash: 'sha256:v2' }],
    ['another person', { personId: 'usr_director' }],
    ['another decision', { decision: 'reject' }],
    ['another comment', { comment: null }],
    ['another hand-over', { decision: 'hand_over' }],
  ])('confirms nothing for %s', async (_name, change) => {
    const step = await aStep();
    const { digits } = await anAskedCode(step);
    const other = { taskId: step.taskId, bindingHash: bindingHashOf(linkKey, { ...approval, ...change, taskId: step.taskId }), personId: change.personId ?? 'usr_cfo' };
    expect(await attempt({ ...other, code: digits })).toEqual({ result: 'none' });
  });

  it('confirms nothing for another step', async () => {
    const [step, other] = [await aStep(), await aStep()];
    const [{ digits }, there] = [await anAskedCode(step), await anAskedCode(other)];
    const expected = digits === there.digits ? 'right' : 'wrong';
    expect(await attempt({ ...other, code: digits })).toMatchObject({ result: expected });
  });
});

describe('what is kept of a code', () => {
  it('holds neither the code nor what it confirms, and another key draws another code', async () => {
    const step = await aStep();
    const { id, digits } = await anAskedCode(step);
    const { rows } = await pool.query('select * from step_up_code where task_id = $1', [step.taskId]);
    expect(Object.values(rows[0]).map(String)).not.toContain(digits);
    expect(rows[0].code_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows[0])).not.toContain('Согласен');
    const others = Array.from({ length: 5 }, (_, n) => stepUpCodeFor(Buffer.alloc(32, n + 8), id));
    expect(new Set([digits, ...others]).size).toBeGreaterThan(4);
  });

  it('draws digits evenly', () => {
    const drawn = Array.from({ length: 4_000 }, () => stepUpCodeFor(linkKey, randomBytes(12).toString('hex')));
    const firsts = Map.groupBy(drawn, code => code[0]);
    expect(drawn.every(code => /^\d{6}$/.test(code))).toBe(true);
    for (const digit of '0123456789') expect(firsts.get(digit)?.length ?? 0).toBeGreaterThan(300);
  });
});
