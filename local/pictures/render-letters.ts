import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderLetter } from '../../templates/emails/render-letter.ts';
import type { Language } from '../../templates/language/language.ts';
import { otherReminders, sampleViews, severalReminders } from '../../test/templates/letters/sample-views.ts';
import { sampleFonts } from './render-samples.ts';

const ladder = ['reminder_minus_3', 'reminder_0', 'reminder_plus_3', 'reminder_plus_7', 'reminder_plus_14'] as const;
type SampleLetter = Readonly<{ name: string; url: string; text: string; subject: string }>;

/** Writes the letters of the ladder as files that a browser can open: the six of one invoice, those of several, and those of special situations. Answers name, address and words of each. */
export function writeSampleLetters(folder: string, language: Language): readonly SampleLetter[] {
  mkdirSync(folder, { recursive: true });
  const reader = { language, zone: 'Asia/Almaty' };
  const letters = [
    ...ladder.map(kind => ({ name: kind, letter: renderLetter(kind, sampleViews[kind], reader) })),
    { name: 'manual_collection', letter: renderLetter('manual_collection', sampleViews.manual_collection, reader) },
    ...ladder.map(kind => ({ name: `${kind}-several`, letter: renderLetter(kind, severalReminders[kind], reader) })),
    ...otherReminders.map(({ kind, view }, index) => ({ name: `${kind}-other-${index}`, letter: renderLetter(kind, view, reader) })),
    ...(['owner_overdue', 'payment_claimed', 'head_task', 'customer_held', 'reminder_copy', 'thank_you', 'invoice'] as const).map(kind => ({
      name: kind,
      letter: renderLetter(kind, sampleViews[kind], reader),
    })),
  ];
  return letters.map(({ name, letter }) => {
    const file = path.join(folder, `${name}.${language}.html`);
    // A reader's mail program has the font of its machine; here it is the one of the pages.
    writeFileSync(file, letter.html.replace('<style>', `<style>${sampleFonts()}`));
    return { name, url: pathToFileURL(file).href, text: letter.text, subject: letter.subject };
  });
}
