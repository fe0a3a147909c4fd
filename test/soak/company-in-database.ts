import type { Pool } from 'pg';
import { newId } from '../../db/ids.ts';
import { approvalPolicy, appUser, businessCalendar, companyPolicy, note, userCover } from '../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../db/unit-of-work.ts';
import type { Cover } from '../../domain/approval/choose-approver.ts';
import { rulesOfCompany } from '../../domain/approval/rules.ts';
import { defaultCompanyPolicy } from '../../domain/policy/company-policy.ts';
import { type Company, sellerId } from '../workflows/deal/approval-company.ts';

const createdAt = '2026-01-05T04:00:00.000Z';

/** The reason that whoever must give one gives. */
export const noteId = 'note_soak';

/** Puts a company made by chance in the place of the company of the tests: its people, covers, rules and days off. */
export async function moveIn(pool: Pool, company: Company): Promise<void> {
  const { calendar, slaMinutes, roundWorkingDays, undoMinutes } = company;
  const { zone, workingWeekdays, workingTime } = calendar;
  const days = [...calendar.nonWorkingOn.map(onDate => ({ onDate, kind: 'off' as const })), ...calendar.workingOverridesOn.map(onDate => ({ onDate, kind: 'on' as const }))];
  const undo = { linkSeconds: undoMinutes * 60, apiKeySeconds: 0 };
  // An approved offer is never too old here: the model knows nothing of customers.
  const rules = { ...defaultCompanyPolicy, zone, workingWeekdays, workingTime, slaMinutes, roundWorkingDays, undo, quoteValidityDays: 3650 };
  await unitOfWork(pool, async db => {
    await db.delete(appUser);
    await db.insert(appUser).values(
      company.people.map(({ personId, roles, superiorId, active, zone: timeZone }) => ({
        ...{ id: personId, name: personId, email: `${personId}@arna.example`, superiorId, active, language: 'ru', timeZone, createdAt },
        workingHours: company.weeks[personId]?.hours ?? null,
        roles: [...roles] as (typeof appUser.$inferInsert)['roles'],
      })),
    );
    for (const cover of company.covers) await addCover(db, cover);
    await db.insert(companyPolicy).values({ version: 2, data: rules, createdAt });
    await db.insert(approvalPolicy).values({ version: 2, rows: company.policy, rules: rulesOfCompany(rules), createdAt });
    await db.delete(businessCalendar);
    await db.insert(businessCalendar).values(days.map(day => ({ country: 'KZ', ...day, name: null })));
    await db.insert(note).values({ id: noteId, text: 'причина', authorType: 'user', authorId: sellerId, createdAt });
  });
}

export async function addCover(db: Db, { personId, coverId, fromOn, toOn }: Cover): Promise<void> {
  await db.insert(userCover).values({ id: newId('cov'), userId: personId, coverUserId: coverId, fromOn, toOn });
}
