import { formatMoney } from '../../format/money.ts';
import { formatPercent, formatQuantity } from '../../format/numbers.ts';
import type { Difference, DifferenceSubject, DifferenceValue, DocumentLink } from '../views/frame-view.ts';
import type { Tell } from './tell.ts';

/** Two versions side by side, in words; what was removed or added says so. */
export function presentDifferences(list: readonly Difference[], tell: Tell) {
  return list.map(({ what, before, after }) => ({ what: subject(what, tell), before: value(before, tell, 'before'), after: value(after, tell, 'after'), change: change(before, after, tell) }));
}

function subject(what: DifferenceSubject, tell: Tell): string {
  if ('code' in what) return tell.say(`differs.${what.code}`);
  return what.part ? tell.say(`differs.line_${what.part}`, { line: what.line }) : what.line;
}

function value(one: DifferenceValue, tell: Tell, side: 'before' | 'after'): string {
  const { language } = tell.reader;
  if ('money' in one) return formatMoney(one.money, language);
  if ('percent' in one) return formatPercent(one.percent, language);
  if ('days' in one) return tell.count('days', one.days);
  if ('qty' in one) return `${formatQuantity(one.qty, language)}\u00A0${one.unit}`;
  if ('text' in one) return one.text;
  return tell.say(side === 'after' ? 'differs.removed' : 'differs.none');
}

function change(before: DifferenceValue, after: DifferenceValue, tell: Tell): string | null {
  if (!('money' in before && 'money' in after) || before.money.currency !== after.money.currency) return null;
  const more = after.money.amountMinor - before.money.amountMinor;
  if (more === 0) return null;
  return tell.say(more > 0 ? 'differs.more' : 'differs.less', { sum: tell.money({ ...after.money, amountMinor: Math.abs(more) }) });
}

/** A document as a link with its kind, number, day and size. */
export function presentDocuments(list: readonly DocumentLink[], tell: Tell) {
  return list.map(({ kind, number, version, madeAt, url, bytes }) => ({
    url,
    name: tell.say(`document.${kind}`, { number: number ?? '', version: version ?? 1 }).trim(),
    about: [madeAt ? tell.day(madeAt) : null, bytes ? tell.say('document.size', { size: sizeText(bytes, tell) }) : 'PDF'].filter(Boolean).join(', '),
  }));
}

/** Bytes as people read them: whole kilobytes, megabytes with one digit. */
export function sizeText(bytes: number, tell: Tell): string {
  if (bytes < 1_000_000) return tell.say('size.kb', { size: Math.max(1, Math.round(bytes / 1000)) });
  return tell.say('size.mb', { size: formatQuantity((bytes / 1_000_000).toFixed(1), tell.reader.language) });
}
