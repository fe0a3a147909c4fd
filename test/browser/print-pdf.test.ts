import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserEnvironment, closeBrowser, withPage } from '../../activities/documents/browser.ts';
import { findBrowser } from '../../activities/documents/find-browser.ts';
import { printPdf } from '../../activities/documents/print-pdf.ts';
import { renderDocumentHtml } from '../../templates/documents/render-document.ts';
import { languages } from '../../templates/language/language.ts';
import { fiftyFourLines, sampleInvoiceDocument, sampleQuoteDocument, sixLines } from '../templates/documents/sample-documents.ts';
import { readPdf, withoutSpace } from './read-pdf.ts';

const options = { title: 'Документ', language: 'ru' };
const page = (body: string, head = ''): string => `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Т</title>${head}</head><body>${body}<p>ПЕЧАТЬ</p></body></html>`;
const printed = async (kind: 'invoice' | 'quote', language: (typeof languages)[number], lines = sixLines) => {
  const html = kind === 'invoice' ? renderDocumentHtml(kind, sampleInvoiceDocument(lines), { language }) : renderDocumentHtml(kind, sampleQuoteDocument(lines), { language });
  return readPdf(await printPdf(html, { title: kind, language }));
};

let hits: string[] = [];
let canary: Server;
let address = '';

beforeAll(async () => {
  canary = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end('<p>CANARY</p>');
  });
  await new Promise<void>(resolve => canary.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await closeBrowser();
  await new Promise(resolve => canary.close(resolve));
});

describe('a printed invoice', () => {
  it('holds Kazakh letters, the tenge sign, totals and the sum in words as text', async () => {
    const { text, title, language, tagged, pages } = await printed('invoice', 'kk');
    for (const said of ['Төлемге арналған шот № 2026-000118', 'ҚҚС-сыз', '₸', '3 986 746,00', 'теңге', 'KZ00 000D EM00 1234 5678', '7W4KD9RN', 'Үш миллион'])
      expect(text.toLowerCase()).toContain(withoutSpace(said).toLowerCase());
    expect(text).not.toContain('\uFFFD');
    expect({ title, language, tagged, pages }).toEqual({ title: 'Төлемге арналған шот № 2026-000118, 2026\u00A0жылғы 30\u00A0қазан, ТОО «Арна Снаб»', language: 'kk', tagged: true, pages: 1 });
  });

  it('of six lines takes one page and of fifty-four three, numbered, with the head and the running total on each', async () => {
    for (const language of languages) expect((await printed('invoice', language)).pages, language).toBe(1);
    const { pages, text } = await printed('invoice', 'ru', fiftyFourLines);
    expect(pages).toBe(3);
    for (const said of ['стр. 1 из 3', 'стр. 3 из 3', '35 880 714,00']) expect(text).toContain(withoutSpace(said));
    expect(text.split(withoutSpace('Перенос с предыдущей страницы')).length - 1).toBe(2);
    expect(text.split(withoutSpace('Наименование')).length - 1).toBe(3);
  });

  it('and a quote print in every language', async () => {
    for (const language of languages) {
      const quote = await printed('quote', language);
      expect(quote.pages).toBe(1);
      expect(quote.text).toContain(withoutSpace(language === 'en' ? '3 986 746.00' : '3 986 746,00'));
    }
  });
});

