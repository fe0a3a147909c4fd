import { createHash, randomBytes } from 'node:crypto';
import { readPoliciesInForce } from '../../../../db/read/reminder-policies.ts';
import { adoptReminderPolicy } from '../../../../db/reminders/adopt-reminder-policy.ts';
import { changeReminderPolicy } from '../../../../db/reminders/change-reminder-policy.ts';
import type { Actor, AdoptionScope } from '../../../../db/schema/index.ts';
import { type Db, unitOfWork } from '../../../../db/unit-of-work.ts';
import { segments } from '../../../../domain/dunning/policy.ts';
import { RuleViolation } from '../../../../domain/errors/rule-violation.ts';
import { renderReminderPreviewPage } from '../../../../templates/pages/render-reminder-settings.ts';
import { formFields } from '../../forms/form-fields.ts';
import { withDone } from '../../frame/done-code.ts';
import { refuseForeignForm } from '../../frame/visitor.ts';
import { sendPage } from '../../send-page.ts';
import { type SettingsVisit, settingsFrame, typedValues } from '../settings-visit.ts';
import { changes, type Draft, draftOf } from './draft.ts';
import { showFormAgain } from './forms.ts';
import { idFor, newPolicy, policyPath, remindersPath } from './paths.ts';
import { previewOf } from './preview.ts';
import { rulesFieldNames } from './rules-fields.ts';
import { rungFieldNames } from './rung-fields.ts';
import { baseOf, type Sent } from './sent.ts';

type Values = Readonly<Record<string, string>>;
const fieldNames: readonly string[] = ['csrf', 'step', 'version', 'change', 'scope', 'nonce', ...rungFieldNames, ...rulesFieldNames];

/** `POST /settings/reminders/<policy>`: a change is looked at, mended, or put in force for those who were chosen to take it. */
export async function receiveReminders(visit: SettingsVisit, named: string): Promise<unknown> {
  const form = formFields(visit.request.body, fieldNames);
  refuseForeignForm(visit.visitor, form['csrf']);
  const sent = await sentOf(visit, named, typedValues(form));
  if (form['step'] === 'mend') return showFormAgain(visit, sent, { problems: [], status: 200 });
  return lookAt(visit, sent, form['step'] === 'put');
}

async function sentOf({ ctx }: SettingsVisit, named: string, values: Values): Promise<Sent> {
  const change = changes.find(each => each === values['change']);
  const inForce = await readPoliciesInForce(ctx.db);
  const saved = inForce.find(each => each.policyId === named) ?? null;
  if (!change || (named === newPolicy) !== (change === 'new') || (named !== newPolicy && !saved)) throw new RuleViolation('not_found', 'There is no such reminder policy.');
  const chosen = [...Object.keys(values)].flatMap(name => /^(?:segment|payer)_(\w+)$/.exec(name)?.[1] ?? []);
  const policyId =
    saved?.policyId ??
    idFor(
      chosen,
      inForce.map(each => each.policyId),
    );
  return { change, values, policyId, saved, inForce };
}

/** Also for a link that leads straight to what a change would do. */
export async function lookAt(visit: SettingsVisit, sent: Sent, put: boolean): Promise<unknown> {
  const { change, values, policyId, inForce } = sent;
  const draft = readDraft(sent);
  if (draft === null) return showFormAgain(visit, { ...sent, change: 'rung_add', values: without(values, 'rung') }, { problems: [{ field: null, code: 'rung_gone' }], status: 409 });
  if (draft.problems.length > 0 && change !== 'rung_remove') return showFormAgain(visit, sent, { problems: draft.problems, status: 422 });
  const version = sent.saved?.version ?? 0;
  const stale = values['version'] !== undefined && values['version'] !== String(version);
  const scope = scopeOf(values['scope']);
  if (put && !stale && draft.problems.length === 0 && scope !== null) return putInForce(visit, sent, { draft, scope });
  const asked = put && !stale && scope === null && draft.problems.length === 0 ? [{ field: 'scope', code: 'scope_required' as const }] : [];
  const { frame, reader } = await settingsFrame(visit, remindersPath);
  const looking = {
    ...{ policyId, version, inForce, after: draft.policy, before: change === 'adopt' ? null : baseOf(sent) },
    ...{ values: { ...values, nonce: randomBytes(16).toString('hex') }, problems: [...draft.problems, ...asked], stale, action: change === 'new' ? policyPath(newPolicy) : policyPath(policyId) },
  };
  return sendPage(visit.reply, renderReminderPreviewPage({ frame, ...(await previewOf(visit.ctx, looking)) }, reader), stale ? 409 : looking.problems.length > 0 ? 422 : 200);
}

/** Null where the rung to change has been removed by somebody else. */
function readDraft(sent: Sent): Draft | null {
  try {
    return draftOf({ ...sent, base: baseOf(sent) });
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'not_found') return null;
    throw error;
  }
}

type Putting = Readonly<{ draft: Draft; scope: AdoptionScope }>;

/** The new version and who takes it on are one unit: both are there, or neither. */
async function putInForce(visit: SettingsVisit, sent: Sent, { draft, scope }: Putting): Promise<unknown> {
  const { ctx, reply, visitor } = visit;
  const { change, policyId, values } = sent;
  const actor: Actor = { type: 'user', id: visitor.person.id, via: 'page' };
  const by = { policyId, actor, now: ctx.now().toISOString(), commandId: commandIdOf(visit, values) };
  const work = async (db: Db) => {
    const version = sent.saved?.version ?? 0;
    const saved = change === 'adopt' ? version : (await changeReminderPolicy(db, { ...by, version, policy: draft.policy })).version;
    return scope === 'new_deals' ? 0 : (await adoptReminderPolicy(db, { ...by, version: saved, scope })).deals;
  };
  try {
    const told = await unitOfWork(ctx.pool, work);
    return reply.redirect(withDone(remindersPath, told > 0 ? 'reminders_adopted' : 'reminders_changed'), 303);
  } catch (error) {
    if (!(error instanceof RuleViolation && error.code === 'precondition_failed')) throw error;
    const inForce = await readPoliciesInForce(ctx.db);
    return lookAt(visit, { ...sent, inForce, saved: inForce.find(each => each.policyId === policyId) ?? null }, true);
  }
}

/** One showing of the preview sent twice is one adoption. */
function commandIdOf({ visitor }: SettingsVisit, { nonce = '' }: Values): string {
  const named = /^[0-9a-f]{32}$/.test(nonce) ? nonce : randomBytes(16).toString('hex');
  return `page_${createHash('sha256').update(`${visitor.person.id} ${named}`).digest('hex').slice(0, 32)}`;
}

function scopeOf(name: string | undefined): AdoptionScope | null {
  if (name === 'new_deals' || name === 'all_open') return name;
  const segment = segments.find(each => each === name);
  return segment ? { segment } : null;
}

function without(values: Values, name: string): Values {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));
}
