import { z } from 'zod';
import { approvalRoles } from '../../domain/approval/policy.ts';
import { superiorCircle } from '../../domain/approval/superior-circle.ts';
import { checkWorkingHours, mostHoursLines } from '../../domain/calendar/working-hours.ts';
import type { ReminderPolicy } from '../../domain/dunning/policy.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { checkBic } from '../../domain/identifiers/bic.ts';
import { checkIban } from '../../domain/identifiers/iban.ts';
import { checkKbe } from '../../domain/identifiers/kbe.ts';
import { checkTaxId } from '../../domain/identifiers/tax-id.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import { fieldProblems } from './field-problems.ts';
import { camelKeys, pathInFile } from './key-spelling.ts';
import { policyWith } from './policy-schema.ts';
import { reminderSeed, seedFields } from './reminder-seed.ts';

const line = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u, 'holds a control character');
const day = z.iso.date();
const email = z
  .email()
  .max(254)
  .transform(text => text.toLowerCase());
const language = z.enum(['ru', 'kk', 'en']);
const currency = z.string().regex(/^[A-Z]{3}$/, 'expected a currency code such as KZT');
const zone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Asia/Almaty');

/** Text that one of the rules of domain/identifiers proves and brings into its one form. */
const proven = (prove: (text: string) => string) =>
  z.string().transform((text, context) => {
    try {
      return prove(text);
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      context.addIssue(error.message);
      return z.NEVER;
    }
  });

const requisites = z.strictObject({
  name: line,
  shortName: line,
  taxId: proven(value => checkTaxId({ type: 'kz_bin', value }).value),
  address: line,
  email,
  phone: line,
  helpName: line,
  zone: zone.default('Asia/Almaty'),
  language: language.default('ru'),
  currency: currency.default('KZT'),
  kbe: proven(checkKbe),
  knp: z.string().regex(/^\d{3}$/, 'КНП has three digits, such as 710'),
  directorName: line,
  accountantName: line,
  invoiceSeries: z
    .string()
    .regex(/^[A-Za-z0-9]{0,8}-?$/, 'expected at most eight letters and digits')
    .default(''),
  invoiceNotice: line.max(2_000).nullable().default(null),
  kaspiPayUrl: z
    .url({ protocol: /^https$/ })
    .nullable()
    .default(null),
});

const account = z.strictObject({
  iban: proven(text => checkIban(text).iban),
  bic: proven(checkBic),
  bank: line,
  currency: currency.default('KZT'),
  isDefault: z.boolean().default(true),
  hasFeed: z.boolean().default(false),
});
const cover = z.strictObject({ fromOn: day, toOn: day, coverEmail: email }).refine(({ fromOn, toOn }) => fromOn <= toOn, { path: ['toOn'], message: 'a cover ends on or after the day it begins' });
/** Hours of a person's own; `null` takes them away, a file without them leaves those on record. */
const workingHours = z
  .array(z.strictObject({ weekdays: z.array(z.int().min(1).max(7)).max(7), from: z.string(), to: z.string() }))
  .max(mostHoursLines)
  .superRefine((hours, context) => {
    for (const { line: at, part, detail } of checkWorkingHours(hours)) context.addIssue({ code: 'custom', path: at === null ? [] : [at, part], message: detail });
  });
const person = z.strictObject({
  email,
  name: line,
  roles: z.array(z.enum(['seller', ...approvalRoles, 'finance', 'admin'])).min(1),
  superiorEmail: email.nullable().default(null),
  language: language.default('ru'),
  timeZone: zone.nullable().default(null),
  workingHours: workingHours.nullable().optional(),
  telegramChatId: z
    .string()
    .regex(/^-?\d{1,20}$/)
    .nullable()
    .default(null),
  active: z.boolean().default(true),
  covers: z.array(cover).default([]),
});
const calendarDay = z.strictObject({ onDate: day, kind: z.enum(['off', 'on']), name: line.nullable().default(null) });

