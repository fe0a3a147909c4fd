import { forWhomInWords } from '../reminders/for-whom.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { presentChanged, presentLadders, presentRuleChanges, presentRung, presentTakingOn } from './present/reminders/preview.ts';
import { presentReminderForm } from './present/reminders/problems.ts';
import { rem, rulesInWords } from './present/reminders/rules.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { AdoptionSetting, PolicySetting, ReminderPreviewView, ReminderSettingsView } from './views/reminder-settings-view.ts';

/** `/settings/reminders`: every ladder in words with example dates, its rules, and how far open invoices have taken a version on. */
export function renderReminderSettingsPage(view: ReminderSettingsView, reader: PageReader): string {
  const tell = tellFor(reader);
  const page = {
    frame: presentStaffFrame(view.frame, tell, rem(tell, 'title')),
    mayChange: view.mayChange,
    lead: rem(tell, 'lead', { due: tell.day(view.exampleDueOn) }),
    adoptions: view.adoptions.map(adoption => presentAdoption(adoption, tell)),
    policies: view.policies.map(policy => presentPolicy(policy, tell)),
  };
  return renderTemplate('pages/settings/reminders', page, reader);
}

function presentPolicy({ policyId, policy, version, sinceAt, authorName, example, open }: PolicySetting, tell: Tell) {
  const url = `/settings/reminders/${policyId}`;
  return {
    id: policyId,
    who: forWhomInWords(policyId, policy.appliesTo, tell.reader.language),
    version: versionInWords({ version, sinceAt, authorName }, tell),
    open: open.earlier > 0 ? rem(tell, 'open_earlier', { count: open.inForce + open.earlier, earlier: open.earlier }) : rem(tell, 'open', { count: open.inForce }),
    rungs: policy.rungs.map(step => ({ ...presentRung(step, example, tell), url: `${url}/rungs/${encodeURIComponent(step.rung)}` })),
    rules: rulesInWords(policyId, policy, tell),
    ...{ addUrl: `${url}/rungs/new`, rulesUrl: `${url}/rules`, adoptUrl: `${url}/adopt` },
  };
}

function versionInWords({ version, sinceAt, authorName }: Pick<PolicySetting, 'version' | 'sinceAt' | 'authorName'>, tell: Tell): string {
  if (sinceAt === null) return rem(tell, 'version_none');
  const params = { version: String(version), since: tell.at(sinceAt, 'full') };
  return authorName === null ? rem(tell, 'version', params) : rem(tell, 'version_by', { ...params, author: authorName });
}

function presentAdoption({ policyId, appliesTo, version, scope, at, total, done, failed }: AdoptionSetting, tell: Tell) {
  const who = forWhomInWords(policyId, appliesTo, tell.reader.language);
  const taken = typeof scope === 'string' ? rem(tell, `scope.${scope}`) : rem(tell, 'scope.segment', { who: rem(tell, `segment.${scope.segment}`) });
  const params = { at: tell.at(at), done, total };
  return {
    what: rem(tell, 'adoption', { who, version: String(version), scope: taken }),
    progress: failed > 0 ? rem(tell, 'progress_failed', { ...params, failed }) : rem(tell, 'progress', params),
    isOver: done >= total,
  };
}

/** What a change would do before it is put in force: both ladders, the rules, open invoices by who takes it on, and whose letters change. */
export function renderReminderPreviewPage(view: ReminderPreviewView, reader: PageReader): string {
  const tell = tellFor(reader);
  const { policyId, version, before, after } = view;
  const form = presentReminderForm(view.form, tell);
  const who = forWhomInWords(policyId, after.appliesTo, reader.language);
  const versions = { who, version: String(version), next: String(version + 1) };
  const ladders = before === null ? [] : presentLadders(view, tell);
  const rules = before === null ? [] : presentRuleChanges(view, tell);
  const isChange = before === null || version === 0 || ladders.some(rung => rung.changed) || rules.length > 0;
  const page = {
    frame: presentStaffFrame(view.frame, tell, rem(tell, 'preview')),
    crumb: before === null ? rem(tell, 'this_version', versions) : version === 0 ? rem(tell, 'first_version', versions) : rem(tell, 'next_version', versions),
    stale: view.stale ? rem(tell, 'stale', { version: String(version) }) : null,
    problems: form.problems,
    ...{ shows: before !== null, ladders: ladders.filter(rung => rung.changed), rules, isChange },
    choices: view.takingOn.map(taking => presentTakingOn(taking, form.value('scope'), tell)),
    scopeError: form.error('scope'),
    changed: view.changed.map(invoice => presentChanged(invoice, tell)),
    changedLead: rem(tell, 'changed_lead', { shown: view.changed.length, total: view.changedTotal }),
    counted: rem(tell, 'counted_at', { at: tell.at(view.countedAt) }),
    ...{ action: view.action, csrf: view.frame.csrf, hidden: Object.entries(view.hidden).map(([name, value]) => ({ name, value })), mayMend: view.mayMend },
    mayPut: isChange && view.form.problems.every(problem => problem.code === 'scope_required'),
  };
  return renderTemplate('pages/settings/reminder-preview', page, reader);
}
