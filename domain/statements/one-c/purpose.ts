import { type Field, valueOf } from './sections.ts';

/**
 * Answers the purpose of a document once. Files give it twice, whole and in numbered lines, and the two are never added up:
 * the whole one counts, or the joined lines where they begin with it and say more (formats 2.2).
 */
export function purposeOf(fields: readonly Field[]): string {
  const whole = valueOf(fields, 'НАЗНАЧЕНИЕПЛАТЕЖА') ?? '';
  const numbered = fields.flatMap(field => {
    const at = /^НАЗНАЧЕНИЕПЛАТЕЖА(\d)$/u.exec(field.key)?.[1];
    return at === undefined || field.value === '' ? [] : [{ at, value: field.value }];
  });
  const joined = numbered
    .sort((a, b) => Number(a.at) - Number(b.at))
    .map(line => line.value)
    .join(' ');
  const saysMore = joined.length > whole.length && singleSpaced(joined).startsWith(singleSpaced(whole));
  return saysMore ? joined : whole;
}

function singleSpaced(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
