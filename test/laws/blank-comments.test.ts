import { describe, expect, it } from 'vitest';
import { blankComments } from '../../local/laws/blank-comments.ts';

describe('comments are blanked, code stays where it is', () => {
  it.each([
    ['a line comment', 'const a = 1; // Date.now()\nb();', 'const a = 1;              \nb();'],
    ['a comment over lines', '/** new Date()\n * x */ c();', '              \n        c();'],
    ['no comment inside a string', "const glob = 'test/**/*.ts'; // x", "const glob = 'test/**/*.ts';     "],
    ['no comment inside a regular expression', 'const r = /["/*]+/g; d();', 'const r = /["/*]+/g; d();'],
    ['no comment inside a template literal', 'const u = `http://${host /* h */}/x`; // y', 'const u = `http://${host        }/x`;     '],
    ['a template within a template', 'f(`a${g(`b${{ c }}`)}//d`); // e', 'f(`a${g(`b${{ c }}`)}//d`);     '],
    ['a division is no regular expression', 'const half = total / 2; // "', 'const half = total / 2;     '],
  ])('%s', (_, source, expected) => {
    expect(blankComments(source)).toBe(expected);
  });
});
