import Handlebars, { type HelperDelegate, type HelperOptions } from 'handlebars';
import { groupAccount } from '../format/requisites.ts';
import { fill, type Params, sentence, t } from '../language/t.ts';
import { wordOf } from '../language/word.ts';
import { readerOf } from './formatting-helpers.ts';
import { SafeMarkup } from './safe-markup.ts';
import { safeUrl } from './safe-url.ts';

const escape = Handlebars.escapeExpression;

/** `**words**` of a sentence become bold; everything else, the parameters first of all, is escaped. */
function boldMarkup(key: string, options: HelperOptions): string {
  const { language } = readerOf(options);
  const params: Params = options.hash;
  const parts = sentence(language, key, params).split('**');
  const filled = parts.map(part => fill(escape(part), params, value => escape(value)));
  return filled.map((part, index) => (index % 2 === 1 ? `<b>${part}</b>` : part)).join('');
}

const say: HelperDelegate = (key: string, options: HelperOptions) => t(readerOf(options).language, key, options.hash);

const word: HelperDelegate = (group: string, code: string, options: HelperOptions) => wordOf(readerOf(options).language, { group, code }, options.hash);

const inline: HelperDelegate = (value: unknown) => {
  if (!(value instanceof SafeMarkup)) throw new Error('The helper "inline" takes only markup made by this program');
  return new Handlebars.SafeString(value.markup);
};

/**
 * Words and addresses of an HTML template.
 * `{{t 'area.key' name=value}}` a sentence; `{{plural 'words.days' count=3}}` the same, named for plural entries; `{{tBold …}}` with **bold** marks; `{{word 'stage' code}}` an entry of words.json;
 * `{{url address}}` for every href, src and action; `{{inline markup}}` for a SafeMarkup; `{{account iban}}` an IBAN in fours.
 */
export const htmlTextHelpers: Readonly<Record<string, HelperDelegate>> = {
  t: say,
  plural: say,
  word,
  tBold: (key: string, options: HelperOptions) => new Handlebars.SafeString(boldMarkup(key, options)),
  url: (address: string) => safeUrl(address),
  account: (iban: string) => groupAccount(iban),
  inline,
};

/** The same vocabulary for a plain-text template: nothing is escaped and bold marks fall away. */
export const plainTextHelpers: Readonly<Record<string, HelperDelegate>> = {
  ...htmlTextHelpers,
  tBold: (key: string, options: HelperOptions) => t(readerOf(options).language, key, options.hash).replaceAll('**', ''),
};
