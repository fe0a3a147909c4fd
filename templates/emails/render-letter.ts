import path from 'node:path';
import type { HelperDelegate, HelperOptions } from 'handlebars';
import type { Reader } from '../render/reader.ts';
import { SafeMarkup } from '../render/safe-markup.ts';
import { type RenderFromSet, templateSet } from '../render/template-set.ts';
import type { LetterKind, LetterViews } from './views.ts';

/** A letter ready to send: the same words as HTML and as plain text. */
export type Letter = Readonly<{ subject: string; html: string; text: string }>;
export type LetterParts = Readonly<{ subject: string; preheader: string; body: string }>;
type LetterForm = 'html' | 'text' | 'telegram';
type Envelope = { subject?: string; preheader?: string };

// `{{#letterSubject}}` and `{{#letterPreheader}}` stand on top of each letter; they put their words aside.
const putAside = (field: keyof Envelope): HelperDelegate =>
  function (this: unknown, options: HelperOptions) {
    const envelope: Envelope = options.data['envelope'];
    envelope[field] = options
      .fn(this)
      .replace(/[\n\t ]+/g, ' ')
      .trim();
    return '';
  };
const helpers = { letterSubject: putAside('subject'), letterPreheader: putAside('preheader') };

/** Writes letters from one folder of templates. */
export type LetterWriter = Readonly<{
  renderLetter: <Kind extends LetterKind>(kind: Kind, view: LetterViews[Kind], reader: Reader) => Letter;
  letterParts: <Kind extends LetterKind>(form: LetterForm, kind: Kind, filled: { view: LetterViews[Kind]; reader: Reader }) => LetterParts;
}>;

/** A writer for a folder that holds one template per kind, `layout/` and `partials/`; its templates are read once, at their first use. */
export function letterWriter(folder: string): LetterWriter {
  const sets = new Map<LetterForm, RenderFromSet>();

  function setFor(form: LetterForm): RenderFromSet {
    const known = sets.get(form);
    if (known) return known;
    // A message by Telegram is plain text, but for the few parts that it says in its own way.
    const forms = form === 'telegram' ? ['shared', 'text', 'telegram'] : ['shared', form];
    const made = templateSet({ folder, partials: forms.map(name => path.join(folder, 'partials', name)), form: form === 'html' ? 'html' : 'text', helpers });
    sets.set(form, made);
    return made;
  }

  const letterParts: LetterWriter['letterParts'] = (form, kind, { view, reader }) => {
    const envelope: Envelope = {};
    const body = setFor(form)(kind, view, { ...reader, envelope });
    const { subject, preheader } = envelope;
    if (!subject || !preheader) throw new Error(`The letter ${kind} has no subject or no preheader`);
    return { subject, preheader, body };
  };

  const renderLetter: LetterWriter['renderLetter'] = (kind, view, reader) => {
    const { subject, preheader, body } = letterParts('text', kind, { view, reader });
    const htmlBody = letterParts('html', kind, { view, reader }).body;
    const frame = { ...view, bankCompleteAt: 'bankCompleteAt' in view ? view.bankCompleteAt : null, subject, preheader };
    const html = setFor('html')('layout/html', { ...frame, body: new SafeMarkup(htmlBody.trim()) }, reader);
    const text = setFor('text')('layout/text', { ...frame, body: new SafeMarkup(body) }, reader);
    return { subject, html, text: tidy(text) };
  };

  return { renderLetter, letterParts };
}

const own = letterWriter(import.meta.dirname);

/**
 * Writes a letter for a reader. One template per kind (`emails/<kind>.hbs`) is run twice, over parts that exist as HTML and as plain text,
 * so that the two can never say different things. Throws where the view lacks what the letter speaks of.
 */
export const renderLetter = own.renderLetter;

/** The words of a letter without its frame, in one of the forms its parts exist in. Subject and preheader are plain only where the form is. */
export const letterParts = own.letterParts;

/** Plain text without blanks at the ends of lines and without gaps of several lines. */
export function tidy(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
