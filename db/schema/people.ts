import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { WorkWeek } from '../../domain/calendar/work-week.ts';
import type { WorkingHours } from '../../domain/calendar/working-hours.ts';
import { instant } from './columns.ts';

export type StaffRole = 'seller' | 'manager' | 'lawyer' | 'cfo' | 'director' | 'finance' | 'admin';

export const appUser = pgTable('app_user', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  roles: text().array().$type<StaffRole[]>().notNull(),
  superiorId: text(),
  language: text().notNull(),
  timeZone: text().notNull(),
  /** Hours of their own; without any the company's hold. */
  workingHours: jsonb().$type<WorkingHours>(),
  telegramChatId: text(),
  active: boolean().notNull().default(true),
  createdAt: instant().notNull(),
});

/** Weeks by which clocks of approval steps have run, by what is in them: a step remembers the id, so that what was used stays counted as it was. */
export const workWeek = pgTable('work_week', { id: text().primaryKey(), week: jsonb().$type<WorkWeek>().notNull() });

/** A dated absence and who stands in for the person. */
export const userCover = pgTable('user_cover', {
  id: text().primaryKey(),
  userId: text().notNull(),
  fromOn: date({ mode: 'string' }).notNull(),
  toOn: date({ mode: 'string' }).notNull(),
  coverUserId: text().notNull(),
});

/** API keys: only the hash of the secret is kept, with the last four characters to recognise it by. */
export const apiKey = pgTable('api_key', {
  id: text().primaryKey(),
  name: text().notNull(),
  secretSha256: text().notNull().unique(),
  last4: text().notNull(),
  scopes: text().array().notNull(),
  createdAt: instant().notNull(),
  lastUsedAt: instant(),
  revokedAt: instant(),
});

export const session = pgTable('session', {
  tokenSha256: text().primaryKey(),
  userId: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  revokedAt: instant(),
});

/** Links by letter: the hash of the token, what it opens, for whom, until when (API.md, Approvals). */
export const linkToken = pgTable(
  'link_token',
  {
    tokenSha256: text().primaryKey(),
    purpose: text().$type<'task' | 'invoice' | 'quote' | 'sign_in' | 'unsubscribe'>().notNull(),
    dealId: text(),
    subjectId: text().notNull(),
    personId: text(),
    /** The letter that brought it; without one, what stands in its place in the token. */
    letterId: text(),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    revokedAt: instant(),
    usedAt: instant(),
  },
  table => [index().on(table.subjectId)],
);

/** Answers of repeated requests, kept for 24 hours (web.md 1.1). */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    scope: text().primaryKey(),
    requestSha256: text().notNull(),
    status: integer(),
    headers: text(),
    body: text(),
    lockedAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  table => [index().on(table.expiresAt).where(sql`${table.status} is not null`)],
);
