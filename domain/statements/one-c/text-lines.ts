import type { StatementLimits } from '../limits.ts';
import { unreadable } from '../refusals.ts';

export type TextLine = Readonly<{ line: number; text: string }>;

/** Yields the lines of a text that are not blank, numbered from 1, without their ends (LF, CRLF, and the DOS end-of-file character). Refuses above the limits. */
export function* textLines(text: string, limits: StatementLimits): Generator<TextLine> {
  let from = 0;
  for (let line = 1; from < text.length; line += 1) {
    if (line > limits.lines) throw unreadable({ line, detail: `The file has more than ${limits.lines} lines.` });
    const feed = text.indexOf('\n', from);
    const to = feed === -1 ? text.length : feed;
    if (to - from > limits.lineCharacters) throw unreadable({ line, detail: `The line is longer than ${limits.lineCharacters} characters.` });
    const content = text.slice(from, to).replace(/[\r\u001a]+$/u, '');
    if (content.trim() !== '') yield { line, text: content };
    from = to + 1;
  }
}
