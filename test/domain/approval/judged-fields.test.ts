import { describe, expect, it } from 'vitest';
import { typicalFacts } from '../../../domain/approval/example-packages.ts';
import { type AskedRole, judgedOnRoute } from '../../../domain/approval/judged-fields.ts';
import type { ApprovalRole, PolicyRows } from '../../../domain/approval/policy.ts';
import type { PackageContent } from '../../../domain/quote/package.ts';
import { aPackage } from '../../build/deal.ts';

const asked = (role: ApprovalRole, ...rowIds: string[]): AskedRole => ({ role, why: rowIds.map(rowId => ({ rowId })) });
const before = aPackage();
const later: PackageContent = { ...before, terms: { ...before.terms, due: { type: 'net_days', days: 61 } } };
const amended: PackageContent = { ...before, contract: { ...before.contract, type: 'amended' } };
const renamed: PackageContent = { ...before, title: 'Another delivery' };

/** Who of the route need not be asked again about the second content. */
function keptBy(route: readonly AskedRole[], was: PackageContent, now: PackageContent, routeNow = route): ApprovalRole[] {
  const judged = (of: readonly AskedRole[], content: PackageContent) => {
    const facts = { ...typicalFacts, contractType: content.contract.type };
    return new Map(of.map(step => [step.role, JSON.stringify(judgedOnRoute(step, of, { content, facts, rows }))]));
  };
  const [old, fresh] = [judged(route, was), judged(routeNow, now)];
  return [...fresh].filter(([role, fields]) => old.get(role) === fields).map(([role]) => role);
}

const rows: PolicyRows = [
  { rowId: 'always', when: [], roles: ['manager'], text: { ru: '', kk: '', en: '' } },
  { rowId: 'credit', when: [{ fact: 'creditDays', op: 'above', value: 30 }], roles: ['lawyer', 'cfo', 'director'], text: { ru: '', kk: '', en: '' } },
  { rowId: 'amount', when: [{ fact: 'grossMinor', op: 'above', value: 1 }], roles: ['director'], text: { ru: '', kk: '', en: '' } },
  { rowId: 'contract', when: [{ fact: 'contractType', op: 'is_not', value: 'standard' }], roles: ['lawyer', 'director'], text: { ru: '', kk: '', en: '' } },
];
const all = [asked('manager', 'always'), asked('lawyer', 'contract'), asked('cfo', 'credit'), asked('director', 'amount')];

describe('who need not be asked again (AP7)', () => {
  it('is whoever does not judge what has changed', () => {
    expect(keptBy(all, before, before)).toEqual(['manager', 'lawyer', 'cfo', 'director']);
    expect(keptBy(all, before, later)).toEqual(['manager', 'lawyer']);
    expect(keptBy(all, before, amended)).toEqual(['manager', 'cfo', 'director']);
    expect(keptBy(all, before, renamed)).toEqual(['lawyer', 'cfo', 'director']);
  });

  it('is not the manager where a changed field has no other judge on the route', () => {
    const alone = [asked('manager', 'always')];
    for (const changed of [later, amended, renamed]) expect(keptBy(alone, before, changed)).toEqual([]);
  });

  it('is not the first role of a route without a manager where nobody else judges what has changed', () => {
    const route = [asked('lawyer', 'contract'), asked('director', 'amount')];
    expect(keptBy(route, before, renamed)).toEqual(['director']);
    expect(keptBy(route, before, later)).toEqual(['lawyer']);
  });

  it('is a role that a further row asks about what another one on the route judges', () => {
    const withCredit = [asked('manager', 'always'), asked('lawyer', 'contract', 'credit'), asked('cfo', 'credit'), asked('director', 'amount', 'credit')];
    expect(keptBy(all, before, later, withCredit)).toEqual(['manager', 'lawyer']);
  });

  it('is nobody whom a row asks about something that has no other judge: a yes to the sum is none to the contract', () => {
    const byAmount = [asked('manager', 'always'), asked('director', 'amount')];
    const byContractToo = [asked('manager', 'always'), asked('director', 'amount', 'contract')];
    expect(keptBy(byAmount, before, amended, byContractToo)).toEqual([]);
  });
});
