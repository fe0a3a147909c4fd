import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../build/company.ts';
import { aReceivable } from '../../build/invoice.ts';
import { eventually } from '../../deal/world.ts';
import { aPagesApp, enterAs, type PagesApp } from './pages-app.ts';

let pages: PagesApp, seller: Record<string, string>;
beforeAll(async () => {
  pages = await aPagesApp();
  seller = await enterAs(pages, people.seller.id);
});
afterAll(() => pages.close());

const inAnHour = new Date(Date.now() + 3_600_000).toISOString();

/** A deal with an invoice, of whose process one step fails with this code. */
async function aDealThatFails(whatOf: (invoiceId: string) => string, code: string) {
  const { pool } = pages.world;
  const deal = await aReceivable(pool, { issuedOn: '2030-04-01', dueOn: '2030-04-15' });
  await pages.world.start(deal);
  await eventually(
    () => pool.query('select 1 from deal where id = $1 and next_rung_at is not null', [deal.dealId]),
    found => found.rowCount === 1,
  );
  const what = whatOf(deal.invoiceId);
  await happens(deal.dealId, 'deal.stuck', { what, code, retryAt: inAnHour });
  return { deal, what };
}

async function happens(dealId: string, type: string, data: Record<string, string>): Promise<void> {
  await pages.world.pool.query(
    `insert into deal_event (deal_id, n, type, at, actor, data, recorded_at)
       select $1, max(n) + 1, $2, $3, '{"type":"system","id":"process"}', $4, $3 from deal_event where deal_id = $1`,
    [dealId, type, new Date().toISOString(), data],
  );
}

const banner = async (dealId: string) => /<div class="fails".*?<\/div>/s.exec((await pages.get(`/deals/${dealId}`, seller)).body)?.[0].replace(/[\u00a0\u202f]/g, ' ');

describe('what fails, on the page of a deal', () => {
  it('is an invoice’s letter that waits for the mail server, with its tries and its next one', async () => {
    const { deal } = await aDealThatFails(invoiceId => `invoice_letter:${invoiceId}`, 'mail_down');
    await pages.world.pool.query(
      `insert into letter (id, deal_id, invoice_id, kind, to_address, language, message_id, state, attempts, last_error, next_attempt_at, created_at)
         values ('let_1', $1, $2, 'invoice', 'buh@romashka.example', 'ru', '<let_1@arna.example>', 'claimed', 3, 'connect ECONNREFUSED', $3, $4)`,
      [deal.dealId, deal.invoiceId, inAnHour, new Date().toISOString()],
    );
    const shown = await banner(deal.dealId);
    expect(shown).toContain('Письмо ждёт отправки.');
    expect(shown).toContain('Почтовый сервер не отвечает или не принимает наши письма.');
    expect(shown).toContain('3 попытки');
    expect(shown).toContain('Следующая');
  });

  it('counts the tries of a step since the first that failed, and is gone when it succeeds', async () => {
    const { deal, what } = await aDealThatFails(invoiceId => `document:invoice:${invoiceId}`, 'browser_missing');
    await happens(deal.dealId, 'deal.stuck', { what, code: 'browser_missing', retryAt: inAnHour });
    expect(await banner(deal.dealId)).toContain('2 попытки');
    await happens(deal.dealId, 'deal.unstuck', { what });
    expect(await banner(deal.dealId)).toBeUndefined();
  });

  it.each([
    ['a reminder that waits for a busy mail server', (invoiceId: string) => `rung:${invoiceId}:+3`, 'mail_busy', 'Письмо ждёт отправки.'],
    ['a PDF without a browser', (invoiceId: string) => `document:invoice:${invoiceId}`, 'browser_missing', 'PDF ждёт.'],
    ['a step of the database', (invoiceId: string) => `plan_reminders:${invoiceId}`, 'activity_failed', 'Один шаг не получается.'],
  ])('is %s', async (_name, whatOf, code, words) => {
    const { deal } = await aDealThatFails(whatOf, code);
    expect(await banner(deal.dealId)).toContain(words);
  });
});
