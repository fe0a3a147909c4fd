import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCompanyFile } from '../../../db/company/company-file.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';

type Json = Record<string, unknown>;
type RawFile = { company: Json; bank_accounts: [Json, ...Json[]]; people: [Json, ...Json[]]; policy: Json };

describe('a company file', () => {
  it('is read with what it leaves out filled in by the defaults', () => {
    const file = readCompanyFile(theExample());
    expect(file.company).toMatchObject({ kaspiPayUrl: null, invoiceSeries: '' });
    expect(file.people[0]).toMatchObject({ timeZone: null, active: true, covers: [] });
    expect(file.policy).toMatchObject({ undo: { linkSeconds: 5, apiKeySeconds: 0 }, zone: 'Asia/Almaty', pauseMaxDays: 180 });
  });

  it.each<[string, (file: RawFile) => unknown]>([
    ['company.tax_id', file => (file.company['tax_id'] = '170640001180')],
    ['company.kbe', file => (file.company['kbe'] = '37')],
    ['company.zone', file => (file.company['zone'] = 'Asia/Nowhere')],
    ['company.name', file => delete file.company['name']],
    ['company.colour', file => (file.company['colour'] = 'teal')],
    ['bank_accounts[0].iban', file => (file.bank_accounts[0]['iban'] = 'KZ75722ARNA000000118')],
    ['bank_accounts[0].bic', file => (file.bank_accounts[0]['bic'] = 'CASP')],
    ['bank_accounts[1].iban', file => file.bank_accounts.push({ ...file.bank_accounts[0], is_default: false })],
    ['bank_accounts[1].is_default', file => file.bank_accounts.push({ ...file.bank_accounts[0], iban: 'KZ97601DEMO000000302' })],
    ['people[0].roles[0]', file => (file.people[0]['roles'] = ['king'])],
    ['people[1].email', file => (file.people[1] = { ...file.people[0] })],
    ['people[0].superior_email', file => (file.people[0]['superior_email'] = 'nobody@arna.example')],
    ['people[0].covers[0].to_on', file => (file.people[0]['covers'] = [{ from_on: '2026-12-02', to_on: '2026-12-01', cover_email: 'marat@arna.example' }])],
    ['people[0].covers[0].cover_email', file => (file.people[0]['covers'] = [{ from_on: '2026-12-01', to_on: '2026-12-02', cover_email: 'aigerim@arna.example' }])],
    ['people[0].working_hours', file => (file.people[0]['working_hours'] = [])],
    ['people[0].working_hours[0].to', file => (file.people[0]['working_hours'] = [{ weekdays: [1], from: '18:00', to: '09:00' }])],
    ['people[0].working_hours[0].weekdays[0]', file => (file.people[0]['working_hours'] = [{ weekdays: [0], from: '09:00', to: '18:00' }])],
    ['people', file => Object.assign(file.people[3] ?? {}, { active: false })],
    ['policy.undo.link_seconds', file => (file.policy = { undo: { link_seconds: -1 } })],
    ['policy.step_up.above_minor', file => (file.policy = { step_up: { above_minor: -1 } })],
    ['policy.shipment_over_debt.approver_roles', file => (file.policy = { shipment_over_debt: { approver_roles: [] } })],
    ['policy.shipment_over_debt.approver_roles[0]', file => (file.policy = { shipment_over_debt: { approver_roles: ['seller'] } })],
    ['policy.step_up.currency', file => (file.policy = { step_up: { currency: 'USD' } })],
    ['policy.undo.hours', file => (file.policy = { undo: { hours: 1 } })],
    ['policy.dunning.ladder', file => (file.policy = { dunning: { ladder: [] } })],
    ['policy.dunning.ladder[1].offset_days', file => (file.policy = { dunning: { ladder: [rung(5), rung(3), end] } })],
    ['policy.dunning.ladder[0].does', file => (file.policy = { dunning: { ladder: [{ ...rung(3), does: ['letter', 'owner_told'] }, end] } })],
    ['policy.dunning.ladder[0].does', file => (file.policy = { dunning: { ladder: [rung(3)] } })],
    ['policy.dunning.colour', file => (file.policy = { dunning: { colour: 'teal' } })],
    ['policy.payment_claim', file => (file.policy = { payment_claim: { rest_working_days: 6 } })],
    ['policy.payment_claim.colour', file => (file.policy = { payment_claim: { colour: 'teal' } })],
    ['policy.promise.grace_days', file => (file.policy = { promise: { grace_days: -1 } })],
  ])('is refused with the name of the field %s', (field, change) => {
    const file = theExample();
    change(file);
    expect(fieldsRefusedIn(file)).toEqual([field]);
  });

  it('names everybody who stands in a circle of superiors', () => {
    const file = theExample();
    const director = file.people.findIndex(person => person['email'] === 'bakhyt@arna.example');
    Object.assign(file.people[director] ?? {}, { superior_email: 'ruslan@arna.example' });
    expect(fieldsRefusedIn(file)).toEqual(['people[2].superior_email', `people[${director}].superior_email`]);
  });

  it('may ask for a code above a sum, and asks for none of itself', () => {
    const file = theExample();
    expect(readCompanyFile(file).policy.stepUp).toEqual({ aboveMinor: null });
    file.policy = { step_up: { above_minor: 1_000_000_000 } };
    expect(readCompanyFile(file).policy.stepUp).toEqual({ aboveMinor: 1_000_000_000 });
    file.policy = { step_up: { above_minor: null } };
    expect(readCompanyFile(file).policy.stepUp).toEqual({ aboveMinor: null });
  });

  it('begins the reminders as it says, and otherwise as they are by default', () => {
    const file = theExample();
    expect(readCompanyFile(file).reminders).toEqual({ policy: defaultReminderPolicy, isGiven: false });
    file.policy = {
      dunning: { send_time: '11:00', quiet_until: '10:30', ladder: [rung(3), { ...rung(10), basis: 'business_days', hour: '15:00' }, end] },
      promise: { grace_days: 2 },
      payment_claim: { rest_working_days: 2 },
      freshness_working_days: 3,
    };
    const { policy, isGiven } = readCompanyFile(file).reminders;
    expect(isGiven).toBe(true);
    expect(policy).toMatchObject({
      quietHours: { from: '20:00', until: '10:30' },
      graceDays: 2,
      promise: { customerMaxDays: 14 },
      paymentClaim: { restWorkingDays: 2, maxTimes: 3 },
      freshnessWorkingDays: 3,
    });
    expect(policy.rungs.map(({ rung: name, hour, basis, recipients }) => [name, hour, basis, ...recipients].join(' '))).toEqual([
      '+3 11:00 calendar_days customer',
      '+10 15:00 business_days customer',
      '+21 11:00 calendar_days',
    ]);
  });

  it('is refused whole where it is no object', () => {
    expect(fieldsRefusedIn([])).toEqual(['file']);
    expect(fieldsRefusedIn(null)).toEqual(['file']);
  });
});

const rung = (offsetDays: number) => ({ offset_days: offsetDays, tone: 'businesslike', does: ['letter'] });
const end = { offset_days: 21, tone: 'manual', does: ['stop', 'manual_task'] };

function theExample(): RawFile {
  return JSON.parse(readFileSync(new URL('../../../examples/company.json', import.meta.url), 'utf8')) as RawFile;
}

function fieldsRefusedIn(json: unknown): string[] {
  try {
    readCompanyFile(json);
  } catch (error) {
    if (!(error instanceof RuleViolation) || error.code !== 'validation_failed') throw error;
    return (error.data['errors'] as { field: string }[]).map(each => each.field);
  }
  return [];
}
