import type { RuleField, RuleValue } from '../../../../domain/approval/rules.ts';
import { formatMinutes } from '../../../format/durations.ts';
import type { Tell } from '../tell.ts';
import { set } from './words.ts';

/** One rule of the rounds as people read it: «4 ч», «60 секунд после решения по ссылке». */
export function ruleInWords(field: RuleField, value: RuleValue, { currency, tell }: { currency: string; tell: Tell }): string {
  switch (field) {
    case 'slaMinutes.manager':
    case 'slaMinutes.lawyer':
    case 'slaMinutes.cfo':
    case 'slaMinutes.director':
      return formatMinutes(Number(value), tell.reader.language);
    case 'finalLimitWorkingDays':
      return set(tell, 'round_about', { days: tell.count('business_days', Number(value)) });
    case 'undoSeconds':
      return value === 0 ? set(tell, 'undo_none') : set(tell, 'undo_link', { count: Number(value) });
    case 'stepUpAboveMinor':
      return value === null ? set(tell, 'step_up_off') : set(tell, 'step_up_above', { sum: tell.money({ amountMinor: Number(value), currency }) });
    case 'keepUnchangedApprovals':
      return set(tell, value === true ? 'kept_yes' : 'kept_no');
  }
}
