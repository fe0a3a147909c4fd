import path from 'node:path';
import type { HelperDelegate, HelperOptions } from 'handlebars';
import type { Reader } from '../render/reader.ts';
import { SafeMarkup } from '../render/safe-markup.ts';
import { type RenderFromSet, templateSet } from '../render/template-set.ts';
import type { LetterKind, LetterViews } from './views.ts';

/** A letter ready to send: the same words as HTML and as plain text. */
export type Letter = Readonly<{ subject: string; html: string; text: string }>;
type Envelope = { subject?: string; preheader?: string };

// `{{#letterSubject}}` and `{{#letterPreheader}}` stand on top of each letter; in the plain-text run they put their words aside.
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
const folder = import.meta.dirname;
const sets = new Map<'html' | 'text', RenderFromSet>();

/**
 * Writes a letter for a reader. One template per kind (`emails/<kind>.hbs`) is run twice, over parts that exist as HTML and as plain text,
 * so that the two can never say different things. Throws where the view lacks what the letter speaks of.
 */
export function renderLetter<Kind extends LetterKind>(kind: Kind, view: LetterViews[Kind], reader: Reader): Letter {
  const envelope: Envelope = {};
  const textBody = setFor('text')(kind, view, { ...reader, envelope });
  const { subject, preheader } = envelope;
  if (!subject || !preheader) throw new Error(`The letter ${kind} has no subject or no preheader`);
  const htmlBody = setFor('html')(kind, view, { ...reader, envelope: {} });
  const frame = { ...view, bankCompleteAt: 'bankCompleteAt' in view ? view.bankCompleteAt : null, subject, preheader };
  const html = setFor('html')('layout/html', { ...frame, body: new SafeMarkup(htmlBody.trim()) }, reader);
  const text = setFor('text')('layout/text', { ...frame, body: new SafeMarkup(textBody) }, reader);
  return { subject, html, text: tidy(text) };
}

function setFor(form: 'html' | 'text'): RenderFromSet {
  const known = sets.get(form);
  if (known) return known;
  const made = templateSet({ folder, partials: [path.join(folder, 'partials', 'shared'), path.join(folder, 'partials', form)], form, helpers });
  sets.set(form, made);
  return made;
}

function tidy(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
