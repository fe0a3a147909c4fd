import { changeApprovalTable } from '../../../db/company/change-approval-table.ts';
import { type ApprovalTable, readApprovalRules, readApprovalTable } from '../../../db/read/approval-table.ts';
import { readCompany } from '../../../db/read/company-rules.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { type ApprovalRules, changedRules, compareRules, type RuleField } from '../../../domain/approval/rules.ts';
import { RuleViolation } from '../../../domain/errors/rule-violation.ts';
import { renderChangePreviewPage } from '../../../templates/pages/render-change-preview.ts';
import { renderRuleFormPage } from '../../../templates/pages/render-rule-form.ts';
import type { ChangePreviewView, SettingDifference, SettingSubject, SettingsForm } from '../../../templates/pages/views/settings-view.ts';
import { formFields } from '../forms/form-fields.ts';
import { withDone } from '../frame/done-code.ts';
import { refuseForeignForm } from '../frame/visitor.ts';
import { sendPage } from '../send-page.ts';
import { readRuleFields, ruleFieldNames, valuesOfRules } from './rule-fields.ts';
import { byVisitor, type SettingsVisit, settingsFrame, settingsPath, typedValues, untouched } from './settings-visit.ts';

const rulesPath = `${settingsPath}/rules`;

/** The form of the rules as they are in force. */
export async function showRuleForm(visit: SettingsVisit): Promise<unknown> {
  const [table, { currency }, { reader }] = await Promise.all([readApprovalTable(visit.ctx.db), readCompany(visit.ctx.db), settingsFrame(visit)]);
  return showForm(visit, { version: table.version, form: untouched(valuesOfRules(table.rules, { currency, language: reader.language })) });
}

/** `POST /settings/approvals/rules`: other rules are looked at, mended, or put in force with the table as its next version. */
export async function receiveRules(visit: SettingsVisit): Promise<unknown> {
  const form = formFields(visit.request.body, ruleFieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const values = typedValues(form);
  const version = /^\d{1,9}$/.test(values['version'] ?? '') ? Number(values['version']) : 0;
  const { currency } = await readCompany(visit.ctx.db);
  const { rules, problems } = readRuleFields(values, currency);
  if (form['step'] === 'mend') return showForm(visit, { version, form: untouched(values) });
  if (problems.length > 0) return showForm(visit, { version, form: { values, problems }, status: 422 });
  const table = await readApprovalTable(visit.ctx.db);
  const wanted = changedRules(table.rules, { read: await readApprovalRules(visit.ctx.db, version), wanted: rules });
  const put = form['step'] === 'put' && compareRules(table.rules, wanted).length > 0;
  if (put && version === table.version && (await putInForce(visit, { table, wanted }))) return visit.reply.redirect(withDone(settingsPath, 'table_changed'), 303);
  const inForce = put ? await readApprovalTable(visit.ctx.db) : table;
  return showPreview(visit, { table: inForce, wanted, currency, stale: version !== inForce.version }, put ? 409 : 200);
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

type Draft = Readonly<{ table: ApprovalTable; wanted: ApprovalRules; currency: string; stale: boolean }>;

async function showPreview(visit: SettingsVisit, { table, wanted, currency, stale }: Draft, status: number): Promise<unknown> {
  const { frame, reader } = await settingsFrame(visit, settingsPath);
  const differences = compareRules(table.rules, wanted).map(
    ({ field, before, after }): SettingDifference => ({ what: subjects[field], before: { rule: field, is: before }, after: { rule: field, is: after } }),
  );
  const view: ChangePreviewView = {
    ...{ frame, currency, about: { kind: 'table', version: table.version }, stale, problems: [], differences, routes: null, steps: null, warnings: [], action: rulesPath, mayMend: true },
    hidden: { ...valuesOfRules(wanted, { currency, language: reader.language }), version: String(table.version) },
  };
  return sendPage(visit.reply, renderChangePreviewPage(view, reader), status);
}

const subjects: Readonly<Record<RuleField, SettingSubject>> = {
  'slaMinutes.manager': 'sla_manager',
  'slaMinutes.lawyer': 'sla_lawyer',
  'slaMinutes.cfo': 'sla_cfo',
  'slaMinutes.director': 'sla_director',
  finalLimitWorkingDays: 'final_limit',
  undoSeconds: 'undo',
  stepUpAboveMinor: 'step_up',
  keepUnchangedApprovals: 'keep',
};

async function showForm(visit: SettingsVisit, { version, form, status = 200 }: { version: number; form: SettingsForm; status?: number }): Promise<unknown> {
  const { currency } = await readCompany(visit.ctx.db);
  const { frame, reader } = await settingsFrame(visit, rulesPath);
  return sendPage(visit.reply, renderRuleFormPage({ frame, currency, version, form }, reader), status);
}
