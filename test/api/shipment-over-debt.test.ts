import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../db/keys/api-keys.ts';
import { dealSignal } from '../../workflows/deal/messages.ts';
import { byAdmin, people } from '../build/company.ts';
import { aDeal, aPackage, type BuiltDeal } from '../build/deal.ts';
import { aReceivable } from '../build/invoice.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { historyOf, replay } from '../replay/history-files.ts';
import { type Api, apiBefore } from './an-api.ts';

// Told in the spring of 2030: the invoice is due on Monday 15 April, on the 22nd its shipment is held.
const afterSeven = '2030-04-22T06:00:00.000Z';
const reason = 'Остаток придёт в пятницу, насосы нужны на объекте';
const whoMay = 'Over a debt they are released by somebody with the role cfo or director.';

let world: World, api: Api;
beforeAll(async () => {
  world = await aWorld();
  api = await apiBefore(world);
});
afterAll(async () => {
  await api.close();
  await world.close();
});

type Seen = ReturnType<typeof JSON.parse>;
const read = async (deal: BuiltDeal, what = ''): Promise<Seen> => (await api.ask('GET', `/v1/deals/${deal.dealId}${what}`)).json();
const events = async (deal: BuiltDeal, type = 'hold.lifted'): Promise<Seen[]> => (await read(deal, '/events?limit=100')).data.filter((event: Seen) => event.type === type);
const holds = async (deal: BuiltDeal): Promise<Seen[]> =>
  (await world.pool.query('select lifted_by, approver_id, covered_minor::float8 covered from hold where deal_id = $1 order by since_at', [deal.dealId])).rows;
const lift = (deal: BuiltDeal, approverId: string | null | undefined, headers: Record<string, string> = {}, key?: string) =>
  api.ask('POST', `/v1/deals/${deal.dealId}/lift_hold`, { body: { hold: 'shipment', ...(approverId === undefined ? {} : { approver_id: approverId }), reason }, headers, ...(key ? { key } : {}) });