const schema = z
  .strictObject({
    company: requisites,
    bankAccounts: z.array(account).min(1),
    people: z.array(person).min(1),
    policy: z.record(z.string(), z.unknown()).default({}),
    calendarDays: z.array(calendarDay).default([]),
  })
  .superRefine((file, context) => {
    const problem = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    checkAccounts(file, problem);
    checkPeople(file, problem);
  })
  .transform((file, context): typeof file & { policy: CompanyPolicy; reminders: SeededReminders } => {
    const [seed, rules] = partOff(file.policy, seedFields);
    return { ...file, policy: policyWith(rules, file.company.zone, context), reminders: { policy: reminderSeed(seed, context), isGiven: Object.keys(seed).length > 0 } };
  });

/** The reminder policy that an installation begins with, and whether the file itself says anything of it. */
type SeededReminders = Readonly<{ policy: ReminderPolicy; isGiven: boolean }>;
type Raw = Readonly<{ bankAccounts: readonly z.output<typeof account>[]; people: readonly z.output<typeof person>[] }>;
type Problem = (path: PropertyKey[], message: string) => void;

/** What a company says of itself; every requisite proven. Made by `readCompanyFile` only. */
export type CompanyFile = Readonly<z.output<typeof schema>>;

/** Reads a company's file from parsed JSON (docs/set-up.md). Throws `validation_failed` with `data.errors`, each naming the field and the reason. */
export function readCompanyFile(json: unknown): CompanyFile {
  const parsed = schema.safeParse(camelKeys(json));
  if (parsed.success) return parsed.data;
  const errors = fieldProblems(parsed.error).map(({ path, message }) => ({ field: pathInFile(path), reason: message }));
  throw new RuleViolation('validation_failed', `The company file is not valid:\n${errors.map(({ field, reason }) => `  ${field}: ${reason}`).join('\n')}`, { errors });
}

function checkAccounts({ bankAccounts }: Raw, problem: Problem): void {
  for (const [at, { iban, currency, isDefault }] of bankAccounts.entries()) {
    const earlier = bankAccounts.slice(0, at);
    if (earlier.some(other => other.iban === iban)) problem(['bankAccounts', at, 'iban'], 'the account stands twice');
    if (isDefault && earlier.some(other => other.isDefault && other.currency === currency)) problem(['bankAccounts', at, 'isDefault'], `another account in ${currency} is the default already`);
  }
}

function checkPeople({ people }: Raw, problem: Problem): void {
  const byEmail = new Map(people.toReversed().map(each => [each.email, each]));
  const line = people.map(({ email: personId, superiorEmail: superiorId }) => ({ personId, superiorId }));
  for (const [at, each] of people.entries()) {
    if (byEmail.get(each.email) !== each) problem(['people', at, 'email'], 'the person stands twice');
    if (each.superiorEmail !== null && !byEmail.has(each.superiorEmail)) problem(['people', at, 'superiorEmail'], 'nobody in this file has this address');
    const circle = superiorCircle(each.email, each.superiorEmail, line);
    if (circle) problem(['people', at, 'superiorEmail'], `the line of superiors runs in a circle: ${circle.join(' → ')}`);
    for (const [index, { coverEmail }] of each.covers.entries())
      if (!byEmail.has(coverEmail) || coverEmail === each.email) problem(['people', at, 'covers', index, 'coverEmail'], 'a cover is another person of this file');
  }
  for (const role of approvalRoles) if (!people.some(each => each.active && each.roles.includes(role))) problem(['people'], `nobody active holds the role ${role}, so no deal could be approved`);
}

/** The named fields of an object, and the others. */
function partOff(fields: Readonly<Record<string, unknown>>, names: readonly string[]): [Record<string, unknown>, Record<string, unknown>] {
  const part = (isNamed: boolean) => Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name) === isNamed));
  return [part(true), part(false)];
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
