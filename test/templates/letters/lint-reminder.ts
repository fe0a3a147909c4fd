import type { Letter } from '../../../templates/emails/render-letter.ts';
import type { ReminderLetter } from '../../../templates/emails/views.ts';
import { formatMoney } from '../../../templates/format/money.ts';
import type { Language } from '../../../templates/language/language.ts';
import { t } from '../../../templates/language/t.ts';

export type ReminderKind = 'reminder_minus_3' | 'reminder_0' | 'reminder_plus_3' | 'reminder_plus_7' | 'reminder_plus_14';

/** Words that threaten. Before +14 no letter speaks so, in no form of the word. */
const threats: Readonly<Record<Language, RegExp>> = {
  ru: /(?<!\p{L})(?:суд(?:а|е|у|ом|ы|ебн\p{L}*)?(?!\p{L})|юри(?:ст|дич)\p{L}*|взыска\p{L}*|взыщ\p{L}*|штраф\p{L}*|пен[яеию](?!\p{L})|неусто\p{L}*|претензи\p{L}*|санкци\p{L}*|коллектор\p{L}*|иск(?:а|е|ом|ов\p{L}*)?(?!\p{L})|прокур\p{L}*)/iu,
  kk: /(?<!\p{L})(?:сот(?:қа|та|тан|тың|пен)?(?!\p{L})|заңгер\p{L}*|өндіріп\p{L}*|өндірту\p{L}*|айыппұл\p{L}*|өсімпұл\p{L}*|тұрақсыздық\p{L}*|талап-арыз\p{L}*|шағым\p{L}*|санкци\p{L}*|коллектор\p{L}*)/iu,
  en: /\b(?:court|law(?:yer|suit)?s?|legal(?:ly)?|penalt(?:y|ies)|fined?|sanctions?|debt collect\w*|enforce\w*|sue[ds]?|claims?)\b/iu,
};

const entities: Readonly<Record<string, string>> = { '&#x3D;': '=', '&amp;': '&', '&quot;': '"', '&#x27;': "'", '&lt;': '<', '&gt;': '>' };
const unescaped = (html: string): string => html.replace(/&(?:#x3D|amp|quot|#x27|lt|gt);/g, found => entities[found] ?? found);

export type LintedLetter = Readonly<{ kind: ReminderKind; view: ReminderLetter; language: Language; letter: Letter }>;

/** Everything that a reminder to a customer lacks or says too much; an empty list is a letter that may leave. */
export function faultsOf({ kind, view, language, letter }: LintedLetter): string[] {
  const html = unescaped(letter.html);
  const { subject, text } = letter;
  const shown = shownBy(html);
  const faults: string[] = [];
  const need = (holds: boolean, fault: string) => void (holds || faults.push(fault));
  const owed = formatMoney(view.several?.total ?? view.invoice.remaining, language);
  for (const [part, words] of Object.entries({ subject, html: shown, text })) need(words.includes(owed), `${part} without the remaining sum`);
  for (const invoice of view.several?.rows ?? [view.invoice]) {
    for (const [part, words] of Object.entries({ html, text })) need(words.includes(invoice.pageUrl), `${part} without the link of invoice ${invoice.number}`);
    for (const [part, words] of Object.entries({ html: shown, text })) {
      need(words.includes(invoice.number), `${part} without the number of invoice ${invoice.number}`);
      need(words.includes(formatMoney(invoice.remaining, language)), `${part} without what is left of invoice ${invoice.number}`);
      need(words.includes(invoice.paymentReference), `${part} without the payment code of invoice ${invoice.number}`);
    }
  }
  return [
    ...faults,
    ...buttonFaults(view, html, text),
    ...textFaults(text, language),
    ...threatFaults({ kind, language, words: [subject, /mso-hide:all;">([^<]*)</.exec(html)?.[1] ?? '', text, shown] }),
    ...widthFaults(html),
    ...courtesyFaults({ kind, view, html, text }),
  ];
}

/** What a reader sees of a letter: neither its head nor the line that only the list of letters shows. */
function shownBy(html: string): string {
  return html
    .replace(/^[\s\S]*<body[^>]*>\s*<div style="display:none[^>]*>[^<]*<\/div>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[ \n]+/g, ' ');
}

function buttonFaults(view: ReminderLetter, html: string, text: string): string[] {
  const buttons = [...html.matchAll(/class="btn"[^>]*><a href="([^"]+)"/g)].map(([, href]) => href);
  if (buttons.length !== 1) return [buttons.length === 0 ? 'html without a pay button' : 'html with more than one button'];
  const faults = buttons[0] === view.invoice.pageUrl ? [] : ['the pay button leads somewhere else'];
  // The address stands below the button in plain sight, for whoever may not press buttons of letters.
  const plain = html.includes(`>${view.invoice.pageUrl}</a>`) && text.split('\n').includes(view.invoice.pageUrl);
  return plain ? faults : [...faults, 'the address of the button is not in plain sight'];
}

function textFaults(text: string, language: Language): string[] {
  if (text.trim().length < 300) return ['no text part'];
  const faults = /<\/?\w|&\w+;|&#/.test(text) ? ['the text part holds markup'] : [];
  return text.includes(t(language, 'emails.transfer.title')) ? faults : [...faults, 'the text part does not say how to pay'];
}

function threatFaults({ kind, language, words }: { kind: ReminderKind; language: Language; words: readonly string[] }): string[] {
  if (kind === 'reminder_plus_14') return [];
  const found = words.map(each => threats[language].exec(each)?.[0]).find(Boolean);
  return found ? [`threatens before +14: ${found}`] : [];
}

/** A phone is 360 px wide: nothing but the sheet itself, which gives way there, may be set wider, and no line of address or sum may hold it open. */
function widthFaults(html: string): string[] {
  const wide = [...html.matchAll(/<(\w+)([^>]*)\swidth="(\d+)"/g)].filter(([, , attributes = '', width]) => Number(width) > 320 && !/class="[^"]*\bwrap\b/.test(attributes));
  const faults = wide.map(([, element, , width]) => `<${element}> is ${width} px wide on a phone`);
  if (!/max-width: 620px\) \{ \.wrap \{ width: 100% !important; \}/.test(html)) faults.push('the sheet does not give way on a phone');
  if ([...html.matchAll(/<a class="link" href="https?:[^"]+" style="([^"]*)">https?:/g)].some(([, style = '']) => !style.includes('word-break:break-all')))
    faults.push('an address does not break on a phone');
  return faults;
}

function courtesyFaults({ kind, view, html, text }: { kind: ReminderKind; view: ReminderLetter; html: string; text: string }): string[] {
  const offered = [html, text].map(words => /\/u\/[A-Za-z0-9_-]{43}/.test(words));
  const due = kind === 'reminder_minus_3' && view.courtesyUrl !== null;
  return offered.every(each => each === due) ? [] : [due ? 'a courtesy that cannot be declined' : 'a notice of a debt that offers to be declined'];
}