async function aReceivableStarted(start: Partial<BuiltDeal['start']> = {}): Promise<BuiltDeal & { invoiceId: string }> {
  const built = await aReceivable(world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  const deal = { ...built, start: { ...built.start, ...start } };
  await world.start(deal);
  await eventually(
    () => read(deal),
    seen => seen.invoices[0]?.next_rung,
  );
  return deal;
}

/** A debt of 1,160,000 KZT, seven days overdue, its shipment held and the letter about it sent. */
async function aHeldShipment(start: Partial<BuiltDeal['start']> = {}): Promise<BuiltDeal & { invoiceId: string }> {
  const deal = await aReceivableStarted(start);
  await world.fastForward(deal, { untilAt: afterSeven });
  await eventually(
    () => read(deal),
    seen => seen.holds.length === 1 && seen.invoices[0].next_rung?.rung === '+14',
  );
  return deal;
}

describe('shipping over a debt', () => {
  it('AP10: is refused without an approver, and with one who may not; the sentence says who may, and nothing is released', async () => {
    const deal = await aHeldShipment();
    const answers = [
      await lift(deal, undefined),
      await lift(deal, null),
      await lift(deal, people.lawyer.id),
      await lift(deal, people.admin.id),
      await lift(deal, people.seller.id),
      await lift(deal, 'usr_nobody'),
    ];
    expect(answers.map(answer => [answer.statusCode, answer.json().code])).toEqual(answers.map(() => [403, 'not_entitled']));
    expect(answers.map(answer => answer.json().detail)).toEqual([
      `Name the person who has agreed. ${whoMay}`,
      `Name the person who has agreed. ${whoMay}`,
      `This person may not release shipments. ${whoMay}`,
      `This person may not release shipments. ${whoMay}`,
      `The seller of a deal does not release its shipments. ${whoMay}`,
      `Name the person who has agreed. ${whoMay}`,
    ]);
    expect([await holds(deal), await events(deal), await events(deal, 'command.refused')]).toEqual([[{ lifted_by: null, approver_id: null, covered: null }], [], []]);
    expect((await api.ask('POST', `/v1/deals/${deal.dealId}/lift_hold`, { body: { hold: 'shipment', approver_id: people.cfo.id, reason: ' ' } })).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/reason' }],
    });
  });

  it('AP10: is no matter for the director who owns the deal: another one agrees', async () => {
    const deal = await aHeldShipment();
    await api.ask('POST', `/v1/deals/${deal.dealId}/hand_over`, { body: { to_user_id: people.director.id } });
    expect((await lift(deal, people.director.id)).json()).toMatchObject({ status: 403, detail: `The seller of a deal does not release its shipments. ${whoMay}` });
    expect((await lift(deal, people.cfo.id)).json()).toMatchObject({ holds: [] });
  });

  it('AP10, AU1: is recorded with who asked, who agreed, by which role, when, why, and over which debt; the ladder goes on', async () => {
    const deal = await aHeldShipment();
    await world.pay(deal, { amountMinor: 16_000_000, receivedOn: '2030-04-22' });
    const before = await read(deal);
    const released = (await lift(deal, people.cfo.id)).json();
    expect(released).toMatchObject({ holds: [], stage: 'collecting', overdue: true, invoices: [{ remaining: { value: 100_000_000 }, next_rung: before.invoices[0].next_rung }] });
    const [event] = await events(deal);
    expect(event).toMatchObject({
      ...{ at: expect.stringMatching(/^2030-04-22T06:/), actor: { type: 'api_key', id: api.keyId, name: 'Bitrix24' }, approver: { id: people.cfo.id, name: people.cfo.name }, reason },
      data: { hold: 'shipment', role: 'cfo', version: null, overdue_minor: 100_000_000, overdue_days: 7, debts: [{ invoice_id: deal.invoiceId, overdue_minor: 100_000_000, overdue_days: 7 }] },
    });
    expect(released.timeline.at(-1)).toEqual(event);
    // The feed tells an event once no transaction of the server is older, and other tests run on the same server.
    const told = await eventually(
      async () => (await api.ask('GET', '/v1/events?limit=100')).json().data.find((each: Seen) => each.deal_id === deal.dealId && each.type === 'hold.lifted'),
      found => found !== undefined,
    );
    expect(told).toMatchObject({ reason, approver: { name: people.cfo.name } });
    expect(await holds(deal)).toEqual([{ lifted_by: 'decision', approver_id: people.cfo.id, covered: 100_000_000 }]);
    const { rows } = await world.pool.query("select data from deal_event where deal_id = $1 and type = 'hold.lifted'", [deal.dealId]);
    expect(JSON.stringify(rows)).not.toContain('насосы');
  });

  it('INV-8: repeated answers the same and records nothing more; nobody else is then told that he has agreed', async () => {
    const deal = await aHeldShipment();
    const once = { 'idempotency-key': randomUUID() };
    const [first, again, anew] = [await lift(deal, people.cfo.id, once), await lift(deal, people.cfo.id, once), await lift(deal, people.cfo.id)];
    expect([again.json(), anew.json().timeline]).toEqual([first.json(), first.json().timeline]);
    expect((await lift(deal, people.director.id)).json()).toMatchObject({ status: 409, code: 'hold_not_in_force' });
    const commandId = randomUUID();
    const body = { hold: 'shipment', approver_id: people.cfo.id, reason: 'again' };
    const answers = await Promise.all([1, 2].map(() => world.command(deal, 'lift_hold', body, { actor: { type: 'api_key', id: api.keyId }, commandId })));
    expect(answers[0]).toEqual(answers[1]);
    expect(await events(deal)).toHaveLength(1);
  });

  it('INV-8: of two who agree at the same moment one is recorded, the other finds nothing held', async () => {
    const deal = await aHeldShipment();
    const answers = await Promise.all([lift(deal, people.cfo.id), lift(deal, people.director.id)]);
    expect(answers.map(answer => answer.statusCode).sort()).toEqual([200, 409]);
    expect(await events(deal)).toHaveLength(1);
  });

  it('AP10: is no question where nothing is held, before the debt and after it is paid', async () => {
    const deal = await aReceivableStarted();
    expect((await lift(deal, people.cfo.id)).json()).toMatchObject({ status: 409, code: 'hold_not_in_force' });
    const held = await aHeldShipment();
    await world.pay(held, { amountMinor: 116_000_000, receivedOn: '2030-04-22' });
    expect((await lift(held, people.cfo.id)).statusCode).toBe(409);
    expect(await holds(held)).toEqual([{ lifted_by: 'paid', approver_id: null, covered: null }]);
  });

  it('takes the right of a decision, not the right to write deals', async () => {
    const deal = await aReceivableStarted();
    const { secret } = await createApiKey(api.ctx.db, { name: 'CRM', scopes: ['deals:read', 'deals:write'] }, byAdmin());
    expect((await lift(deal, people.cfo.id, {}, secret)).json()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('AP10: is for the debt of that moment: the +7 of another invoice holds the shipments again, until somebody agrees to that one', async () => {
    const due = (days: number) => ({ type: 'net_days' as const, days });
    const instalments = [14, 28].map(days => ({ percent: '50', due: due(days) }));
    const deal = await aDeal(world.pool, { content: aPackage({ terms: { due: due(14), special: [], instalments } }), start: { entryStage: 'invoicing', submit: false } });
    await world.start(deal);
    await eventually(
      () => read(deal),
      seen => seen.invoices.length === 2 && seen.invoices.every((invoice: Seen) => invoice.next_rung),
    );
    const untilHeld = async (count: number, days: number) => {
      await world.fastForward(deal, { days });
      await eventually(
        () => holds(deal),
        rows => rows.length === count,
      );
    };
    await untilHeld(1, 27);
    expect((await lift(deal, people.cfo.id)).json()).toMatchObject({ holds: [] });
    await untilHeld(2, 14);
    expect((await read(deal)).holds).toHaveLength(1);
    const letter = await eventually(
      async () => (await world.pool.query("select subject, text from letter where deal_id = $1 and kind = 'reminder_plus_7' and state = 'sent' order by sent_at desc", [deal.dealId])).rows,
      rows => rows.length === 2,
    );
    expect(letter[0].subject).toContain('Отгрузки приостановлены');
    expect((await lift(deal, people.director.id)).json()).toMatchObject({ holds: [] });
    const [first, second] = await events(deal);
    expect([first.data.version, first.data.debts.length, first.approver.id]).toEqual([1, 1, people.cfo.id]);
    expect([second.data.version, second.data.debts.length, second.approver.id, second.data.overdue_minor]).toEqual([1, 2, people.director.id, 371_200_000]);
  });
});

describe('the process itself', () => {
  const machine = { type: 'api_key', id: 'key_any' } as const;
  const body = { hold: 'shipment', approver_id: people.cfo.id, reason: 'perishable goods' };

  it('AP10: weighs the approver of a raw update too', async () => {
    const deal = await aHeldShipment();
    const refused = (change: object) =>
      world.command(deal, 'lift_hold', { ...body, ...change }, { actor: machine }).then(
        () => null,
        error => error.cause.type,
      );
    expect([await refused({ approver_id: people.lawyer.id }), await refused({ approver_id: undefined }), await refused({ reason: undefined }), await refused({ hold: 'credit' })]).toEqual([
      ...['not_entitled', 'not_entitled', 'reason_required', 'validation_failed'],
    ]);
    expect((await world.command(deal, 'lift_hold', body, { actor: machine })).stage).toBe('collecting');
    expect((await events(deal))[0]).toMatchObject({ reason: 'perishable goods', approver: { id: people.cfo.id } });
  });

  it('AP10: takes no raw signal for anybody’s word, unless decisions by signal are switched on', async () => {
    const deal = await aHeldShipment();
    const signal = (to: BuiltDeal, change: object = {}) =>
      world.client.workflow.getHandle(to.workflowId).signal(dealSignal('lift_hold'), { ...body, command_id: randomUUID(), actor: { type: 'user', id: people.cfo.id }, ...change });
    await signal(deal);
    const [refused] = await eventually(
      () => events(deal, 'command.refused'),
      seen => seen.length === 1,
    );
    expect([refused.data, await events(deal)]).toEqual([{ command: 'lift_hold', code: 'not_entitled' }, []]);
    const trusting = await aHeldShipment({ signalDecisions: true });
    await signal(trusting, { approver_id: people.lawyer.id });
    await eventually(
      () => events(trusting, 'command.refused'),
      seen => seen.length === 1,
    );
    await signal(trusting);
    const [lifted] = await eventually(
      () => events(trusting),
      seen => seen.length === 1,
    );
    expect(lifted).toMatchObject({ actor: { id: people.cfo.id, via: 'signal_claimed' }, approver: { id: people.cfo.id } });
    expect((await holds(trusting))[0].lifted_by).toBe('decision');
  });

  it('INV-8, INV-12: weighs wishes that come together one after another: one is recorded, and the history replays', async () => {
    const deal = await aHeldShipment({ signalDecisions: true });
    const handle = world.client.workflow.getHandle(deal.workflowId);
    const wishes = [people.cfo, people.director, people.cfo, people.director, people.lawyer, people.cfo].map(person => ({
      ...body,
      approver_id: person.id,
      command_id: randomUUID(),
      actor: { type: 'user' as const, id: person.id },
    }));
    await Promise.all([...wishes, ...wishes].map(wish => handle.signal(dealSignal('lift_hold'), wish)));
    const last = await world.command(deal, 'lift_hold', { ...body, approver_id: people.lawyer.id }, { actor: machine }).then(
      () => null,
      error => error.cause.type,
    );
    const [lifted, ...more] = await events(deal);
    expect([last, more]).toEqual(['not_entitled', []]);
    const others = wishes.filter(wish => wish.approver_id !== lifted.approver.id);
    expect((await events(deal, 'command.refused')).length).toBeGreaterThanOrEqual(others.length);
    await replay(JSON.parse(await historyOf(world, deal.workflowId)), deal.workflowId);
  });
});
