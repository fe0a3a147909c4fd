import { index, integer, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { DecisionRight } from '../../domain/approval/decision-right.ts';
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

/**
 * How a decision came about: kept beside it, out of the process's history (Q2C.md 3, web.md 2.2). `commandId` is that of the event which
 * records the decision, hand-overs included. Instants are by the deal's own clock; `createdAt` is when the decision came in.
 */
export const decisionEvidence = pgTable(
  'decision_evidence',
  {
    id: text().primaryKey(),
    taskId: text().notNull(),
    commandId: text(),
    personId: text(),
    byRight: text().$type<DecisionRight>(),
    /** For whom a cover decided. */
    coverForId: text(),
    /** How the question reached the person: by a letter to `address`, by a link of another origin, or not at all: a system decided. */
    channel: text().$type<'email' | 'link' | 'api'>(),
    address: text(),
    linkSha256: text(),
    ip: text(),
    userAgent: text(),
    versionHash: text(),
    shownHash: text(),
    /** When the code of the step-up was given rightly; null where none was asked for. */
    stepUpAt: instant(),
    askedAt: instant(),
    shownAt: instant(),
    createdAt: instant().notNull(),
  },
  table => [index().on(table.taskId), index().on(table.commandId)],
);

/**
 * Codes of the step-up: the n-th that a person asked for about a step. The code itself is nowhere: `codeHash` is an HMAC of the server's
 * key over the code and what it confirms, `bindingHash` one over the latter alone: task, version, person and the exact decision.
 * Instants are of the real clock, as those of sign-in links.
 */
export const stepUpCode = pgTable(
  'step_up_code',
  {
    id: text().primaryKey(),
    taskId: text().notNull(),
    personId: text().notNull(),
    n: integer().notNull(),
    bindingHash: text().notNull(),
    codeHash: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** Wrong codes given so far. */
    tries: integer().notNull().default(0),
    usedAt: instant(),
    /** The decision it confirmed, by its command: that one may be sent again. */
    commandId: text(),
  },
  table => [unique().on(table.taskId, table.personId, table.n)],
);
