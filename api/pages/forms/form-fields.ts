import { RuleViolation } from '../../../domain/errors/rule-violation.ts';

const longestField = 8_000;

/** The fields of a form that was sent, by name. Throws `validation_failed` for a field that the form does not have, one sent twice, and one too long. */
export function formFields<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, string>> {
  const fields: Partial<Record<Name, string>> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const known = names.find(each => each === name);
    if (known === undefined || typeof value !== 'string' || value.length > longestField)
      throw new RuleViolation('validation_failed', `The form has no such field as ${name.slice(0, 40)}, or it came twice or too long.`);
    fields[known] = value;
  }
  return fields;
}

/** The words of a field without blanks around them; an empty field is null. */
export function words(value: string | undefined): string | null {
  const trimmed = (value ?? '').trim();
  return trimmed === '' ? null : trimmed;
}
