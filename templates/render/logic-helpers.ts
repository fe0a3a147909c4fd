import type { HelperDelegate } from 'handlebars';

// Handlebars passes its own options object last; these helpers look only at what the template gave.
const given = (values: readonly unknown[]): readonly unknown[] => values.slice(0, -1);

/** The few questions a template may ask. Anything cleverer belongs into the view model. */
export const logicHelpers: Readonly<Record<string, HelperDelegate>> = {
  eq: (left: unknown, right: unknown) => left === right,
  not: (value: unknown) => !value,
  and: (...values: unknown[]) => given(values).every(Boolean),
  or: (...values: unknown[]) => given(values).some(Boolean),
  concat: (...values: unknown[]) => given(values).join(''),
};
