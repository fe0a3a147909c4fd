import { type Effect, effects, type LadderRung, nameOfRung, type Recipient, recipients, rungBases, type Tone, tones } from '../../../../domain/dunning/ladder.ts';
import type { ReminderProblem } from '../../../../templates/pages/views/reminder-settings-view.ts';
import { words } from '../../forms/form-fields.ts';

type Values = Readonly<Record<string, string>>;
const besides: readonly Effect[] = effects.filter(effect => effect !== 'letter' && effect !== 'stop' && effect !== 'manual_task');
const colleagues: readonly Recipient[] = recipients.filter(recipient => recipient !== 'customer');
const mostDays = 365;

export const rungFieldNames: readonly string[] = ['rung', 'days', 'side', 'hour', 'tone', ...besides.map(effect => `does_${effect}`), ...colleagues.map(recipient => `to_${recipient}`)];

/** What a new rung begins with in its form. */
export const emptyRung: Values = { days: '', side: 'after.calendar_days', hour: '10:00', tone: 'businesslike' };

/** A rung as the values of its form. */
export function valuesOfRung({ rung, offsetDays, basis, hour, tone, does, recipients: to }: LadderRung): Record<string, string> {
  return {
    ...{ rung, days: String(Math.abs(offsetDays)), side: `${offsetDays < 0 ? 'before' : 'after'}.${basis}`, hour, tone },
    ...Object.fromEntries(besides.filter(effect => does.includes(effect)).map(effect => [`does_${effect}`, 'on'])),
    ...Object.fromEntries(colleagues.filter(recipient => to.includes(recipient)).map(recipient => [`to_${recipient}`, 'on'])),
  };
}

/** The rung that a form describes, or what in it cannot be read. Whether it fits into the ladder is asked afterwards. */
export function readRung(values: Values): Readonly<{ step: LadderRung; problems: readonly ReminderProblem[] }> {
  const [side = '', basisName = ''] = (values['side'] ?? '').split('.');
  const days = Number(/^\d{1,3}$/.test(words(values['days']) ?? '') ? values['days']?.trim() : Number.NaN);
  const hour = words(values['hour']) ?? '';
  const problems: ReminderProblem[] = [];
  if (!(days <= mostDays)) problems.push({ field: 'days', code: 'days_unreadable' });
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(hour)) problems.push({ field: 'hour', code: 'hour_unreadable' });
  const offsetDays = side === 'before' && days > 0 ? -days : days;
  const tone = tones.find(each => each === values['tone']) ?? 'businesslike';
  const basis = rungBases.find(each => each === basisName) ?? 'calendar_days';
  return { step: { rung: nameOfRung(offsetDays), offsetDays, basis, hour, channel: 'email', tone, ...doneBy(values, tone) }, problems };
}

/** The end of a ladder stops the letters and gives a person the task; every other rung writes to the customer, last of all. */
function doneBy(values: Values, tone: Tone): Pick<LadderRung, 'does' | 'recipients'> {
  const ticked = besides.filter(effect => values[`does_${effect}`]);
  const told = colleagues.filter(recipient => values[`to_${recipient}`]);
  return tone === 'manual' ? { does: [...ticked, 'stop', 'manual_task'], recipients: told } : { does: [...ticked, 'letter'], recipients: ['customer', ...told] };
}
