import { desc } from 'drizzle-orm';
import { defaultPolicy } from '../../domain/approval/default-policy.ts';
import { compareRules, rulesOfCompany } from '../../domain/approval/rules.ts';
import { recordChange, setUpActor } from '../changes/record-change.ts';
import { approvalPolicy, companyPolicy } from '../schema/index.ts';
import type { Db } from '../unit-of-work.ts';
import type { CompanyFile } from './company-file.ts';

/** Gives the company its approval policy once: the default table with the rules of the file. From then on people change both by page or API, and no file takes that back. */
export async function putApprovalPolicy(db: Db, { policy }: CompanyFile, now: string): Promise<string[]> {
  const [present] = await db.select({ version: approvalPolicy.version }).from(approvalPolicy).limit(1);
  if (present) return [];
  await db.insert(approvalPolicy).values({ version: 1, rows: defaultPolicy, rules: rulesOfCompany(policy), changedBy: setUpActor, createdAt: now });
  await recordChange(db, { actor: setUpActor, now }, { what: 'approval_policy.changed', subjectId: 'default', before: null, after: { version: 1 } });
  return ['approval table version 1'];
}

/** What the file asks for otherwise than its last version did, and the approval policy in force does not say: it is told, for it changes nothing. To be asked before the policy of the file is put in force. */
export async function idleRules(db: Db, { policy }: CompanyFile): Promise<string[]> {
  const [inForce] = await db.select().from(approvalPolicy).orderBy(desc(approvalPolicy.version)).limit(1);
  const [last] = await db.select().from(companyPolicy).orderBy(desc(companyPolicy.version)).limit(1);
  if (!inForce || !last) return [];
  const wanted = rulesOfCompany(policy);
  const fresh = new Set(compareRules(rulesOfCompany({ ...policy, ...last.data }), wanted).map(({ field }) => field));
  const idle = compareRules(inForce.rules, wanted).filter(({ field }) => fresh.has(field));
  return idle.map(
    ({ field, before, after }) =>
      `The file says ${after} for ${namesInFile[field]}; the approval policy in force, version ${inForce.version}, says ${before}. Change it on /settings/approvals or by the API.`,
  );
}

const namesInFile = {
  'slaMinutes.manager': 'policy.sla_minutes.manager',
  'slaMinutes.lawyer': 'policy.sla_minutes.lawyer',
  'slaMinutes.cfo': 'policy.sla_minutes.cfo',
  'slaMinutes.director': 'policy.sla_minutes.director',
  finalLimitWorkingDays: 'policy.round_working_days',
  undoSeconds: 'policy.undo.link_seconds',
  stepUpAboveMinor: 'policy.step_up.above_minor',
  keepUnchangedApprovals: 'policy.keep_unchanged_approvals',
} as const;
