import { formatTime } from '../../format/instants.ts';
import type { DealInvoice, LadderRung, RungOutcome } from '../views/deal-view.ts';
import { place } from './frame.ts';
import type { Tell } from './tell.ts';

const meaning: Readonly<Record<RungOutcome, 'good' | 'notice' | 'late' | 'stopped'>> = {
  planned: 'notice',
  sent: 'good',
  done: 'good',
  will_send: 'notice',
  held: 'stopped',
  covered_by_pause: 'stopped',
  skipped: 'stopped',
  verify: 'notice',
  undeliverable: 'late',
};

/** The reminder ladder of one invoice: each rung with its day, what it does and its fate. */
export function presentLadder(invoice: DealInvoice, tell: Tell) {
  const { bankData } = invoice;
  const hour = commonHour(invoice, tell.reader.zone);
  const complete = bankData?.completeTo ? { bank: bankData.bank, at: tell.at(bankData.completeTo, 'until') } : null;
  return {
    number: invoice.number ?? '',
    lead: hour === null ? tell.say('ladder.lead', { place: place(tell, invoice.customerZone) }) : tell.say('ladder.lead_hour', { hour, place: place(tell, invoice.customerZone) }),
    rungs: invoice.ladder.map(rung => presentRung(rung, tell, hour)),
    bank: complete ? tell.say('ladder.bank', complete) : tell.say('ladder.no_feed'),
  };
}

/** The one time of day of all rungs, told once above the table; null where they differ or the reader lives in another zone. */
function commonHour(invoice: DealInvoice, zone: string): string | null {
  const times = new Set(invoice.ladder.map(rung => formatTime(rung.at, zone)));
  return times.size === 1 && zone === invoice.customerZone ? ([...times][0] ?? null) : null;
}

function presentRung(rung: LadderRung, tell: Tell, hour: string | null) {
  const when = (at: string): string => tell.at(at).replace(hour === null ? '' : `, ${hour}`, '');
  const does = [...rung.effects.map(effect => tell.word('effect', effect)), ...(rung.tone === 'none' ? [] : [tell.word('tone', rung.tone)])];
  return {
    name: tell.word('rung', rung.rung),
    at: when(rung.at),
    movedFrom: rung.movedFromAt === null ? null : when(rung.movedFromAt),
    does: does.join(', '),
    outcome: outcomeText(rung, tell),
    reason: rung.reason === null ? null : tell.word('reason', rung.reason),
    meaning: meaning[rung.outcome],
    isNext: rung.isNext,
  };
}

function outcomeText({ outcome, untilAt }: LadderRung, tell: Tell): string {
  if (outcome === 'done') return tell.say('outcome_done');
  if (outcome === 'covered_by_pause' && untilAt !== null) return tell.say('outcome_paused', { day: tell.day(untilAt, 'dative') });
  return tell.word('outcome', outcome);
}
