import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { type ApprovalTable, readApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { changeRows, type RowChange } from '../../../domain/approval/change-rows.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderRowFormPage } from '../../../templates/pages/render-setting-forms.ts';
import type { SettingConflict, SettingsForm, SettingsProblem } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { conflictOfRow } from './row-conflict.ts';
import { faultsBesideFields } from './row-faults.ts';
import { readRow, rowFieldNames, slotsFor, valuesOfRow, withoutGaps } from './row-fields.ts';
import { previewOfRow, type RowDraft } from './row-preview.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

type Values = Readonly<Record<string, string>>;
type Shown = Readonly<{ table: ApprovalTable; rowId: string | null; form: SettingsForm; conflict?: SettingConflict | null; status?: number }>;

/** The form of a row as it stands in the table, or an empty one for a new row at the end. */
export async function showRowForm(visit: SettingsVisit, rowId: string | null): Promise<unknown> {
  const [table, { currency }, { reader }] = await Promise.all([readApprovalTable(visit.ctx.db), readCompany(visit.ctx.db), settingsFrame(visit)]);
  const at = table.rows.findIndex(row => row.rowId === rowId);
  const row = table.rows[at];
  if (rowId === null) return showForm(visit, { table, rowId, form: untouched({ after: table.rows.at(-1)?.rowId ?? '' }) });
  if (!row) throw new RuleViolation('not_found', 'The approval table has no such row.');
  return showForm(visit, { table, rowId, form: untouched(valuesOfRow(row, { after: table.rows[at - 1]?.rowId ?? null, currency, language: reader.language })) });
}

/** What the removal of a row would change. Nothing is removed by looking. */
export async function showRowRemoval(visit: SettingsVisit, rowId: string): Promise<unknown> {
  const table = await readApprovalTable(visit.ctx.db);
  if (!table.rows.some(row => row.rowId === rowId)) throw new RuleViolation('not_found', 'The approval table has no such row.');
  return lookAt(visit, { table, values: { change: 'remove', row_id: rowId, version: String(table.version) }, put: false });
}

/** `POST /settings/approvals/rows`: a change of one row is looked at, mended, or put in force as the next version of the table. */
export async function receiveRow(visit: SettingsVisit): Promise<unknown> {
  const form = formFields(visit.request.body, rowFieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = withoutGaps(typedValues(form));
  const table = await readApprovalTable(visit.ctx.db);
  if (form['step'] === 'mend') return showForm(visit, { table, rowId: rowIdOf(values), form: untouched(values) });
  return lookAt(visit, { table, values, put: form['step'] === 'put' });
}

type Sent = Readonly<{ table: ApprovalTable; values: Values; put: boolean }>;

async function lookAt(visit: SettingsVisit, { table, values, put }: Sent): Promise<unknown> {
  const { currency } = await readCompany(visit.ctx.db);
  const { change, problems } = changeOf(values, currency);
  if (problems.length > 0) return showForm(visit, { table, rowId: rowIdOf(values), form: { values, problems }, status: 422 });
  try {
    const changed = changeRows(table.rows, change);
    const faults = faultsBesideFields(changed.rows, changed.rowId);
    if (faults.length > 0 && change.type !== 'remove') return showForm(visit, { table, rowId: rowIdOf(values), form: { values, problems: faults }, status: 422 });
    const conflict = await conflictOfRow(visit.ctx.db, { version: values['version'] ?? '', table, yours: { ...changed, isNew: change.type === 'add' } });
    if (put && conflict === null && faults.length === 0) return await putInForce(visit, { table, values, rows: changed.rows });
    return await showPreview(visit, { table, ...changed, values, problems: faults, conflict }, put ? 409 : faults.length > 0 ? 422 : 200);
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'not_found') return showGone(visit, { table, values });
    throw error;
  }
}

async function putInForce(visit: SettingsVisit, { table, values, rows }: Pick<RowDraft, 'table' | 'values' | 'rows'>): Promise<unknown> {
  const { ctx, reply } = visit;
  try {
    await unitOfWork(ctx.pool, db => changeApprovalTable(db, { version: table.version, rows, by: byVisitor(visit) }));
  } catch (error) {
    if (!(error instanceof RuleViolation && error.code === 'precondition_failed')) throw error;
    return lookAt(visit, { table: await readApprovalTable(ctx.db), values, put: true });
  }
  return reply.redirect(withDone(settingsPath, 'table_changed'), 303);
}

function changeOf(values: Values, currency: string): Readonly<{ change: RowChange; problems: readonly SettingsProblem[] }> {
  const rowId = rowIdOf(values);
  if (values['change'] === 'remove' && rowId !== null) return { change: { type: 'remove', rowId }, problems: [] };
  const { row, problems } = readRow(values, currency);
  const after = values['after'] || null;
  return { change: rowId === null ? { type: 'add', row, after } : { type: 'edit', rowId, row, after }, problems };
}

/** The row, or the one it was to follow, has been removed by somebody else: what was typed stays beside what was there, and can be added anew. */
async function showGone(visit: SettingsVisit, { table, values }: Pick<Sent, 'table' | 'values'>): Promise<unknown> {
  if (values['change'] === 'remove') return visit.reply.redirect(settingsPath, 303);
  const isThere = (id: string | undefined): boolean => table.rows.some(row => row.rowId === id);
  const rowId = rowIdOf(values);
  const last = table.rows.at(-1)?.rowId ?? '';
  const kept = { ...values, after: isThere(values['after']) || values['after'] === '' ? (values['after'] ?? '') : last };
  if (rowId === null || isThere(rowId)) return showForm(visit, { table, rowId, form: { values: kept, problems: [{ field: 'after', code: 'place_gone' }] }, status: 409 });
  const { row } = readRow(values, (await readCompany(visit.ctx.db)).currency);
  const yours = { rowId, isNew: false, rows: [...table.rows, { rowId, ...row }] };
  const conflict = await conflictOfRow(visit.ctx.db, { version: values['version'] ?? '', table, yours });
  // Whoever reads this has been told, and goes on from the table as it is.
  const form = { values: { ...kept, version: String(table.version) }, problems: [{ field: null, code: 'row_gone' }] } as const;
  return showForm(visit, { table, rowId: null, form, conflict, status: 409 });
}

async function showForm(visit: SettingsVisit, { table, rowId, form, conflict = null, status = 200 }: Shown): Promise<unknown> {
  const { currency } = await readCompany(visit.ctx.db);
  const { frame, reader } = await settingsFrame(visit, `${settingsPath}/rows/${rowId ?? 'new'}`);
  const row = table.rows.find(each => each.rowId === rowId) ?? null;
  const others = table.rows.filter(each => each.rowId !== rowId);
  // A form that comes back is still made from the table it was begun with.
  const version = form.values['version'] ?? String(table.version);
  const view = { frame, currency, version, rowId, row, slots: slotsFor(form.values), others, form, conflict };
  return sendPage(visit.reply, renderRowFormPage(view, reader), status);
}

async function showPreview(visit: SettingsVisit, draft: RowDraft, status: number): Promise<unknown> {
  const { frame, reader } = await settingsFrame(visit, settingsPath);
  return sendPage(visit.reply, renderChangePreviewPage({ frame, ...(await previewOfRow(visit.ctx, draft)) }, reader), status);
}

const rowIdOf = (values: Values): string | null => values['row_id'] || null;
