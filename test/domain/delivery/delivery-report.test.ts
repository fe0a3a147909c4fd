import { describe, expect, it } from 'vitest';
import { isDeadAddressCode } from '../../../domain/delivery/dead-address.ts';
import { meaningOf, type ReportMeaning, type ReportType } from '../../../domain/delivery/delivery-report.ts';

const known = { isUncertain: false };

describe('what follows from a delivery report', () => {
  it.each<[ReportType, string | null, ReportMeaning]>([
    ['bounced', '5.1.1', 'address_dead'],
    ['bounced', '5.1.10', 'address_dead'],
    ['bounced', '5.2.2', 'returned'],
    ['bounced', '5.7.1', 'returned'],
    ['bounced', null, 'returned'],
    ['bounced', '4.2.2', 'noted'],
    ['delayed', '4.4.1', 'noted'],
    ['delayed', '5.1.1', 'noted'],
    ['delivered', null, 'noted'],
    ['complained', null, 'complaint'],
  ])('%s with %s: %s', (type, code, meaning) => {
    expect(meaningOf({ type, code }, known)).toBe(meaning);
  });

  it('a word of delivery settles a letter of which nobody knew, and nothing else', () => {
    expect(meaningOf({ type: 'delivered', code: '2.0.0' }, { isUncertain: true })).toBe('arrived');
    expect(meaningOf({ type: 'delayed', code: null }, { isUncertain: true })).toBe('noted');
  });
});

it('an address is dead by what is said of it alone', () => {
  expect(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'].map(isDeadAddressCode)).toEqual([true, true, true, true, true]);
  expect(['4.1.1', '5.1.0', '5.1.7', '5.1.8', '5.2.1', '5.2.2', '5.7.1', '', null].map(isDeadAddressCode)).not.toContain(true);
});
