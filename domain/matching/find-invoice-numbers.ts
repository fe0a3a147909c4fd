import { canonicalInvoiceNumber } from './invoice-number.ts';
import { normalisePurpose } from './normalise-purpose.ts';

/** Our printed number, with or without its series: it is recognised without a word before it, but not behind the word for a contract. */
const printed = /(?<![\p{L}\d/-])(?:\p{Lu}{1,5}-)?\d{4}-\d{6}(?![\d/-])/gu;
const contractBefore = /(?:дог(?:овору?а?|\.)?|контракту?а?|contract|шарт\p{L}*|заказу?а?|накладн\p{L}*|акту?а?)\s*(?:№|N|no\.?|#)?\s*$/iu;

/** The words for an invoice. The look-behind keeps «расчет 15.09» and «р/счет KZ…» out (formats 3). */
const invoiceWord =
  /(?<![\p{L}/])(?:сч[её]т(?:[ауеы]|ом|ам|ов)?|сч\.?(?:\s*на\s*опл(?:ату|\.)?)?|schet[au]?|инвойс[ау]?|invoices?|inv|шот\p{L}{0,4})(?![\p{L}])\.?\s*(?:-\s*фактур\p{L}*\s*)?(?:на\s+оплату\s*)?(?<sign>№№?|N|no\.?|#)?\s*/giu;

/** «за счет 2 квартала» speaks of a source of money, «лицевой счет 5» of an account; the sign № makes an invoice of the first all the same. */
const otherMeaningBefore = /(?<!\p{L})за\s+$/iu;
const accountBefore = /(?:расч[её]тн|лицев|банковск|карточн|текущ|корр?еспондентск)\p{L}*\s+$/iu;
const item = /(?:[A-ZА-ЯЁ]{1,5}[-\s]?)?\d(?:(?!от(?!\p{L}))[\dA-ZА-Я])*(?:[-/](?:(?!от(?!\p{L}))[\dA-ZА-Я])+)*/iuy;
const separator = /\s*(?:,|;|и|және|and|&)\s*(?:№№?|N)?\s*(?=(?:[A-ZА-ЯЁ]{1,5}[-\s]?)?\d)/iuy;
const notANumberAfter = /^(?:\.\d|,\d{2}(?!\d)|\s*(?:%|тенге|тг|тиын|руб|kzt|₸|квартал|кв\.|месяц|мес\.|год))/iu;

/**
 * Answers the invoice numbers a purpose cites, as written, each once, in order. Candidates only: never allocate on a number alone (formats 3).
 * Contract numbers, accounts, sums and «за счет 2 квартала» are not invoices.
 */
export function findInvoiceNumbers(purpose: string): readonly string[] {
  const text = normalisePurpose(purpose);
  const found = [...printedNumbers(text), ...numbersBehindTheWord(text)].sort((a, b) => a.at - b.at);
  const once = new Map<string, string>();
  for (const { number } of found) {
    const canonical = canonicalInvoiceNumber(number);
    if (canonical !== '' && !once.has(canonical)) once.set(canonical, number);
  }
  return [...once.values()];
}

type FoundNumber = Readonly<{ number: string; at: number }>;

function printedNumbers(text: string): readonly FoundNumber[] {
  return [...text.matchAll(printed)].filter(({ index }) => !contractBefore.test(text.slice(Math.max(0, index - 30), index))).map(match => ({ number: match[0], at: match.index }));
}

function numbersBehindTheWord(text: string): readonly FoundNumber[] {
  return [...text.matchAll(invoiceWord)].flatMap(word => {
    const before = text.slice(Math.max(0, word.index - 30), word.index);
    const isSourceOfMoney = word.groups?.['sign'] === undefined && otherMeaningBefore.test(before);
    return isSourceOfMoney || accountBefore.test(before) ? [] : listedNumbers(text, word.index + word[0].length);
  });
}

/** Reads `1025,1026 и 1027` from a place on; stops at what is a sum, a period, an account or no number. */
function listedNumbers(text: string, from: number): readonly FoundNumber[] {
  const numbers: FoundNumber[] = [];
  for (let at = from; at < text.length; ) {
    item.lastIndex = at;
    const number = item.exec(text)?.[0];
    if (number === undefined || /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/iu.test(number) || notANumberAfter.test(text.slice(at + number.length, at + number.length + 12))) break;
    numbers.push({ number, at });
    separator.lastIndex = at + number.length;
    const next = separator.exec(text);
    if (next === null) break;
    at = separator.lastIndex;
  }
  return numbers;
}
