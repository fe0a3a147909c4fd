import fc from 'fast-check';
import type { Command, PromisePart } from '../../../workflows/deal/commands.ts';
import type { Actor } from '../../../workflows/deal/events.ts';
import type { DealState } from '../../../workflows/deal/state.ts';
import { machine, user } from './given.ts';
import { approvers, days } from './sample-past.ts';
import { finishSlow, give, makePlan, passTime, type SimulatedDeal } from './simulated-deal.ts';

/** A walk is a list of moves; each number is chosen without knowing the state, so that a failing walk can be cut short. */
export type Move = Readonly<{ kind: number; pick: number; luck: number }>;

export const walks = fc.array(fc.record({ kind: fc.nat(11), pick: fc.nat(200), luck: fc.nat(1000) }), { minLength: 20, maxLength: 150, size: 'max' });

export function step(deal: SimulatedDeal, { kind, pick, luck }: Move): void {
  if (kind <= 3) makePlan(deal, luck);
  else if (kind <= 5) passTime(deal);
  else if (kind <= 7) finishSlow(deal, luck);
  else if (kind <= 9) give(deal, helpful(deal, luck), { actor: machine });
  else {
    const [command, actor] = anything(deal, pick, luck);
    give(deal, command, { actor });
  }
}

/** What leads the deal on from where it stands, so that walks reach every stage. */
function helpful({ state, now }: SimulatedDeal, luck: number): Command {
  const { phase } = state;
  switch (phase.status) {
    case 'quoting':
      return { type: 'submit' };
    case 'approving':
      return phase.open ? { type: 'decide_step', decision: 'approved', taskId: phase.open.taskId, version: phase.version, noteId: null, evidenceId: null } : { type: 'submit' };
    case 'accepting':
      return phase.mode === 'customer_accepts' ? { type: 'accept' } : { type: 'mark_signed' };
    case 'billing': {
      const stopped = phase.instalments?.find(i => i.state === 'review' || i.state === 'refused');
      if (stopped) return { type: 'release_invoice', instalment: stopped.no };
      return luck % 2 ? { type: 'mark_delivered', on: now.slice(0, 10) } : { type: 'pauses_changed', invoiceId: null };
    }
    case 'closed':
      return { type: 'submit' };
  }
}

const actors: readonly Actor[] = [machine, ...Object.values(approvers).map(user), user('usr_seller'), user('usr_superior'), user('usr_other'), { type: 'customer', id: 'cus_1' }];

/** Any request at any moment, lawful or not. */
function anything(deal: SimulatedDeal, pick: number, luck: number): [Command, Actor] {
  const { state, now } = deal;
  const tasks = [...Object.keys(state.decided), ...(state.phase.status === 'approving' && state.phase.open ? [state.phase.open.taskId] : []), 'apt_unknown'];
  const taskId = tasks[luck % tasks.length] ?? '';
  const version = Math.max(1, (state.package?.version ?? 1) - (luck % 4 === 0 ? 1 : 0));
  const invoiceId = luck % 3 === 0 ? 'inv_2' : 'inv_1';
  const noteId = luck % 6 === 0 ? null : 'note_1';
  const untilAt = days(now, (luck % 30) - 1);
  const reason = { noteId, reasonText: null };
  const commands: Command[] = [
    { type: 'submit' },
    { type: 'change_package', draftRevision: deal.commands },
    { type: 'decide_step', decision: 'approved', taskId, version, noteId, evidenceId: null },
    { type: 'decide_step', decision: 'rejected', taskId, version, noteId, evidenceId: null },
    { type: 'decide_step', decision: 'changes_requested', taskId, version, noteId, evidenceId: null },
    { type: 'hand_over_step', taskId, version, toUserId: luck % 2 ? 'usr_other' : 'usr_seller', noteId },
    { type: 'recall', taskId },
    { type: 'withdraw', noteId },
    { type: 'accept' },
    { type: 'mark_signed' },
    { type: 'mark_delivered', on: now.slice(0, 10) },
    { type: 'release_invoice', instalment: 1 + (luck % 2) },
    { type: 'pause_reminders', invoiceId: luck % 2 ? invoiceId : null, fromAt: luck % 5 === 0 ? days(now, luck % 20) : null, untilAt, ...reason },
    { type: 'resume_reminders', invoiceId: luck % 2 ? invoiceId : null, pauseId: luck % 7 === 0 ? `pau_1_cmd_${luck % 50}` : null },
    { type: 'promise_to_pay', invoiceId, parts: promised(deal, invoiceId, luck) },
    { type: 'dispute', invoiceId, amountMinor: luck % 2 ? null : owedOn(deal, invoiceId) - (luck % 100), untilAt, ...reason },
    { type: 'resolve_dispute', pauseId: `dis_1_cmd_${luck % 50}`, invoiceId, outcome: luck % 2 ? 'rejected' : null },
    {
      type: 'invoice_credited',
      invoiceId,
      creditId: `crn_${deal.commands}`,
      amountMinor: luck % 3 === 0 ? owedOn(deal, invoiceId) : Math.ceil(owedOn(deal, invoiceId) / 3),
      isVoid: luck % 2 === 0,
      noteId,
    },
    { type: 'hand_over_deal', toUserId: luck % 2 ? 'usr_seller' : 'usr_other', noteId },
    payment(deal, invoiceId, luck),
    payment(deal, invoiceId, luck + 1),
    ...aboutDelivery({ invoiceId, luck, noteId }),
    claimed(deal, invoiceId, luck),
    { type: 'add_payment_order', invoiceId, documentId: `doc_${luck % 7}` },
    { type: 'refuse', command: 'approve', code: 'not_entitled' },
    { type: 'close', closing: (['lost', 'cancelled', 'written_off'] as const)[luck % 3] ?? 'lost', ...(luck % 4 === 0 ? reason : { noteId: null, reasonText: null }) },
  ];
  return [commands[pick % commands.length] ?? { type: 'submit' }, actors[luck % actors.length] ?? machine];
}

