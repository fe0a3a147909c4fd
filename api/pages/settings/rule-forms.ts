import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { type ApprovalTable, readApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { type ApprovalRules, changedRules, compareRules } from '../../../domain/approval/rules.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderRuleFormPage } from '../../../templates/pages/render-rule-form.ts';
import type { ChangePreviewView, SettingConflict, SettingsForm } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { ruleDifferences, rulesInConflict } from './rule-differences.ts';
import { readRuleFields, ruleFieldNames, valuesOfRules } from './rule-fields.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';
import { changedSince, otherRows } from './table-conflict.ts';

const rulesPath = `${settingsPath}/rules`;

/** The form of the rules as they are in force. */
export async function showRuleForm(visit: SettingsVisit): Promise<unknown> {
  const [table, { currency }, { reader }] = await Promise.all([readApprovalTable(visit.ctx.db), readCompany(visit.ctx.db), settingsFrame(visit)]);
  return showForm(visit, { version: String(table.version), form: untouched(valuesOfRules(table.rules, { currency, language: reader.language })) });
}

/** `POST /settings/approvals/rules`: other rules are looked at, mended, or put in force with the table as its next version. */
export async function receiveRules(visit: SettingsVisit): Promise<unknown> {
  const form = formFields(visit.request.body, ruleFieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  const version = values['version'] ?? '';
  const { currency } = await readCompany(visit.ctx.db);
  const { rules, problems } = readRuleFields(values, currency);
  if (form['step'] === 'mend') return showForm(visit, { version, form: untouched(values) });
  if (problems.length > 0) return showForm(visit, { version, form: { values, problems }, status: 422 });
  return lookAt(visit, { version, typed: rules, currency, put: form['step'] === 'put' });
}

type Sent = Readonly<{ version: string; typed: ApprovalRules; currency: string; put: boolean }>;

/** What others changed since the form was made stays; what was typed is put on top of it. */
async function lookAt(visit: SettingsVisit, sent: Sent): Promise<unknown> {
  const { version, typed, currency, put } = sent;
  const table = await readApprovalTable(visit.ctx.db);
  const since = await changedSince(visit.ctx.db, version, table);
  const began = since?.began ?? table;
  const wanted = changedRules(table.rules, { read: began.rules, wanted: typed });
  if (put && since === null && compareRules(table.rules, wanted).length > 0) {
    return (await putInForce(visit, { table, wanted })) ? visit.reply.redirect(withDone(settingsPath, 'table_changed'), 303) : lookAt(visit, sent);
  }
  const parts = rulesInConflict({ began: began.rules, now: table.rules, typed, yours: wanted });
  const conflict = since && { by: since.by, parts, others: otherRows(null, { began: began.rows, now: table.rows }) };
  return showPreview(visit, { table, wanted, currency, conflict }, put && conflict !== null ? 409 : 200);
}

/** Answers false where somebody else has put another version in force since the form was made. */
async function putInForce(visit: SettingsVisit, { table, wanted }: { table: ApprovalTable; wanted: ApprovalRules }): Promise<boolean> {
  try {
    await unitOfWork(visit.ctx.pool, db => changeApprovalTable(db, { version: table.version, rows: table.rows, rules: wanted, by: byVisitor(visit) }));
    return true;
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'precondition_failed') return false;
    throw error;
  }
}

type Draft = Readonly<{ table: ApprovalTable; wanted: ApprovalRules; currency: string; conflict: SettingConflict | null }>;

async function showPreview(visit: SettingsVisit, { table, wanted, currency, conflict }: Draft, status: number): Promise<unknown> {
  const { frame, reader } = await settingsFrame(visit, settingsPath);
  const view: ChangePreviewView = {
    ...{ frame, currency, about: { kind: 'table', version: table.version }, conflict, problems: [], routes: null, steps: null, warnings: [], action: rulesPath, mayMend: true },
    differences: ruleDifferences(table.rules, wanted),
    hidden: { ...valuesOfRules(wanted, { currency, language: reader.language }), version: String(table.version) },
  };
  return sendPage(visit.reply, renderChangePreviewPage(view, reader), status);
}

async function showForm(visit: SettingsVisit, { version, form, status = 200 }: { version: string; form: SettingsForm; status?: number }): Promise<unknown> {
  const { currency } = await readCompany(visit.ctx.db);
  const { frame, reader } = await settingsFrame(visit, rulesPath);
  return sendPage(visit.reply, renderRuleFormPage({ frame, currency, version, form }, reader), status);
}
