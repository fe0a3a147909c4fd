import type { StatementLimits } from '../limits.ts';
import { truncated, unreadable } from '../refusals.ts';
import type { ExchangeFile, Field, Section } from './sections.ts';
import { type TextLine, textLines } from './text-lines.ts';

export const exchangeFileMark = '1CClientBankExchange';

type OpenSection = { type: 'account' | 'document'; kind: string; line: number; fields: Field[]; raw: string[]; accountsBefore: number };

/**
 * Answers header, account sections and documents of a 1CClientBankExchange file in the order they stand (formats 2.2).
 * Key and value part at the first `=` only; a line without a key inside a document goes on with the value above it.
 * Refuses with `statement_unreadable` what is no such file, with `statement_truncated` a document that is not closed.
 */
export function parseExchangeFile(text: string, limits: StatementLimits): ExchangeFile {
  const reader = new ExchangeReader();
  for (const line of textLines(text, limits)) reader.take(line);
  return reader.finish();
}

class ExchangeReader {
  readonly #header: Field[] = [];
  readonly #accounts: Section[] = [];
  readonly #documents: Section[] = [];
  #open: OpenSection | null = null;
  #isStarted = false;
  #hasEndMark = false;
  #lastLine = 0;

  take({ line, text }: TextLine): void {
    const trimmed = text.trim();
    if (!this.#isStarted) {
      if (trimmed !== exchangeFileMark) throw notAnExchangeFile(line, trimmed);
      this.#isStarted = true;
    } else if (this.#hasEndMark) {
      throw unreadable({ line, detail: `The file goes on after КонецФайла with «${trimmed.slice(0, 60)}».` });
    } else {
      this.#takeMarkOrField({ line, text: trimmed }, text);
    }
    this.#lastLine = line;
  }

  #takeMarkOrField(at: TextLine, asWritten: string): void {
    const [name = '', ...rest] = at.text.split('=');
    switch (name.trim().toUpperCase()) {
      case 'СЕКЦИЯРАСЧСЧЕТ':
        return this.#begin('account', at, rest.join('='));
      case 'СЕКЦИЯДОКУМЕНТ':
        return this.#begin('document', at, rest.join('='));
      case 'КОНЕЦРАСЧСЧЕТ':
        return this.#end('account', at);
      case 'КОНЕЦДОКУМЕНТА':
        return this.#end('document', at);
      case 'КОНЕЦФАЙЛА':
        this.#leaveAccount(at);
        this.#hasEndMark = true;
        return;
      default:
        return this.#takeField(at, asWritten);
    }
  }

  #begin(type: OpenSection['type'], at: TextLine, kind: string): void {
    this.#leaveAccount(at);
    this.#open = { type, kind: kind.trim().replace(/^["«]|["»]$/gu, ''), line: at.line, fields: [], raw: [at.text], accountsBefore: this.#accounts.length };
  }

  #end(type: OpenSection['type'], at: TextLine): void {
    if (this.#open?.type === 'document' && type === 'account') throw unclosedDocument(this.#open, at.line);
    if (this.#open?.type !== type) throw unreadable({ line: at.line, tag: at.text, detail: `«${at.text}» closes a section that was not opened.` });
    this.#store(true, at.text);
  }

  /** An account section may lack its end mark, so the next mark ends it; a document may not. */
  #leaveAccount(at: TextLine): void {
    if (this.#open === null) return;
    if (this.#open.type === 'document') throw unclosedDocument(this.#open, at.line);
    this.#store(false);
  }

  #store(isClosed: boolean, endMark?: string): void {
    if (this.#open === null) return;
    const { type, kind, line, fields, raw, accountsBefore } = this.#open;
    if (endMark !== undefined) raw.push(endMark);
    const section: Section = { kind, line, fields, rawText: raw.join('\n'), isClosed, accountsBefore };
    (type === 'account' ? this.#accounts : this.#documents).push(section);
    this.#open = null;
  }

  #takeField(at: TextLine, asWritten: string): void {
    const fields = this.#open?.fields ?? this.#header;
    const isInDocument = this.#open?.type === 'document';
    this.#open?.raw.push(asWritten);
    const split = at.text.indexOf('=');
    const tag = at.text.slice(0, split).trim();
    const isField = split > 0 && (!isInDocument || /^[\p{L}\p{N}_]+$/u.test(tag));
    if (isField) {
      fields.push({ tag, key: tag.toUpperCase(), value: at.text.slice(split + 1).trim(), line: at.line });
      return;
    }
    const above = fields.at(-1);
    if (!isInDocument || above === undefined) throw unreadable({ line: at.line, detail: `«${at.text.slice(0, 60)}» is neither «Ключ=Значение» nor the mark of a section.` });
    fields[fields.length - 1] = { ...above, value: `${above.value} ${at.text}`.trim() };
  }

  finish(): ExchangeFile {
    if (!this.#isStarted) throw unreadable({ line: 1, detail: 'The file is empty.' });
    if (this.#open?.type === 'document') throw unclosedDocument(this.#open, this.#lastLine);
    if (this.#open !== null && !this.#open.fields.some(field => field.key === 'КОНЕЧНЫЙОСТАТОК')) {
      throw truncated({ line: this.#open.line, endLine: this.#lastLine, tag: 'КонецРасчСчет', detail: `The account section opened here is cut at line ${this.#lastLine}.` });
    }
    this.#store(false);
    return { header: this.#header, accounts: this.#accounts, documents: this.#documents, hasEndMark: this.#hasEndMark, lastLine: this.#lastLine };
  }
}

function unclosedDocument(open: OpenSection, endLine: number): Error {
  const number = open.fields.find(field => field.key === 'НОМЕРДОКУМЕНТА' || field.key === 'НОМЕР')?.value;
  const name = number === undefined ? 'The document' : `Document ${number}`;
  return truncated({ line: open.line, endLine, tag: 'КонецДокумента', detail: `${name} opened here has no КонецДокумента up to line ${endLine}; the file is cut.` });
}

function notAnExchangeFile(line: number, found: string): Error {
  return unreadable({ line, detail: `The first line is not «${exchangeFileMark}» (it is «${found.slice(0, 80)}»).` });
}
