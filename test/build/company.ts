import type { Pool } from 'pg';
import type { By } from '../../db/changes/record-change.ts';
import { approvalPolicy, appUser, bankAccount, businessCalendar, company, companyPolicy, reminderPolicy } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { defaultPolicy } from '../../domain/approval/default-policy.ts';
import { rulesOfCompany } from '../../domain/approval/rules.ts';
import { kazakhstanYear } from '../../domain/calendar/kazakhstan.ts';
import { defaultReminderPolicy } from '../../domain/dunning/policy.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';

/** Who works in the company of the tests; ids are told by what they do. */
export const people = {
  seller: { id: 'usr_seller', name: 'Айгерим Садыкова', email: 'seller@arna.example', roles: ['seller'], superiorId: 'usr_manager' },
  manager: { id: 'usr_manager', name: 'Руслан Оспанов', email: 'manager@arna.example', roles: ['manager'], superiorId: 'usr_director' },
  lawyer: { id: 'usr_lawyer', name: 'Динара Жүнісова', email: 'lawyer@arna.example', roles: ['lawyer'], superiorId: 'usr_director' },
  cfo: { id: 'usr_cfo', name: 'Ирина Ким', email: 'cfo@arna.example', roles: ['cfo', 'finance'], superiorId: 'usr_director' },
  director: { id: 'usr_director', name: 'Бахыт Нұрланов', email: 'director@arna.example', roles: ['director'], superiorId: null },
  admin: { id: 'usr_admin', name: 'Тимур Каримов', email: 'admin@arna.example', roles: ['admin'], superiorId: null },
} as const;

/** Whoever administers changes something outside of the deals. */
export const byAdmin = (now = new Date().toISOString()): By => ({ actor: { type: 'user', id: people.admin.id }, now });

export const account = { id: 'bac_main', iban: 'KZ82722TEST000000001', bic: 'CASPKZKA', bank: 'АО «Kaspi Bank»', currency: 'KZT', isDefault: true, hasFeed: false, watermarkAt: null };

const createdAt = '2026-01-05T04:00:00.000Z';

/** A company with four approvers, one account without a feed, and the default rules where nothing else is asked for. */
export async function aCompany(pool: Pool, change: Partial<CompanyPolicy> = {}): Promise<void> {
  const days = [2025, 2026, 2027, 2028, 2029, 2030, 2031].flatMap(year => kazakhstanYear(year).days);
  await unitOfWork(pool, async db => {
    await db.insert(company).values({
      id: 'company',
      name: 'ТОО «Арна Снаб»',
      shortName: 'Арна Снаб',
      taxId: '991240991014',
      address: 'г. Алматы, ул. Абая, 10',
      email: 'info@arna.example',
      phone: '+7 700 000-00-12',
      helpName: 'Тимур Каримов',
      zone: 'Asia/Almaty',
      language: 'ru',
      currency: 'KZT',
      kbe: '17',
      knp: '710',
      directorName: 'Бахыт Нұрланов',
      accountantName: 'Ирина Ким',
      invoiceSeries: '',
      invoiceNotice: null,
      kaspiPayUrl: null,
    });
    await db.insert(bankAccount).values(account);
    await db.insert(appUser).values(Object.values(people).map(person => ({ ...person, roles: [...person.roles], language: 'ru', timeZone: 'Asia/Almaty', createdAt })));
    const policy = { ...defaultCompanyPolicy, ...change };
    await db.insert(companyPolicy).values({ version: 1, data: policy, createdAt });
    await db.insert(reminderPolicy).values({ policyId: 'default', version: 1, data: defaultReminderPolicy, createdAt, authorType: 'system', authorId: 'company' });
    await db.insert(approvalPolicy).values({ version: 1, rows: defaultPolicy, rules: rulesOfCompany(policy), createdAt });
    await db.insert(businessCalendar).values(days.map(day => ({ country: 'KZ', onDate: day.onDate, kind: 'off' as const, name: day.name.ru })));
  });
}
