import type { Payer, PolicyClaim } from '../../domain/dunning/choose-reminder-policy.ts';
import { type AppliesTo, defaultPolicyId } from '../../domain/dunning/policy.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';

/** Whom a policy is for, as people name it; a policy needs no other name. */
export function forWhomInWords(policyId: string, { segments, payerTypes }: AppliesTo, language: Language): string {
  if (policyId === defaultPolicyId) return t(language, 'reminders.for.others');
  if (segments.length === 0 && payerTypes.length === 0) return t(language, 'reminders.for.nobody', { id: policyId });
  const who = segments.map(segment => t(language, `reminders.segment.${segment}`)).join(', ');
  const how = payerTypes.map(type => t(language, `reminders.payer_type.${type}`)).join(', ');
  if (how === '') return t(language, 'reminders.for.segments', { who });
  return who === '' ? t(language, 'reminders.for.payer_types', { how }) : t(language, 'reminders.for.both', { who, how });
}

/** Why a customer has the policy that it has. */
export function choiceInWords({ reason, segment, payerType }: Payer & Readonly<{ reason: PolicyClaim }>, language: Language): string {
  const who = t(language, `reminders.segment.${segment}`);
  const how = payerType === null ? '' : t(language, `reminders.payer_type.${payerType}`);
  return t(language, `reminders.because.${reason}`, { who, how });
}
