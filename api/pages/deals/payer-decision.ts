import { decidePayerType } from '../../../db/payers/decide-payer-type.ts';
import { readPayerProfile } from '../../../db/payers/read-payer-profile.ts';
import { unitOfWork } from '../../../db/unit-of-work.ts';
import { type PayerType, payerTypes } from '../../../domain/dunning/policy.ts';
import { t } from '../../../templates/language/t.ts';
import type { FormProblem, PageLanguage } from '../../../templates/pages/views/frame-view.ts';
import { payerReasonInWords } from '../../../templates/payers/payer-words.ts';
import type { ApiContext } from '../../context.ts';
import { words } from '../forms/form-fields.ts';
import type { DealForm } from './deal-form.ts';

/** As long a reason as the API takes. */
const longestReason = 300;

type Given = Readonly<{ form: DealForm; payer: Parameters<typeof readPayerProfile>[1]; personId: string; commandId: string; language: PageLanguage }>;
type Decision = Readonly<{ type: PayerType | null; reason: string }>;

/**
 * A person takes the proposed payer type (SG1), whose reasons are then those of the decision, or decides otherwise with a reason of their own (SG3).
 * It is recorded as a decision by the API is. Answers what is wrong with the form, or nothing.
 */
export async function decidePayer(ctx: ApiContext, given: Given): Promise<readonly FormProblem[]> {
  const now = ctx.now().toISOString();
  const decision = given.form.take === undefined ? readDecision(given.form) : await readTaken(ctx, given, now);
  if ('problems' in decision) return decision.problems;
  const { type: payerType, reason } = decision;
  const by = { actor: { type: 'user', id: given.personId, via: 'page' }, now } as const;
  await unitOfWork(ctx.pool, db => decidePayerType(db, { customerId: given.payer.id, payerType, reason, by, commandId: given.commandId }));
  return [];
}

function readDecision({ payer_type, reason: typed }: DealForm): Decision | { problems: readonly FormProblem[] } {
  const type = readType(payer_type),
    reason = words(typed);
  const problems: FormProblem[] = [];
  if (type === undefined) problems.push({ field: 'payer_type', code: 'payer_type_required' });
  if (reason === null) problems.push({ field: 'reason', code: 'reason_required' });
  else if (reason.length > longestReason) problems.push({ field: 'reason', code: 'reason_too_long' });
  return type === undefined || reason === null || problems.length > 0 ? { problems } : { type, reason };
}

/** What the button said is taken only while the history still speaks for it: payments may have come since the page was made. */
async function readTaken(ctx: ApiContext, { form, payer, language }: Given, now: string): Promise<Decision | { problems: readonly FormProblem[] }> {
  const { proposed } = await readPayerProfile(ctx.db, payer, now);
  if (readType(form.take) !== proposed.type) return { problems: [{ field: null, code: 'proposal_changed' }] };
  const reasons = proposed.reasons.map(reason => payerReasonInWords(reason, language)).join(' ');
  return { type: proposed.type, reason: t(language, 'payers.taken', { reasons }) };
}

/** A payer type by its code, null for the ordinary payer; undefined for anything else. */
function readType(code: string | undefined): PayerType | null | undefined {
  return code === 'none' ? null : payerTypes.find(type => type === code);
}
