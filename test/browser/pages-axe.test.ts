import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageReader, type PageReader } from './axe-findings.ts';

describe('every page at 360 px, as axe sees it', () => {
  let reader: PageReader;

  beforeAll(async () => {
    reader = await openPageReader();
  }, 60_000);

  afterAll(() => reader?.close());

  it('breaks no rule of WCAG 2.2 AA and needs no sideways scrolling in ru', async () => {
    expect(await reader.findings({ language: 'ru', colours: 'light', rules: 'everything' })).toEqual({});
  }, 120_000);
});
