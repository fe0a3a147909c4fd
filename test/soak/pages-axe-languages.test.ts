import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageReader, type PageReader } from '../browser/axe-findings.ts';

describe('every page at 360 px in the other languages and colours, as axe sees it', () => {
  let reader: PageReader;

  beforeAll(async () => {
    reader = await openPageReader();
  });

  afterAll(() => reader?.close());

  it.each(['kk', 'en'] as const)('breaks no rule of WCAG 2.2 AA and needs no sideways scrolling in %s', async language => {
    expect(await reader.findings({ language, colours: 'light', rules: 'allButContrast' })).toEqual({});
  });

  it('keeps its contrast in the dark', async () => {
    expect(await reader.findings({ language: 'ru', colours: 'dark', rules: 'contrastAlone' })).toEqual({});
  });
});
