import type { FastifyRequest } from 'fastify';
import type { DoneCode } from '../../../templates/pages/views/frame-view.ts';

const known: Readonly<Record<DoneCode, true>> = {
  entered: true,
  signed_out: true,
  submitted: true,
  paused: true,
  resumed: true,
  promised: true,
  promised_part: true,
  scheduled: true,
  payment_claimed: true,
  order_added: true,
  released: true,
  hold_lifted: true,
  cancelled: true,
  lost: true,
  withdrawn: true,
  written_off: true,
  accepted: true,
  declined: true,
  signed: true,
  delivered: true,
  handed_over: true,
  payer_type_decided: true,
  fast_forwarded: true,
  disputed: true,
  receipt_confirmed: true,
  task_done: true,
  letter_settled: true,
  letter_released: true,
  letter_dropped: true,
  decision_recalled: true,
  link_sent: true,
  table_changed: true,
  person_changed: true,
  cover_added: true,
  cover_removed: true,
  reminders_changed: true,
  reminders_adopted: true,
};

/** What the form before this page did, as the address tells it; anything else in its place is passed over. */
export function doneCodeOf(request: FastifyRequest): DoneCode | null {
  const { done } = request.query as Record<string, unknown>;
  return typeof done === 'string' && Object.hasOwn(known, done) ? (done as DoneCode) : null;
}

export const withDone = (path: string, done: DoneCode): string => `${path}${path.includes('?') ? '&' : '?'}done=${done}`;