function aboutDelivery({ invoiceId, luck, noteId }: { invoiceId: string; luck: number; noteId: string | null }): Command[] {
  const rung = ['-3', '0', '+3', '+7'][luck % 4] ?? '0';
  const reason = { noteId, reasonText: null };
  return [
    { type: 'invoice_viewed', invoiceId },
    { type: 'confirm_receipt', invoiceId },
    { type: 'address_changed' },
    { type: 'letter_reported', invoiceId, rung: luck % 4 === 0 ? null : rung, meaning: (['address_dead', 'returned', 'complaint'] as const)[luck % 3] ?? 'returned', code: null },
    { type: 'settle_letter', letterId: 'let_1', invoiceId, rung: luck % 4 === 0 ? null : rung, outcome: luck % 2 ? 'arrived' : 'send_again', ...reason },
    { type: 'decide_held', outcome: luck % 2 ? 'send_now' : 'skip', invoiceId, rung, ...reason },
  ];
}

/** With or without a sum, a paper and an end of its own. */
function claimed({ now }: SimulatedDeal, invoiceId: string, luck: number): Command {
  const untilAt = luck % 3 ? null : days(now, 1 + (luck % 9));
  return { type: 'claim_payment', invoiceId, paidOn: now.slice(0, 10), amountMinor: luck % 2 ? null : 1 + (luck % 100), documentId: luck % 5 ? null : 'doc_1', untilAt, noteId: null };
}

/** The whole, a part, or a schedule of two that make up the whole. */
function promised(deal: SimulatedDeal, invoiceId: string, luck: number): PromisePart[] {
  const owed = owedOn(deal, invoiceId);
  const part = (day: number, amountMinor: number | null): PromisePart => ({ payOn: days(deal.now, day).slice(0, 10), untilAt: luck % 4 ? days(deal.now, day) : null, amountMinor });
  if (luck % 3 === 0) return [part(2 + (luck % 5), Math.floor(owed / 3)), part(8 + (luck % 5), owed - Math.floor(owed / 3))];
  return [part((luck % 30) - 1, luck % 3 === 1 ? null : Math.ceil(owed / 2))];
}

const owedIn = ({ phase }: DealState, invoiceId: string): number => {
  const invoice = phase.status === 'billing' ? phase.invoices[invoiceId] : undefined;
  return invoice ? invoice.totalMinor - invoice.paidMinor : 0;
};
const owedOn = ({ state }: SimulatedDeal, invoiceId: string): number => owedIn(state, invoiceId);

/** What the ledger would tell: never more than is owed, now and then one taken back, now and then one told twice. */
function payment({ state, commands }: SimulatedDeal, invoiceId: string, luck: number): Command {
  const invoice = state.phase.status === 'billing' ? state.phase.invoices[invoiceId] : undefined;
  const owed = owedIn(state, invoiceId);
  const told = invoice?.allocationIds.at(-1);
  const again = luck % 11 === 0 && told !== undefined;
  const back = luck % 9 === 0 && invoice !== undefined && invoice.paidMinor > 0;
  const amountMinor = back ? -invoice.paidMinor : luck % 3 === 0 ? owed : Math.ceil(owed / 2);
  return { type: 'payment_recorded', invoiceId, paymentId: `pay_${commands}`, allocationId: again ? told : `all_${commands}`, amountMinor };
}
