import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../build/company.ts';
import { aDeal, aTypicalPackage } from '../build/deal.ts';
import { aWorld, eventually, type World } from '../deal/world.ts';
import { openStep } from '../replay/scenarios.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { readPdf, withoutSpace } from './read-pdf.ts';

let mail: ScriptedMail;
let world: World;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await mail?.stop();
});

type Language = 'ru' | 'kk' | 'en';
type Invoice = { id: string; number: string; reference: string };
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** A deal of 116,000 KZT, led on 1 April 2030 to the invoice that was sent to a customer of this language. */
async function invoiced(language: Language): Promise<{ invoice: Invoice; to: string; printed: Record<string, Buffer> }> {
  const [line] = aTypicalPackage().lines;
  const lines = line ? [{ ...line, name: 'Сорғы «Өзен» ғұңқүіһ 1,5 кВт' }] : [];
  const to = `esep-${language}@romashka.example`;
  const deal = await aDeal(world.pool, { content: aTypicalPackage({ language, lines }), email: to, start: { submit: false } });
  await world.start(deal);
  await world.fastForward(deal, { untilAt: '2030-04-01T04:30:00.000Z' });
  await world.command(deal, 'submit', {}, { actor: { type: 'user', id: people.seller.id } });
  await world.command(deal, 'approve', await openStep(world, deal, people.manager), { actor: { type: 'api_key', id: 'key_test' } });
  const { rows } = await eventually(
    () => world.pool.query("select id, number, reference from invoice where deal_id = $1 and delivery = 'sent'", [deal.dealId]),
    sent => sent.rowCount === 1,
    40_000,
  );
  const documents = await world.pool.query("select language, content from document where kind = 'invoice' and subject_id = $1", [rows[0].id]);
  return { invoice: rows[0], to, printed: Object.fromEntries(documents.rows.map(each => [each.language, each.content])) };
}

const said = {
  ru: ['Счёт на оплату', 'Сто шестнадцать тысяч тенге 00 тиынов', '116 000,00'],
  kk: ['Төлемге арналған шот', 'Жүз он алты мың теңге 00 тиын', '116 000,00'],
  en: ['Invoice', 'One hundred sixteen thousand tenge 00 tiyn', '116 000.00'],
} as const;

describe('the invoice of a real deal', () => {
  it.each(['ru', 'kk', 'en'] as const)('is printed from the records in three languages and goes to a customer who reads %s in that one', async language => {
    const { invoice, to, printed } = await invoiced(language);
    expect(invoice.number).toMatch(/^2030-00000\d$/);
    expect(Object.keys(printed).sort()).toEqual(['en', 'kk', 'ru']);
    for (const each of ['ru', 'kk', 'en'] as const) {
      const { text, language: told, pages } = readPdf(printed[each] ?? Buffer.alloc(0));
      expect({ told, pages }).toEqual({ told: each, pages: 1 });
      const reference = `${invoice.reference.slice(0, 4)} ${invoice.reference.slice(4)}`;
      for (const words of [invoice.number, reference, '₸', 'Сорғы «Өзен» ғұңқүіһ 1,5 кВт', 'KZ82 722T EST0 0000 0001', 'ТОО «Ромашка»', ...said[each]])
        expect(text.toLowerCase(), each).toContain(withoutSpace(words).toLowerCase());
      expect(text).not.toContain('\uFFFD');
    }
    const letters = mail.received.filter(letter => letter.to === to);
    expect(letters).toHaveLength(1);
    const { attachments } = await PostalMime.parse(letters[0]?.mime ?? '');
    expect(attachments.map(({ filename, mimeType }) => ({ filename, mimeType }))).toEqual([{ filename: `invoice-${invoice.number}-${language}.pdf`, mimeType: 'application/pdf' }]);
    const [attached] = attachments;
    expect(sha256(new Uint8Array(attached?.content as ArrayBuffer))).toBe(sha256(printed[language] ?? Buffer.alloc(0)));
  });
});
