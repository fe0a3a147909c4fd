export type Effect = 'letter' | 'owner_told' | 'shipment_hold' | 'head_task' | 'stop' | 'manual_task';
export type Tone = 'soft' | 'neutral' | 'businesslike' | 'official' | 'escalation' | 'manual';

/** A rung counts from the due date; `does` is in the order in which it is done, the letter last, so that what it says is in force. */
export type LadderRung = Readonly<{ rung: string; offsetDays: number; tone: Tone; does: readonly Effect[] }>;

/** Rungs in ascending order of their offsets. */
export type DunningLadder = readonly LadderRung[];

/** The default ladder of Q2C.md 6. */
export const defaultLadder: DunningLadder = [
  { rung: '-3', offsetDays: -3, tone: 'soft', does: ['letter'] },
  { rung: '0', offsetDays: 0, tone: 'neutral', does: ['letter'] },
  { rung: '+3', offsetDays: 3, tone: 'businesslike', does: ['owner_told', 'letter'] },
  { rung: '+7', offsetDays: 7, tone: 'official', does: ['shipment_hold', 'letter'] },
  { rung: '+14', offsetDays: 14, tone: 'escalation', does: ['head_task', 'letter'] },
  { rung: '+21', offsetDays: 21, tone: 'manual', does: ['stop', 'manual_task'] },
];
