import { and, desc, eq, lt } from 'drizzle-orm';
import { readPersonCalendars } from '../../db/people/work-weeks.ts';
import { readLastSeen } from '../../db/read/askings.ts';
import { readPolicy } from '../../db/read/company-rules.ts';
import { approvalRoute, approvalTask, appUser, packageVersion } from '../../db/schema/index.ts';
import type { Db } from '../../db/unit-of-work.ts';
import { packageFacts } from '../../domain/approval/facts.ts';
import { workingMinutesBetween } from '../../domain/calendar/working-time.ts';
import type { ApprovalLetter, DealMatter, LetterFrame, RoleCode } from '../../templates/emails/views.ts';
import { presentDifferences } from '../../templates/pages/present/difference.ts';
import { tellFor } from '../../templates/pages/present/tell.ts';
import { differencesOfPackages } from '../../templates/pages/views/differences-of-packages.ts';
import type { Reader } from '../../templates/render/reader.ts';
import { loadCompany, loadDeal, type UserRow } from '../facts/deal-facts.ts';
import { dealPageUrl, taskPageUrl } from '../facts/links.ts';
import { frameOf } from './invoice-matter.ts';
import type { LetterDeps } from './letter-deps.ts';

export type TaskRow = typeof approvalTask.$inferSelect;
type VersionRow = typeof packageVersion.$inferSelect;

export async function loadTask(db: Db, taskId: string): Promise<TaskRow> {
  const [task] = await db.select().from(approvalTask).where(eq(approvalTask.id, taskId));
  if (!task) throw new Error(`approval task ${taskId} is not in the database`);
  return task;
}

/** The deal as colleagues speak of it, by the version in question. */
export async function dealMatter(db: Db, publicUrl: string, version: VersionRow): Promise<DealMatter> {
  const { deal, customer, owner } = await loadDeal(db, version.dealId);
  return {
    title: version.content.title,
    customerName: customer.name,
    total: { amountMinor: version.grossMinor, currency: version.content.currency },
    sellerName: owner.name,
    pageUrl: dealPageUrl(publicUrl, deal.id),
  };
}

export async function versionOf(db: Db, packageId: string): Promise<VersionRow> {
  const [version] = await db.select().from(packageVersion).where(eq(packageVersion.id, packageId));
  if (!version) throw new Error(`package version ${packageId} is not in the database`);
  return version;
}

/** What an approver's letter says: the figures that need attention, why this person, what changed, the time left and the link. */
export async function approvalLetter(db: Db, deps: LetterDeps, ask: { task: TaskRow; person: UserRow; letterId: string; now: string; reader: Reader }): Promise<ApprovalLetter> {
  const { task, person, letterId, now, reader } = ask;
  const version = await versionOf(db, task.packageId);
  const { owner } = await loadDeal(db, task.dealId);
  const calendar = (await readPersonCalendars(db, await readPolicy(db)))(task.personId);
  const facts = packageFacts(version.content, version.taxOn);
  const [route] = await db.select({ facts: approvalRoute.facts }).from(approvalRoute).where(eq(approvalRoute.packageId, version.id));
  const dueAt = task.dueAt ?? task.expiresAt;
  const link = { id: task.id, dealId: task.dealId, personId: person.id, letterId, createdAt: now, expiresAt: task.expiresAt };
  return {
    ...frameOf({ company: await loadCompany(db), owner }),
    deal: await dealMatter(db, deps.addresses.publicUrl, version),
    version: task.version,
    discountPercent: facts.maxDiscountPercent === '0' ? null : facts.maxDiscountPercent,
    creditDays: facts.creditDays,
    marginPercent: route?.facts.marginPercent ?? null,
    why: task.why.map(reason => reason.text[reader.language]),
    changes: await changesSince(db, version, { personId: person.id, reader }),
    dueAt,
    workingMinutesLeft: Math.max(0, workingMinutesBetween(now, dueAt, calendar)),
    taskUrl: await taskPageUrl(db, deps.addresses, link),
  };
}

type StepMatter = LetterFrame & Readonly<{ deal: DealMatter; version: number; approverName: string; role: RoleCode }>;

/** A step as it is spoken of where nothing is asked: the deal, the version, and whose step it is. */
export async function stepMatter(db: Db, deps: LetterDeps, task: TaskRow): Promise<StepMatter> {
  const version = await versionOf(db, task.packageId);
  const { owner } = await loadDeal(db, task.dealId);
  const frame = frameOf({ company: await loadCompany(db), owner });
  return { ...frame, deal: await dealMatter(db, deps.addresses.publicUrl, version), version: task.version, approverName: await personName(db, task.personId), role: task.role };
}

const changesInLetter = 3;

/** Against the last version this person has seen, as the page tells it; else against the one before. */
async function changesSince(db: Db, version: VersionRow, { personId, reader }: { personId: string; reader: Reader }): Promise<ApprovalLetter['changes']> {
  const seen = await readLastSeen(db, { dealId: version.dealId, personId, beforeVersion: version.version });
  const [before] = await db
    .select()
    .from(packageVersion)
    .where(and(eq(packageVersion.dealId, version.dealId), seen ? eq(packageVersion.version, seen.version) : lt(packageVersion.version, version.version)))
    .orderBy(desc(packageVersion.version))
    .limit(1);
  if (!before) return [];
  return presentDifferences(differencesOfPackages(before, version).slice(0, changesInLetter), tellFor(reader)).map(({ what, before: was, after }) => ({ what, before: was, after }));
}

/** The person of a step by name; a step without one yet has none. */
export async function personName(db: Db, personId: string | null): Promise<string> {
  if (!personId) return '';
  const [person] = await db.select({ name: appUser.name }).from(appUser).where(eq(appUser.id, personId));
  return person?.name ?? '';
}
