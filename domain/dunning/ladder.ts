/** What a rung does, in the order in which it may be done; the letter comes last, so that what it says is in force. */
export const effects = ['owner_told', 'shipment_hold', 'head_task', 'letter', 'stop', 'manual_task'] as const;
export type Effect = (typeof effects)[number];
export const tones = ['soft', 'neutral', 'businesslike', 'official', 'escalation', 'manual'] as const;
export type Tone = (typeof tones)[number];
/** What the days of a rung are counted in: of the calendar, or of the customer’s working calendar. */
export const rungBases = ['calendar_days', 'business_days'] as const;
export type RungBasis = (typeof rungBases)[number];
/** To whom a rung speaks: the customer by its letter, colleagues by a copy of it once it has gone. */
export const recipients = ['customer', 'owner', 'head', 'finance', 'director'] as const;
export type Recipient = (typeof recipients)[number];

/**
 * A rung counts from the due date and goes at `hour` ("10:00") where the customer is; its name is the number of its days.
 * `does` is in the order in which it is done, the letter last.
 */
export type LadderRung = Readonly<{
  rung: string;
  offsetDays: number;
  basis: RungBasis;
  hour: string;
  channel: 'email';
  tone: Tone;
  recipients: readonly Recipient[];
  does: readonly Effect[];
}>;

/** Rungs in ascending order of their days. */
export type DunningLadder = readonly LadderRung[];

/** The name of a rung by its days: -3, 0, +7. Fates are kept under it, whatever the policy. */
export const nameOfRung = (offsetDays: number): string => (offsetDays > 0 ? `+${offsetDays}` : String(offsetDays));

/** Five business days are a week: enough to tell which of two rungs of unlike days lies later. */
export const approximateDays = ({ offsetDays, basis }: Pick<LadderRung, 'offsetDays' | 'basis'>): number => (basis === 'business_days' ? (offsetDays * 7) / 5 : offsetDays);

/** Whether a rung ends the letters and leaves the rest to a person. */
export const endsLetters = ({ does }: Pick<LadderRung, 'does'>): boolean => does.includes('stop');

/**
 * The first name of a ladder’s end that is not taken: +21, +21_end, +21_end2 … Fates are kept by name, so the end takes the next one where an earlier
 * policy had a letter on the same day, and each time it was passed over for a debt that seemed paid and came back.
 */
export function freeNameOfEnd(rung: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(rung)) return rung;
  for (let time = 1; ; time += 1) {
    const name = `${rung}_end${time === 1 ? '' : time}`;
    if (!isTaken(name)) return name;
  }
}

const isNameOfEnd = (name: string, rung: string): boolean => name.startsWith(rung) && /^_end([2-9]|[1-9]\d+)?$/.test(name.slice(rung.length));

/** The rung of a ladder that a plan calls so, or undefined where the ladder has none. */
export function rungCalled(ladder: DunningLadder, name: string): LadderRung | undefined {
  return ladder.find(step => step.rung === name || (endsLetters(step) && isNameOfEnd(name, step.rung)));
}

/** A rung that writes to the customer on calendar days at 10:00, except for what is said otherwise. */
export function aLetter(offsetDays: number, tone: Tone, more: Partial<Omit<LadderRung, 'rung' | 'offsetDays' | 'tone'>> = {}): LadderRung {
  return { rung: nameOfRung(offsetDays), offsetDays, basis: 'calendar_days', hour: '10:00', channel: 'email', tone, recipients: ['customer'], does: ['letter'], ...more };
}

/** The rung at which machines stop and a person begins. */
export function theEnd(offsetDays: number, more: Partial<Pick<LadderRung, 'basis' | 'hour'>> = {}): LadderRung {
  return aLetter(offsetDays, 'manual', { recipients: [], does: ['stop', 'manual_task'], ...more });
}

/** The default ladder of Q2C.md 6. */
export const defaultLadder: DunningLadder = [
  aLetter(-3, 'soft'),
  aLetter(0, 'neutral'),
  aLetter(3, 'businesslike', { does: ['owner_told', 'letter'] }),
  aLetter(7, 'official', { does: ['shipment_hold', 'letter'] }),
  aLetter(14, 'escalation', { does: ['head_task', 'letter'] }),
  theEnd(21),
];
