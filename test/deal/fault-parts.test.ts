import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser } from '../../activities/documents/browser.ts';
import { readCaught } from '../../api/inbox/read-caught.ts';
import { freePorts } from '../../local/free-ports.ts';
import { startMailCatcher } from '../../local/mail-catcher.ts';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage, type BuiltDeal } from '../build/deal.ts';
import { openStep } from '../replay/scenarios.ts';
import { makeTestFolder } from '../setup/test-folder.ts';
import { aWorld, eventually, type World } from './world.ts';

let folder: string;
let mailPort: number;
let world: World;
beforeAll(async () => {
  folder = await makeTestFolder('parts');
  [mailPort = 0] = await freePorts(1);
  world = await aWorld({}, { smtpUrl: `smtp://127.0.0.1:${mailPort}` });
});
afterAll(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

const dealRow = async (deal: BuiltDeal) =>
  (await world.pool.query('select stage, waiting_for, stuck_code from deal where id = $1', [deal.dealId])).rows[0] as { stage: string; waiting_for: string; stuck_code: string | null };
const types = async (deal: BuiltDeal) => (await world.pool.query('select type from deal_event where deal_id = $1 order by n', [deal.dealId])).rows.map(r => r.type as string);

async function approvedTypicalDeal(): Promise<BuiltDeal> {
  const deal = await aDeal(world.pool, { content: aTypicalPackage() });
  await world.start(deal);
  await world.command(deal, 'approve', await openStep(world, deal, people.manager), { actor: { type: 'api_key', id: 'key_test' } });
  return deal;
}

// One world, told in order: first there is neither a browser nor a mail server, then a browser, at last both.
describe('parts that are missing', () => {
  let deal: BuiltDeal;

  it('without a browser the deal is approved and invoiced, and says why the PDF is not there', async () => {
    const named = process.env['CHROMIUM_PATH'];
    process.env['CHROMIUM_PATH'] = path.join(folder, 'no-browser-here');
    await closeBrowser();
    try {
      deal = await approvedTypicalDeal();
      await eventually(
        () => dealRow(deal),
        row => row.stage === 'collecting' && row.stuck_code === 'browser_missing',
        40_000,
      );
      expect((await types(deal)).filter(type => type === 'document.created' || type === 'invoice.sent')).toEqual([]);
    } finally {
      if (named === undefined) delete process.env['CHROMIUM_PATH'];
      else process.env['CHROMIUM_PATH'] = named;
    }
  });

  it('with a browser the PDF is printed by itself; without a mail server the letter waits and says so', async () => {
    await world.fastForward(deal, { days: 0.01 });
    await eventually(
      () => types(deal),
      seen => seen.filter(type => type === 'document.created').length === 2,
      40_000,
    );
    await eventually(
      () => dealRow(deal),
      row => row.stuck_code === 'mail_down' && row.waiting_for === 'failed_activity',
      40_000,
    );
    const { rows } = await world.pool.query("select state, last_error, attempts from letter where deal_id = $1 and kind = 'invoice'", [deal.dealId]);
    expect(rows).toMatchObject([{ state: 'claimed', last_error: expect.stringContaining('ECONNREFUSED') }]);
    expect(rows[0].attempts).toBeGreaterThan(0);
    const { rows: stuck } = await world.pool.query("select e.data->>'what' what from deal_event e where deal_id = $1 and type = 'deal.stuck' and e.data->>'code' = 'mail_down'", [deal.dealId]);
    const { rows: invoices } = await world.pool.query('select id from invoice where deal_id = $1', [deal.dealId]);
    expect([...new Set(stuck.map(({ what }) => what))]).toEqual([`invoice_letter:${invoices[0].id}`]);
  });

  it('with a mail server the letter leaves once, and the deal waits for money again', async () => {
    const inbox = path.join(folder, 'mail');
    const mail = await startMailCatcher({ port: mailPort, dir: inbox });
    try {
      await world.fastForward(deal, { days: 0.01 });
      await eventually(
        () => types(deal),
        seen => seen.includes('invoice.sent'),
        40_000,
      );
      expect(
        await eventually(
          () => dealRow(deal),
          row => row.stuck_code === null,
        ),
      ).toMatchObject({ stage: 'collecting', waiting_for: 'payment_due' });
      const { rows } = await world.pool.query("select state, to_address from letter where deal_id = $1 and kind = 'invoice'", [deal.dealId]);
      expect(rows).toMatchObject([{ state: 'sent' }]);
      const caught = await readCaught(inbox);
      expect(caught.filter(letter => letter.to.includes(rows[0].to_address))).toMatchObject([{ attachments: [{ contentType: 'application/pdf' }] }]);
    } finally {
      await mail.stop();
    }
  });
});