describe('hostile HTML', () => {
  it('reaches no server, whatever it asks for', async () => {
    hits = [];
    const asks = [
      `<img src="${address}/img"><iframe src="${address}/frame"></iframe><object data="${address}/object"></object><embed src="${address}/embed">`,
      `<video src="${address}/video" autoplay></video><svg><image href="${address}/svg"/><use href="${address}/use#x"/></svg>`,
      `<script>fetch("${address}/fetch");location="${address}/script"</script><script src="${address}/src"></script><img src=x onerror="fetch('${address}/onerror')">`,
      `<form action="${address}/form"><input autofocus onfocus="this.form.submit()"></form><a href="${address}/ping" ping="${address}/ping">x</a>`,
    ].join('');
    const head = `<link rel="stylesheet" href="${address}/css"><link rel="preload" as="image" href="${address}/preload"><link rel="prefetch" href="${address}/prefetch"><link rel="dns-prefetch" href="${address}"><style>@import "${address}/import"; body { background: url("${address}/background") } @font-face { font-family: F; src: url("${address}/font") } p { font-family: F }</style>`;
    const { text } = readPdf(await printPdf(page(asks, head), options));
    expect(text).toContain('ПЕЧАТЬ');
    expect(text).not.toContain('CANARY');
    expect(hits).toEqual([]);
  });

  it('would reach it through an ordinary page of the same browser', async () => {
    hits = [];
    const { executablePath, shell, environment } = await findBrowser();
    const browser = await puppeteer.launch({ executablePath, headless: shell ? 'shell' : true, pipe: true, args: ['--no-sandbox'], env: { ...process.env, ...environment } });
    await (await browser.newPage()).setContent(page(`<img src="${address}/img"><iframe src="${address}/frame"></iframe>`));
    await browser.close();
    expect(hits).toContain('/img');
    expect(hits).toContain('/frame');
  });

  it('that leads the page away is printed whole before it leaves, or fails the render: never a blank page', async () => {
    hits = [];
    const rows = '<p>строка</p>'.repeat(400); // long enough for some to leave before they are printed
    for (const body of ['', '', rows, rows]) {
      const outcome = await printPdf(page(body, `<meta http-equiv="refresh" content="0;url=${address}/refresh">`), options).then(
        pdf => readPdf(pdf).text,
        (error: unknown) => error,
      );
      if (typeof outcome === 'string') expect(outcome).toContain('ПЕЧАТЬ');
      else expect(outcome).toMatchObject({ code: 'render_failed' });
    }
    expect(hits).toEqual([]);
  });

  it('does no harm to the document printed after it', async () => {
    for (const delay of [0, 0.02, 0.05, 0.1]) await printPdf(page('', `<meta http-equiv="refresh" content="${delay};url=${address}/late">`), options).catch(() => undefined);
    for (let turn = 0; turn < 5; turn += 1) expect(readPdf(await printPdf(page('<p>СЛЕДУЮЩИЙ</p>'), options)).text).toContain('СЛЕДУЮЩИЙ');
    expect(hits).toEqual([]);
  });

  it('sees no file of the machine and no secret of the environment', async () => {
    const { text } = readPdf(
      await printPdf(page('<iframe src="file:///etc/passwd"></iframe><object data="file:///proc/self/environ"></object>', '<meta http-equiv="refresh" content="0;url=file:///etc/passwd">'), options),
    );
    expect(text).toBe('ПЕЧАТЬ');
    expect(browserEnvironment({ PATH: '/bin', DATABASE_URL: 'postgres://secret', LINK_KEY: 'secret', SMTP_URL: 'secret' })).toEqual({ PATH: '/bin' });
  });
});

describe('printing', () => {
  it('gives many at once their own pages and keeps to one browser', async () => {
    const texts = await Promise.all(Array.from({ length: 8 }, async (_, index) => readPdf(await printPdf(page(`<p>НОМЕР${index}</p>`), options)).text));
    expect(texts).toEqual(Array.from({ length: 8 }, (_, index) => `НОМЕР${index}ПЕЧАТЬ`));
  });

  it('starts anew after the browser died', async () => {
    await withPage(async ({ browser }) => {
      const died = new Promise(resolve => browser.once('disconnected', resolve));
      browser.process()?.kill('SIGKILL');
      await died;
    });
    expect(readPdf(await printPdf(page(''), options)).text).toContain('ПЕЧАТЬ');
  });

  it('stops when it is told to', async () => {
    await expect(printPdf(page(''), { ...options, signal: AbortSignal.abort(new Error('shutting down')) })).rejects.toThrow('shutting down');
    const stop = new AbortController();
    const long = printPdf(page('<table>'.concat('<tr><td>строка</td></tr>'.repeat(60_000), '</table>')), { ...options, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(long).rejects.toThrow('enough');
    expect(readPdf(await printPdf(page(''), options)).text).toContain('ПЕЧАТЬ');
  });

  it('gives a document without title and language those it is told', async () => {
    const { title, language } = readPdf(await printPdf('<!doctype html><html><head><meta charset="utf-8"></head><body><p>Мәтін</p></body></html>', { title: 'Счёт & <акт>', language: 'kk' }));
    expect({ title, language }).toEqual({ title: 'Счёт & <акт>', language: 'kk' });
  });
});

describe('the browser', () => {
  it('that is named but not there is an error with its reason, not a search', async () => {
    await expect(findBrowser('/nowhere/chromium')).rejects.toMatchObject({ code: 'browser_missing', message: expect.stringContaining('/nowhere/chromium') });
  });

  it('is found and says where it came from', async () => {
    expect(await findBrowser()).toMatchObject({ source: expect.stringMatching(/^(CHROMIUM_PATH|system|packaged)$/) });
  });
});
