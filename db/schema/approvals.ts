import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { ApprovalFacts } from '../../domain/approval/facts.ts';
import { instant } from './columns.ts';

export type ApprovalRole = 'manager' | 'lawyer' | 'cfo' | 'director';
export type TaskStatus = 'waiting' | 'open' | 'approved' | 'rejected' | 'changes_requested' | 'handed_over' | 'expired' | 'superseded';
export type Reason = Readonly<{ rowId: string; text: { ru: string; kk: string; en: string } }>;

/** The route of a version as it was planned: by which table, from which facts, who and why (Q2C.md 3). */
export const approvalRoute = pgTable('approval_route', {
  packageId: text().primaryKey(),
  dealId: text().notNull(),
  policyVersion: integer().notNull(),
  facts: jsonb().$type<ApprovalFacts>().notNull(),
  steps: jsonb().$type<readonly Readonly<{ role: ApprovalRole; why: readonly Reason[]; fieldsHash: string }>[]>().notNull(),
  plannedAt: instant().notNull(),
});

/** One step of one round on one version: who is asked, why, by when, and what was decided (Q2C.md 3). */
export const approvalTask = pgTable(
  'approval_task',
  {
    id: text().primaryKey(),
    dealId: text().notNull(),
    packageId: text().notNull(),
    version: integer().notNull(),
    round: integer().notNull(),
    position: integer().notNull(),
    role: text().$type<ApprovalRole>().notNull(),
    why: jsonb().$type<Reason[]>().notNull(),
    status: text().$type<TaskStatus>().notNull(),
    personId: text(),
    personVia: text(),
    superiorId: text(),
    openedAt: instant(),
    dueAt: instant(),
    escalatedAt: instant(),
    stuckAt: instant(),
    decidedAt: instant(),
    decidedById: text(),
    actsAt: instant(),
    noteId: text(),
    evidenceId: text(),
    /** What the role judges, as a hash: a later version with the same one needs no new word of the role. */
    fieldsHash: text(),
    keptFromId: text(),
    keptFromVersion: integer(),
    policyVersion: integer().notNull(),
    expiresAt: instant().notNull(),
  },
  table => [unique().on(table.dealId, table.round, table.version, table.position), index().on(table.status, table.personId)],
);

/** How a decision came about: kept beside it, out of the process's history (Q2C.md 3, web.md 2.2). */
export const decisionEvidence = pgTable('decision_evidence', {
  id: text().primaryKey(),
  taskId: text().notNull(),
  linkSha256: text(),
  ip: text(),
  userAgent: text(),
  versionHash: text(),
  shownHash: text(),
  createdAt: instant().notNull(),
});
