import type { Money } from '../../../domain/money/money.ts';
import type { FormProblem } from '../../../templates/pages/views/frame-view.ts';
import { readAmount } from './amount.ts';
import { words } from './form-fields.ts';

export type TypedSum = Readonly<{ amountMinor: number | null; problems: readonly FormProblem[] }>;

/** A sum as it was typed into a field, in minor units; null where the field is empty, which stands for all of it. `limit`: the most that is allowed, or only the currency. */
export function typedSum(typed: string | undefined, field: string, limit: Money | Pick<Money, 'currency'>): TypedSum {
  const text = words(typed);
  if (text === null) return { amountMinor: null, problems: [] };
  const amount = readAmount(text, limit.currency);
  if (amount === null) return { amountMinor: null, problems: [{ field, code: 'amount_unreadable' }] };
  if (!('amountMinor' in limit)) return amount.amountMinor > 0 ? { ...amount, problems: [] } : { amountMinor: null, problems: [{ field, code: 'amount_unreadable' }] };
  const isWithin = amount.amountMinor > 0 && amount.amountMinor <= limit.amountMinor;
  return { amountMinor: amount.amountMinor, problems: isWithin ? [] : [{ field, code: 'amount_out_of_range', limit }] };
}
