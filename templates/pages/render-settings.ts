import { approvalRoles } from '../../domain/approval/policy.ts';
import { type ApprovalRules, type RuleField, ruleValue } from '../../domain/approval/rules.ts';
import { formatWorkingHours } from '../format/working-hours.ts';
import { renderTemplate } from '../render/render-template.ts';
import { presentStaffFrame } from './present/frame.ts';
import { faultInWords } from './present/settings/problems.ts';
import { ruleInWords } from './present/settings/rules.ts';
import { reasonInWords, rolesInWords, rowInWords, set, warningInWords } from './present/settings/words.ts';
import { type Tell, tellFor } from './present/tell.ts';
import type { PageReader } from './views/frame-view.ts';
import type { ApprovalSettingsView, PersonSetting, RolePool } from './views/settings-view.ts';

/** `/settings/approvals`: the approval table in words, the clocks, who holds which role, and who stands in for whom. */
export function renderApprovalSettingsPage(view: ApprovalSettingsView, reader: PageReader): string {
  const tell = tellFor(reader);
  const { table, currency } = view;
  const roles = approvalRoles.map(role => tell.word('role', role));
  const page = {
    frame: presentStaffFrame(view.frame, tell, set(tell, 'title')),
    mayChange: view.mayChange,
    version: versionInWords(table, tell),
    order: roles.join(' → '),
    warnings: view.warnings.map(warning => warningInWords(warning, tell)),
    fault: faultInWords(null, { faults: table.faults, rows: table.rows }, { currency, tell }),
    rows: table.rows.map(row => ({
      url: `/settings/approvals/rows/${row.rowId}`,
      when: rowInWords(row, currency, tell),
      roles: rolesInWords(row.roles, tell),
      reason: reasonInWords(row.text[reader.language], row.when[0] ?? null, { currency, tell }),
      fault: faultInWords(row.rowId, { faults: table.faults, rows: table.rows }, { currency, tell }),
    })),
    rules: presentRules(view.rules, currency, tell),
    pools: view.pools.map(pool => presentPool(pool, tell)),
    people: view.people.map(person => presentPerson(person, tell)),
    covers: view.covers.map(({ id, name, byName, fromOn, toOn, runs }) => ({
      ...{ url: `/settings/approvals/covers/${id}`, name, byName, runs },
      days: set(tell, 'days', { from: tell.day(fromOn), to: tell.day(toOn) }),
    })),
  };
  return renderTemplate('pages/settings/approvals', page, reader);
}

function versionInWords({ version, sinceAt, author }: ApprovalSettingsView['table'], tell: Tell): string {
  const given = { version: String(version), since: tell.at(sinceAt, 'full') };
  if (author === null) return set(tell, 'version', given);
  if (author.kind === 'set_up') return set(tell, 'version_set_up', given);
  return set(tell, author.kind === 'key' ? 'version_by_key' : 'version_by', { ...given, name: author.name });
}

function presentRules(rules: ApprovalRules, currency: string, tell: Tell) {
  const words = (field: RuleField): string => ruleInWords(field, ruleValue(rules, field), { currency, tell });
  return {
    sla: approvalRoles.map(role => set(tell, 'sla_of', { role: tell.word('role', role), time: words(`slaMinutes.${role}`) })),
    undo: words('undoSeconds'),
    stepUp: words('stepUpAboveMinor'),
    kept: words('keepUnchangedApprovals'),
    round: words('finalLimitWorkingDays'),
  };
}

function presentPool({ role, holders }: RolePool, tell: Tell) {
  const names = holders.map(({ name, cover }) => (cover === null ? name : set(tell, 'covered', { name, by: cover.byName, day: tell.day(cover.untilOn, 'dative') })));
  return { role: tell.word('role', role), names: names.length === 0 ? null : names.join(', ') };
}

function presentPerson({ id, name, roles, superiorName, active, hours, zone }: PersonSetting, tell: Tell) {
  const when = [hours === null ? null : formatWorkingHours(hours, tell.reader.language), zone].filter(part => part !== null);
  return { url: `/settings/approvals/people/${id}`, name, roles: rolesInWords(roles, tell), superiorName, active, when: when.join(', ') };
}
