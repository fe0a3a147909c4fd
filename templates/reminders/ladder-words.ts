import type { Effect, LadderRung, Recipient } from '../../domain/dunning/ladder.ts';
import type { Language } from '../language/language.ts';
import { t } from '../language/t.ts';

/** One rung as people read it: «Через 7 дней после срока, в 10:00: отгрузки останавливаются, официальное письмо.» */
export function rungInWords(step: LadderRung, language: Language): string {
  return t(language, 'reminders.line', { when: whenInWords(step, language), hour: step.hour, does: doesInWords(step, language).join(', ') });
}

/** The day of a rung: «За 3 дня до срока», «В день срока». */
export function whenInWords({ offsetDays, basis }: Pick<LadderRung, 'offsetDays' | 'basis'>, language: Language): string {
  if (offsetDays === 0) return t(language, 'reminders.when.due');
  const key = offsetDays < 0 ? 'reminders.when.before' : 'reminders.when.after';
  return t(language, basis === 'business_days' ? `${key}_business` : key, { count: Math.abs(offsetDays) });
}

/** What a rung does, in its order, and who is told of it besides. */
export function doesInWords({ does, tone, recipients }: Pick<LadderRung, 'does' | 'tone' | 'recipients'>, language: Language): string[] {
  const done = does.map(effect => (effect === 'letter' ? t(language, `words.tone.${tone}`) : t(language, `words.effect.${effectKeys[effect]}`)));
  const told = recipients.filter(recipient => recipient !== 'customer').map(recipient => recipientInWords(recipient, language));
  return told.length === 0 ? done : [...done, t(language, 'reminders.told', { people: told.join(', ') })];
}

export const recipientInWords = (recipient: Exclude<Recipient, 'customer'>, language: Language): string => t(language, `reminders.recipient.${recipient}`);

const effectKeys: Readonly<Record<Exclude<Effect, 'letter'>, string>> = {
  owner_told: 'tell_owner',
  shipment_hold: 'shipment_hold',
  head_task: 'head_task',
  stop: 'stop_letters',
  manual_task: 'collection_task',
};
