import { readFileSync } from 'node:fs';
import { desc, eq } from 'drizzle-orm';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { type CompanyFile, readCompanyFile } from '../../../db/company/company-file.ts';
import { setUpCompany } from '../../../db/company/set-up-company.ts';
import { createPool } from '../../../db/pool.ts';
import { readApprovalTable } from '../../../db/read/approval-table.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readPolicyInForce } from '../../../db/read/reminder-policies.ts';
import { approvalPolicy, appUser, bankAccount, businessCalendar, change, company, companyPolicy, reminderPolicy, userCover } from '../../../db/schema/index.ts';
import { readDb, unitOfWork } from '../../../db/unit-of-work.ts';
import { defaultPolicy } from '../../../domain/approval/default-policy.ts';
import { defaultReminderPolicy } from '../../../domain/dunning/policy.ts';
import { type CompanyPolicy, defaultCompanyPolicy } from '../../../domain/policy/company-policy.ts';
import { byAdmin } from '../../build/company.ts';
import { freshDatabase } from '../../setup/stack.ts';

const now = '2026-11-22T14:48:00.000Z',
  later = '2026-11-23T04:00:00.000Z';

describe('setting up a company', () => {
  let pool: Pool, drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await freshDatabase();
    pool = createPool(database.url, 4);
    drop = database.drop;
    await setUpCompany(pool, theFile(), now);
  });
  afterAll(async () => {
    await pool.end();
    await drop();
  });

  it('writes requisites, account, people, policies and calendar', async () => {
    const db = readDb(pool);
    expect(await db.select().from(company)).toMatchObject([{ taxId: '170640001181', zone: 'Asia/Almaty', kbe: '17' }]);
    expect(await db.select().from(bankAccount)).toMatchObject([{ iban: 'KZ74722ARNA000000118', isDefault: true, hasFeed: false, watermarkAt: null }]);
    const people = await db.select().from(appUser).orderBy(appUser.createdAt);
    const byEmail = new Map(people.map(person => [person.email, person]));
    expect(people.map(person => person.email)).toEqual(theFile().people.map(person => person.email));
    expect(byEmail.get('aigerim@arna.example')?.superiorId).toBe(byEmail.get('ruslan@arna.example')?.id);
    expect(await db.select().from(userCover)).toMatchObject([{ userId: byEmail.get('irina@arna.example')?.id, coverUserId: byEmail.get('marat@arna.example')?.id, fromOn: '2026-11-16' }]);
    expect(await db.select().from(companyPolicy)).toMatchObject([{ version: 1, data: { ...defaultCompanyPolicy, undo: { linkSeconds: 5, apiKeySeconds: 0 } } }]);
    expect(await db.select().from(approvalPolicy)).toMatchObject([{ version: 1, rows: defaultPolicy, rules: { undoSeconds: 5 }, changedBy: { type: 'system', id: 'set-up' } }]);
    expect(await db.select().from(reminderPolicy)).toMatchObject([{ policyId: 'default', version: 1, data: defaultReminderPolicy, authorType: 'system', authorId: 'set-up' }]);
    const days = await db.select().from(businessCalendar).orderBy(businessCalendar.onDate);
    expect([days[0], days.at(-1)?.onDate.slice(0, 4)]).toEqual([{ country: 'KZ', onDate: '2025-01-01', kind: 'off', name: 'Новый год' }, '2028']);
  });

  it('changes nothing when the same file comes again', async () => {
    const before = await everything(pool);
    expect(await setUpCompany(pool, theFile(), later)).toEqual({ changed: [], warnings: [] });
    expect(await everything(pool)).toEqual(before);
  });

  it('makes another policy the next version and leaves the first one', async () => {
    const stricter = theFile(file => (file.policy = { undo: { link_seconds: 7 } }));
    expect((await setUpCompany(pool, stricter, later)).changed).toEqual(['policy version 2']);
    const versions = await readDb(pool).select().from(companyPolicy).orderBy(companyPolicy.version);
    expect(versions.map(({ data }) => data.undo.linkSeconds)).toEqual([5, 7]);
    expect((await setUpCompany(pool, theFile(), later)).changed).toEqual(['policy version 3']);
  });

  it('gives the reminders once, and says where a later file differs from those in force', async () => {
    const later11 = theFile(file => (file.policy = { undo: { link_seconds: 5 }, dunning: { send_time: '11:00' } }));
    const report = await setUpCompany(pool, later11, later);
    expect(report).toMatchObject({ changed: [], warnings: [expect.stringContaining('the default policy in force differs and stays')] });
    expect((await readPolicyInForce(readDb(pool), 'default')).policy).toEqual(defaultReminderPolicy);
  });

  it('gives the approval policy its rules once: what people changed since stays, and a file that asks otherwise is told so', async () => {
    const db = readDb(pool);
    const rules = async () => (await readApprovalTable(db)).rules;
    expect(await rules()).toMatchObject({ undoSeconds: 5, slaMinutes: { manager: 240 } });
    await unitOfWork(pool, async inside => {
      const { version, rows } = await readApprovalTable(inside);
      await changeApprovalTable(inside, { version, rows, rules: { undoSeconds: 30 }, by: byAdmin(later) });
    });
    expect(await setUpCompany(pool, theFile(), later)).toEqual({ changed: [], warnings: [] });
    const asking = theFile(file => (file.policy = { undo: { link_seconds: 10 }, sla_minutes: { manager: 120 } }));
    const { changed, warnings } = await setUpCompany(pool, asking, later);
    expect(changed).toEqual([expect.stringMatching(/^policy version/)]);
    expect(warnings).toEqual([
      expect.stringMatching(/^The file says 120 for policy\.sla_minutes\.manager; the approval policy in force, version 2, says 240\./),
      expect.stringMatching(/^The file says 10 for policy\.undo\.link_seconds; .* says 30\./),
    ]);
    expect((await setUpCompany(pool, asking, later)).warnings).toEqual([]);
    expect(await rules()).toMatchObject({ undoSeconds: 30, slaMinutes: { manager: 240 } });
    await setUpCompany(pool, theFile(), later);
  });

  it('AU2: notes what it writes as the set-up’s, once', async () => {
    const db = readDb(pool);
    const noted = await db.select().from(change).orderBy(change.seq);
    const first = noted.filter(row => row.at === now);
    expect(new Set(first.map(row => row.what))).toEqual(
      new Set(['company.changed', 'bank_account.created', 'user.created', 'cover.created', 'company_policy.changed', 'approval_policy.changed', 'reminder_policy.changed', 'calendar.changed']),
    );
    for (const row of first) expect(row.actor).toEqual({ type: 'system', id: 'set-up' });
    expect(noted.filter(row => row.what === 'user.created')).toHaveLength(theFile().people.length);
    expect(await readApprovalTable(db)).toMatchObject({ version: 2, changedBy: { type: 'user', id: 'usr_admin' } });
    const renamed = theFile(file => Object.assign(file.company, { phone: '+7 700 000-00-99' }));
    await setUpCompany(pool, renamed, later);
    const [newest] = await db.select().from(change).orderBy(desc(change.seq)).limit(1);
    expect(newest).toMatchObject({ what: 'company.changed', subjectId: 'company', before: { phone: theFile().company.phone }, after: { phone: '+7 700 000-00-99' } });
    expect(Object.keys(newest?.after ?? {})).toEqual(['phone']);
    await setUpCompany(pool, theFile(), later);
  });

  it('updates people and covers, and leaves those entered elsewhere', async () => {
    const db = readDb(pool);
    const [irina] = (await db.select().from(appUser)).filter(person => person.email === 'irina@arna.example');
    const elsewhere = { id: 'cov_elsewhere', userId: irina?.id ?? '', coverUserId: irina?.superiorId ?? '', fromOn: '2027-01-04', toOn: '2027-01-05' };
    await db.insert(userCover).values(elsewhere);
    const changed = theFile(file => {
      const person = file.people.find(each => each['email'] === 'irina@arna.example');
      Object.assign(person ?? {}, { name: 'Ирина Ли', covers: [{ from_on: '2026-12-01', to_on: '2026-12-02', cover_email: 'saule@arna.example' }] });
    });
    expect((await setUpCompany(pool, changed, later)).changed).toEqual(['person irina@arna.example', 'cover from 2026-11-16 to 2026-11-28', 'cover from 2026-12-01 to 2026-12-02']);
    const [after] = (await db.select().from(appUser)).filter(person => person.email === 'irina@arna.example');
    expect(after).toEqual({ ...irina, name: 'Ирина Ли' });
    expect((await db.select().from(userCover).orderBy(userCover.fromOn)).map(cover => cover.fromOn)).toEqual(['2026-12-01', '2027-01-04']);
    await db.delete(userCover);
    await setUpCompany(pool, theFile(), later);
  });

  it('DN15: gives the open work of whoever the file lets go to whoever is above them', async () => {
    const idOf = async (name: string) => (await pool.query('select id from app_user where email = $1', [`${name}@arna.example`])).rows[0].id;
    await pool.query("insert into human_task (id, deal_id, kind, reason, assignee_id, created_at) values ('hum_left', 'deal_left', 'call', 'opened_unpaid', $1, $2)", [await idOf('aigerim'), later]);
    const letsGo = theFile(file => Object.assign(file.people.find(person => person['email'] === 'aigerim@arna.example') ?? {}, { active: false }));
    await setUpCompany(pool, letsGo, later);
    expect((await pool.query("select assignee_id from human_task where id = 'hum_left'")).rows).toEqual([{ assignee_id: await idOf('ruslan') }]);
    await setUpCompany(pool, theFile(), later);
  });

  it('gives hours of their own, leaves those on record where the file says nothing, and takes them away on null', async () => {
    const hoursOf = async () => (await readDb(pool).select().from(appUser)).find(person => person.email === 'irina@arna.example')?.workingHours;
    const withHours = (workingHours?: unknown) =>
      theFile(file => Object.assign(file.people.find(each => each['email'] === 'irina@arna.example') ?? {}, workingHours === undefined ? {} : { working_hours: workingHours }));
    const mornings = [{ weekdays: [1, 2, 3, 4], from: '10:00', to: '14:00' }];
    expect((await setUpCompany(pool, withHours(mornings), later)).changed).toEqual(['person irina@arna.example']);
    expect(await hoursOf()).toEqual(mornings);
    expect((await setUpCompany(pool, withHours(mornings), later)).changed).toEqual([]);
    expect((await setUpCompany(pool, withHours(), later)).changed).toEqual([]);
    expect(await hoursOf()).toEqual(mornings);
    expect((await setUpCompany(pool, withHours(null), later)).changed).toEqual(['person irina@arna.example']);
    expect(await hoursOf()).toBeNull();
  });

  it('keeps the watermark of an account whose bank gets another name', async () => {
    await readDb(pool).update(bankAccount).set({ watermarkAt: now });
    await setUpCompany(
      pool,
      theFile(file => Object.assign(file.bank_accounts[0] ?? {}, { bank: 'Kaspi' })),
      later,
    );
    expect(await readDb(pool).select().from(bankAccount)).toMatchObject([{ bank: 'Kaspi', watermarkAt: now }]);
  });

  it('keeps an account that the file no longer has, but no longer as the default', async () => {
    await setUpCompany(
      pool,
      theFile(file => (file.bank_accounts = [{ iban: 'KZ97601DEMO000000302', bic: 'HSBKKZKX', bank: 'Halyk' }])),
      later,
    );
    const accounts = await readDb(pool).select().from(bankAccount).orderBy(bankAccount.iban);
    expect(accounts.map(({ iban, isDefault }) => [iban, isDefault])).toEqual([
      ['KZ74722ARNA000000118', false],
      ['KZ97601DEMO000000302', true],
    ]);
  });

  it('reads a policy of before a field was known with the default for it', async () => {
    const db = readDb(pool);
    const [newest] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
    const { stepUp: _, ...older } = { ...defaultCompanyPolicy, pauseMaxDays: 90 };
    const version = (newest?.version ?? 0) + 1;
    await db.insert(companyPolicy).values({ version, data: older as CompanyPolicy, createdAt: later });
    expect(await readPolicy(db)).toEqual({ ...defaultCompanyPolicy, pauseMaxDays: 90, stepUp: { aboveMinor: null } });
    await db.delete(companyPolicy).where(eq(companyPolicy.version, version));
  });

  it('lets the file overrule a day of the calendar and gives it back when the file is silent', async () => {
    const day = async () => (await readDb(pool).select().from(businessCalendar)).filter(each => each.onDate === '2026-12-16').map(each => each.kind);
    await setUpCompany(
      pool,
      theFile(file => (file.calendar_days = [{ on_date: '2026-12-16', kind: 'on', name: 'Рабочий день' }])),
      later,
    );
    expect(await day()).toEqual(['on']);
    await setUpCompany(pool, theFile(), later);
    expect(await day()).toEqual(['off']);
  });

  it('warns of an account that another bank would have given', async () => {
    expect(
      (
        await setUpCompany(
          pool,
          theFile(file => Object.assign(file.bank_accounts[0] ?? {}, { bic: 'HSBKKZKX' })),
          later,
        )
      ).warnings,
    ).toHaveLength(1);
  });

  it('writes one company when two set-ups run at once', async () => {
    const database = await freshDatabase(),
      other = createPool(database.url, 4);
    const reports = await Promise.all([setUpCompany(other, theFile(), now), setUpCompany(other, theFile(), now)]);
    expect(reports.map(report => report.changed.length > 0).toSorted()).toEqual([false, true]);
    await other.end();
    await database.drop();
  });
});

type RawFile = {
  company: Record<string, unknown>;
  bank_accounts: Record<string, unknown>[];
  people: Record<string, unknown>[];
  policy: Record<string, unknown>;
  calendar_days?: Record<string, unknown>[];
};

function theFile(change: (file: RawFile) => unknown = () => {}): CompanyFile {
  const file = JSON.parse(readFileSync(new URL('../../../examples/company.json', import.meta.url), 'utf8')) as RawFile;
  change(file);
  return readCompanyFile(file);
}

async function everything(pool: Pool): Promise<unknown[]> {
  const db = readDb(pool);
  return Promise.all([company, bankAccount, appUser, userCover, companyPolicy, approvalPolicy, reminderPolicy, businessCalendar, change].map(table => db.select().from(table)));
}
