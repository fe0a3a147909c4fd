import type { Fact, FactTest, PolicyRow } from '../../../../domain/approval/policy.ts';
import { factKinds } from '../../../../domain/approval/policy.ts';
import { formatPercent } from '../../../format/numbers.ts';
import { type Params, t } from '../../../language/t.ts';
import type { HeldRole, SettingsWarning } from '../../views/settings-view.ts';
import type { Tell } from '../tell.ts';

/** A sentence of settings.json. */
export const set = (tell: Tell, key: string, params: Params = {}): string => t(tell.reader.language, `settings.${key}`, params);

const dots = '…';

/** One condition as people read it: «Сумма больше 1 000 000 ₸», «Договор не типовой». */
export function testInWords({ fact, op, value }: FactTest, currency: string, tell: Tell): string {
  switch (factKinds[fact]) {
    case 'boolean':
      return set(tell, `test.${fact}.${String((op === 'is') === (value === true))}`);
    case 'contract':
      return set(tell, `test.${fact}.${op}.${String(value)}`);
    case 'money':
    case 'days':
    case 'percent':
      return set(tell, `test.${fact}.${op}`, { value: limitInWords({ fact, value }, currency, tell) });
  }
}

/** A condition without its value, as a choice in a form: «Сумма больше …». */
export const bareTest = (fact: Fact, op: 'above' | 'below', tell: Tell): string => set(tell, `test.${fact}.${op}`, { value: dots });

/** All conditions of a row in one line; a row without any speaks of every deal. */
export function whenInWords(when: readonly FactTest[], currency: string, tell: Tell): string {
  if (when.length === 0) return set(tell, 'always');
  return when.map((test, at) => (at === 0 ? testInWords(test, currency, tell) : lowerFirst(testInWords(test, currency, tell), tell))).reduce((a, b) => set(tell, 'and', { a, b }));
}

export const rowInWords = (row: PolicyRow, currency: string, tell: Tell): string => whenInWords(row.when, currency, tell);

export const rolesInWords = (roles: readonly HeldRole[], tell: Tell): string => (roles.length === 0 ? set(tell, 'no_roles') : roles.map(role => tell.word('role', role)).join(', '));

/** A reason as an approver will read it, with dots for the figure that only a deal has. */
export function reasonInWords(text: string, first: FactTest | null, { currency, tell }: { currency: string; tell: Tell }): string {
  return first === null
    ? text
    : text
        .replaceAll('{value}', dots)
        .replaceAll('{limit}', limitInWords(first, currency, tell))
        .replaceAll(`${dots}.`, dots);
}

export function warningInWords(warning: SettingsWarning, tell: Tell): string {
  return warning.code === 'no_admin' ? set(tell, 'warning_no_admin') : set(tell, 'warning_role_without_holder', { role: tell.word('role', warning.role) });
}

function limitInWords({ fact, value }: Pick<FactTest, 'fact' | 'value'>, currency: string, tell: Tell): string {
  switch (factKinds[fact]) {
    case 'money':
      return tell.money({ amountMinor: Number(value), currency });
    case 'percent':
      return formatPercent(String(value), tell.reader.language);
    case 'days':
    case 'contract':
    case 'boolean':
      return String(value);
  }
}

const lowerFirst = (text: string, tell: Tell): string => text.charAt(0).toLocaleLowerCase(tell.reader.language) + text.slice(1);
