import type { z } from 'zod';
import { snakeKey } from '../../../db/company/key-spelling.ts';
import { type ApprovalTable, readApprovalTable, warnOfTable } from '../../../db/read/approval-table.ts';
import { readNames } from '../../../db/read/deal-record.ts';
import type { Db } from '../../../db/unit-of-work.ts';
import { diffRows, type RowDifference } from '../../../domain/approval/diff-rows.ts';
import type { FactTest, PolicyRow, PolicyRows } from '../../../domain/approval/policy.ts';
import type { BothTexts } from '../../problem/both-texts.ts';
import { type Policy, presentWarning, type PolicyRow as ShownRow } from '../../schemas/approval-policy.ts';
import { presentActor } from '../present-actor.ts';

export const etagOf = ({ version }: ApprovalTable): string => `"${version}"`;

/** A table as the API shows it, with who put it in force and what there is to worry about among the people of the moment. */
export async function presentTable(db: Db, { version, rows, createdAt, changedBy }: ApprovalTable): Promise<z.output<typeof Policy>> {
  const [warnings, names] = await Promise.all([warnOfTable(db), readNames(db, [changedBy?.id ?? null])]);
  const changed_by = changedBy === null ? null : presentActor(changedBy, names);
  return { object: 'approval_policy', id: 'default', version, created_at: createdAt, changed_by, rows: rows.map(presentRow), warnings: warnings.map(presentWarning) };
}

/** The table in force beside the rows that somebody would put there: for whoever made them from an older one. */
export async function tableTexts(db: Db, asked: PolicyRows): Promise<BothTexts> {
  const table = await readApprovalTable(db);
  return { current: { ...(await presentTable(db, table)), etag: etagOf(table) }, yours: { rows: asked.map(presentRow) }, differences: diffRows(table.rows, asked).map(presentDifference) };
}

function presentDifference({ kind, rowId, part, was, now }: RowDifference) {
  const shown = (value: unknown): unknown => (value === null ? null : part === null ? presentRow(value as PolicyRow) : part === 'when' ? (value as FactTest[]).map(presentTest) : value);
  return { kind, path: part === null ? `rows/${rowId}` : `rows/${rowId}/${part}`, row_id: rowId, current: shown(was), yours: shown(now) };
}

function presentRow({ rowId, when, roles, text }: PolicyRow): z.output<typeof ShownRow> {
  return { row_id: rowId, when: when.map(presentTest), roles: [...roles], text: { ...text } };
}

const presentTest = (test: FactTest) => ({ ...test, fact: snakeKey(test.fact) });
