import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../build/company.ts';
import type { BuiltDeal } from '../../build/deal.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { aPagesApp, enterAs, hidden, type PagesApp } from './pages-app.ts';

type Cookies = Record<string, string>;

let pages: PagesApp, seller: Cookies, cfo: Cookies, admin: Cookies, deal: BuiltDeal;
beforeAll(async () => {
  pages = await aPagesApp();
  [seller, cfo, admin] = (await Promise.all([people.seller.id, people.cfo.id, people.admin.id].map(id => enterAs(pages, id)))) as [Cookies, Cookies, Cookies];
  deal = await aHeldShipment();
});
afterAll(() => pages.close());

const plain = (body: string) => body.replace(/[\u00a0\u202f]/g, ' ');
const show = async (by: Cookies) => plain((await pages.get(`/deals/${deal.dealId}`, by)).body);
const rows = async (text: string) => (await pages.world.pool.query(text, [deal.dealId])).rows;
const isHeld = async () => (await rows('select 1 from hold where deal_id = $1 and lifted_at is null')).length === 1;

/** Told in the spring of 2030: due on Monday 15 April, since the 22nd its shipment is held. */
async function aHeldShipment(): Promise<BuiltDeal> {
  const held = await aReceivable(pages.world.pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pages.world.start(held);
  const count = (text: string) => pages.world.pool.query(text, [held.dealId]).then(result => result.rowCount);
  await eventually(
    () => count('select 1 from deal where id = $1 and next_rung_at is not null'),
    found => found === 1,
  );
  await pages.world.fastForward(held, { untilAt: '2030-04-22T06:00:00.000Z' });
  await eventually(
    () => count("select 1 from reminder where deal_id = $1 and rung = '+7' and state = 'sent'"),
    found => found === 1,
  );
  return held;
}

async function send(by: Cookies, fields: Record<string, string>) {
  const page = await pages.get(`/deals/${deal.dealId}`, by);
  return pages.post(`/deals/${deal.dealId}/lift_hold`, { csrf: hidden(page, 'csrf'), ...fields }, by);
}

describe('shipments held over a debt, on the page of the deal', () => {
  it('AP10: tell the seller over which debt, and who may let them go; he and an admin have no form and may not', async () => {
    for (const by of [seller, admin]) {
      const body = await show(by);
      expect(body).toContain('Не оплачено 1 160 000 ₸, просрочено 7 дней');
      expect(body).toContain(`Разрешить отгрузку, не дожидаясь оплаты, могут: ${people.cfo.name} (финансовый директор), ${people.director.name} (директор).`);
      expect(body).not.toContain('/lift_hold"');
      const back = await send(by, { reason: 'Очень надо' });
      expect([back.statusCode, plain(back.body).includes('Разрешить отгрузку при долге может не каждый')]).toEqual([403, true]);
    }
    expect(await isHeld()).toBe(true);
  });

  it('AP10, INV-8: are let go by somebody of the right role with a reason, in a plain form that chooses nothing ahead; two clicks are one decision', async () => {
    const body = await show(cfo);
    expect(body).toContain(`action="/deals/${deal.dealId}/lift_hold"`);
    expect(body).toContain('Решение запишется на ваше имя');
    expect(body).toMatch(/<textarea id="lift_hold-reason" name="reason" rows="2" required><\/textarea>/);
    const empty = await send(cfo, { reason: '  ' });
    expect([empty.statusCode, empty.body.includes('Напишите причину.'), await isHeld()]).toEqual([422, true, true]);
    const form = { csrf: hidden(await pages.get(`/deals/${deal.dealId}`, cfo), 'csrf'), nonce: '0123456789abcdef0123456789abcdef', reason: 'Насосы ждут на объекте' };
    const clicks = [await pages.post(`/deals/${deal.dealId}/lift_hold`, form, cfo), await pages.post(`/deals/${deal.dealId}/lift_hold`, form, cfo)];
    expect(clicks.map(answer => [answer.statusCode, answer.headers.location])).toEqual(clicks.map(() => [303, `/deals/${deal.dealId}?done=hold_lifted`]));
    expect(await isHeld()).toBe(false);
  });

  it('AU1: then tell in the story who has agreed, when, why, and over which debt; there is nothing left to decide', async () => {
    const [event] = await rows("select actor, data from deal_event where deal_id = $1 and type = 'hold.lifted'");
    expect(event).toMatchObject({ actor: { type: 'user', id: people.cfo.id, via: 'page' }, data: { approverId: people.cfo.id, role: 'cfo', overdueMinor: 116_000_000, overdueDays: 7 } });
    const body = await show(seller);
    expect(body).toContain(`<b>Отгрузка разрешена</b> при долге 1 160 000 ₸ (просрочено 7 дней): ${people.cfo.name}, финансовый директор`);
    expect(body).toContain('«Насосы ждут на объекте»');
    expect(body).not.toContain('Не оплачено 1 160 000 ₸, просрочено 7 дней');
    const late = await send(cfo, { reason: 'ещё раз' });
    expect([late.statusCode, plain(late.body).includes('Отгрузки сейчас не приостановлены')]).toEqual([409, true]);
    expect(await rows("select 1 from deal_event where deal_id = $1 and type = 'hold.lifted'")).toHaveLength(1);
  });
});
