import { describe, expect, it } from 'vitest';
import { isOneLine, isPlainText } from '../../../domain/words/plain-text.ts';

describe('words that stand among ours', () => {
  it.each(['ТОО «Қазақ шатыры»', 'A/B & Co. — №7', 'Ә', '₸', 'עברית', 'e\u0301', '🙂'])('may be «%s»', text => expect(isOneLine(text)).toBe(true));

  it.each([
    ['nothing visible', ''],
    ['nothing visible', ' \u200B\u00AD'],
    ['a control character', 'a\u0007'],
    ['an escape', '\u001B[31m'],
    ['an override of direction', 'a\u202Eb'],
    ['an isolate', '\u2067a'],
  ])('are never %s', (_, text) => expect([isPlainText(text), isOneLine(text)]).toEqual([false, false]));

  it.each(['a\nb', 'a\r\nb', 'a\tb'])('may have new lines where several lines may stand: %j', text => expect([isPlainText(text), isOneLine(text)]).toEqual([true, false]));
});
