import { readApprovalPolicy } from '../../../db/pages/read-approval-policy.ts';
import type { VersionRow } from '../../../db/pages/read-deal-file.ts';
import { readPersonCalendars } from '../../../db/people/work-weeks.ts';
import { readApprovalRules } from '../../../db/read/approval-table.ts';
import { readApprovers } from '../../../db/read/approvers.ts';
import { readLastSeen } from '../../../db/read/askings.ts';
import { readPolicy } from '../../../db/read/company-rules.ts';
import { readDocument } from '../../../db/read/documents.ts';
import { packageFacts } from '../../../domain/approval/facts.ts';
import type { Seen } from '../../../domain/approval/last-seen.ts';
import type { PolicyRows } from '../../../domain/approval/policy.ts';
import { workingMinutesBetween } from '../../../domain/calendar/working-time.ts';
import { dateInZone } from '../../../domain/calendar/zone.ts';
import type { Language } from '../../../templates/language/language.ts';
import { differencesOfPackages } from '../../../templates/pages/views/differences-of-packages.ts';
import type { DocumentLink, FormState, PublicFrame } from '../../../templates/pages/views/frame-view.ts';
import type { CodeAsked, KeyFigure, TaskPageView } from '../../../templates/pages/views/task-view.ts';
import type { ApiContext } from '../../context.ts';
import { cameBy, movedAt, plannedBy } from './came-by.ts';
import { stepUpOf } from './confirm-by-code.ts';
import { awayUntilOn, peopleToHandOverTo } from './hand-over-to.ts';
import { nextPersonName, nextStep } from './next-step.ts';
import type { OpenedStep } from './open-link.ts';
import { taskBase } from './task-base.ts';
import { voicesOf } from './voices.ts';

type Asked = Readonly<{ frame: PublicFrame; language: Language; nonce: string; form: FormState | null; code: CodeAsked | null }>;

/** The question of an open step as its page shows it, by the records of this moment and the deal's own now. */
export async function taskQuestion(ctx: ApiContext, opened: OpenedStep, asked: Asked): Promise<TaskPageView> {
  const { file, person, people, nowAt } = opened;
  const { task } = file;
  const policy = await readPolicy(ctx.db);
  const rules = await readApprovalRules(ctx.db, task.policyVersion);
  const calendar = (await readPersonCalendars(ctx.db, policy))(task.personId);
  const approvers = await readApprovers(ctx.db);
  const dueAt = task.dueAt ?? task.expiresAt;
  const minutesLeft = workingMinutesBetween(nowAt, dueAt, calendar);
  const before = await seenBefore(ctx, opened);
  return {
    ...taskBase(opened, asked.frame),
    ...figuresOf(opened, await readApprovalPolicy(ctx.db, task.policyVersion), before?.version ?? null),
    dueAt,
    workingMinutesLeft: Math.floor(minutesLeft),
    usedPercent: 100 - (minutesLeft / rules.slaMinutes[task.role]) * 100,
    why: task.why.map(reason => reason.text[asked.language]),
    came: cameBy(opened, approvers),
    movedAt: movedAt(opened),
    differences: before === null ? null : { sinceVersion: before.version.version, seen: before.seen, list: differencesOfPackages(before.version, file.version) },
    voices: voicesOf(opened, approvers),
    documents: await quoteLink(ctx, opened, asked.language),
    nextPersonName: nextPersonName(opened, approvers),
    nextRole: nextStep(opened)?.role ?? null,
    keepsApprovals: rules.keepUnchangedApprovals,
    reminders: remindersOf(opened),
    superiorName: task.superiorId === person.id ? null : (people.get(task.superiorId ?? '')?.name ?? null),
    escalated: task.escalatedAt !== null,
    expiresAt: task.expiresAt,
    handOverTo: peopleToHandOverTo(opened).map(each => ({ ...each, awayUntilOn: awayUntilOn(each.id, approvers, nowAt) })),
    nonce: asked.nonce,
    undoSeconds: rules.undoSeconds,
    stepUp: await stepUpOf(ctx, opened, asked.code),
    form: asked.form,
  };
}

/** The version to compare with: the last one this person decided on or was asked about, else the one before. */
async function seenBefore(ctx: ApiContext, { file, person }: OpenedStep): Promise<Readonly<{ version: VersionRow; seen: Seen | null }> | null> {
  const beforeVersion = file.task.version;
  const seen = await readLastSeen(ctx.db, { dealId: file.deal.id, personId: person.id, beforeVersion });
  const version = file.versions.filter(each => (seen ? each.version === seen.version : each.version < beforeVersion)).at(-1);
  return version ? { version, seen } : null;
}

function figuresOf({ file }: OpenedStep, rows: PolicyRows, before: VersionRow | null): Pick<TaskPageView, 'asks' | 'figures'> {
  const { version, tasks, task } = file;
  const { content } = version;
  const facts = packageFacts(content, version.taxOn);
  const reasons = new Set(tasks.filter(other => other.round === task.round && other.version === task.version).flatMap(other => other.why.map(reason => reason.rowId)));
  const limit = (fact: 'maxDiscountPercent' | 'creditDays') => rows.find(row => row.when[0]?.fact === fact && row.when[0].op === 'above');
  const unusual = (fact: 'maxDiscountPercent' | 'creditDays') => reasons.has(limit(fact)?.rowId ?? '');
  const usualDiscount = limit('maxDiscountPercent')?.when[0]?.value;
  const usualDays = limit('creditDays')?.when[0]?.value;
  const figures: KeyFigure[] = [
    {
      what: 'gross',
      sum: { amountMinor: version.grossMinor, currency: content.currency },
      before: before && before.grossMinor !== version.grossMinor ? { amountMinor: before.grossMinor, currency: before.content.currency } : null,
    },
    { what: 'discount', percent: facts.maxDiscountPercent, usualPercent: usualDiscount === undefined ? null : String(usualDiscount) },
    { what: 'due', days: facts.creditDays, usualDays: usualDays === undefined ? null : Number(usualDays) },
  ];
  const asks = {
    discountPercent: unusual('maxDiscountPercent') ? facts.maxDiscountPercent : null,
    dueDays: unusual('creditDays') ? facts.creditDays : null,
    specialTerms: facts.hasSpecialTerms,
    customContract: facts.contractType !== 'standard',
  };
  return { asks, figures };
}

async function quoteLink(ctx: ApiContext, { token, file, person }: OpenedStep, language: Language): Promise<DocumentLink[]> {
  if (token === '') return [];
  const { version } = file;
  const print = await readDocument(ctx.db, { kind: 'quote', subjectId: version.id, language });
  return print
    ? [{ kind: 'quote', version: version.version, madeAt: dateInZone(version.frozenAt, person.timeZone), url: `/t/${token}/quote.pdf?language=${language}`, bytes: print.content.length }]
    : [];
}

/** The reminders of the step that are still to come, as the process planned them last. */
function remindersOf({ file, nowAt }: OpenedStep): string[] {
  const planned = plannedBy(file.task, file.events)?.data['remindAt'];
  return Array.isArray(planned) ? planned.map(String).filter(at => at > nowAt) : [];
}
