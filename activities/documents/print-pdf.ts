import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { dropBrowser, type PrintingPage, withPage } from './browser.ts';

const timeLimitMs = 10_000;
const leastBytes = 2_000;

/** `title` and `language` go into the PDF's own data for readers and screen readers; they fill in where the HTML names none. */
export type PrintOptions = Readonly<{ title: string; language: string; signal?: AbortSignal }>;

/**
 * Prints HTML as a tagged PDF, by its own `@page` rules. The HTML may hold what a stranger wrote, so it runs no script, fetches nothing (only `data:`), and may not lead the page elsewhere.
 * Throws `browser_missing` where there is no browser, `render_failed` where the page left before it was printed, took over 10 s or came out empty; an aborted signal throws its reason.
 */
export async function printPdf(html: string, options: PrintOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  return withPage(async printing => {
    options.signal?.throwIfAborted();
    const stale = !printing.fresh;
    const pdf = await printWithin(printing, html, options);
    if (pdf !== null) return pdf;
    await dropBrowser();
    // A page may still be led astray by the document before; a fresh one shows whether this document did it.
    if (!stale) throw new RuleViolation('render_failed', 'The document led its page to another address, so nothing was printed.');
    return null;
  }).then(pdf => pdf ?? printPdf(html, options));
}

async function printWithin(printing: PrintingPage, html: string, { title, language, signal }: PrintOptions): Promise<Uint8Array | null> {
  const watch = Promise.withResolvers<never>();
  const timer = setTimeout(() => watch.reject(new RuleViolation('render_failed', 'Printing took longer than ten seconds.')), timeLimitMs);
  const stop = (): void => watch.reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([print(printing, withIdentity(html, { title, language })), watch.promise]);
  } catch (error) {
    if (printing.navigated && !signal?.aborted && !(error instanceof RuleViolation)) return null;
    await dropBrowser();
    if (error instanceof RuleViolation || signal?.aborted) throw error;
    throw new RuleViolation('render_failed', `The browser could not print: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function print(printing: PrintingPage, html: string): Promise<Uint8Array | null> {
  const { page } = printing;
  printing.fresh = false;
  printing.navigated = false;
  printing.renders += 1;
  await page.setContent(html, { waitUntil: 'load', timeout: timeLimitMs });
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, timeout: timeLimitMs });
  if (printing.navigated || page.url() !== 'about:blank') return null;
  if (pdf.length < leastBytes) throw new RuleViolation('render_failed', `The PDF came out empty (${pdf.length} bytes): the machine has no font.`);
  return pdf;
}

function withIdentity(html: string, { title, language }: Readonly<{ title: string; language: string }>): string {
  const escaped = title.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '');
  const titled = /<title[\s>]/i.test(html) ? html : html.replace(/<head[^>]*>/i, head => `${head}<title>${escaped}</title>`);
  return /<html[^>]*\slang=/i.test(titled) ? titled : titled.replace(/<html/i, `<html lang="${language.replace(/[^a-z-]/gi, '')}"`);
}
