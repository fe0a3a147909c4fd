import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { Request } from './commands.ts';
import type { Message, MessageName } from './messages.ts';

/** Turns a message, whoever wrote it, into a command; what is missing or of the wrong kind is refused by name. */
export function readMessage(name: MessageName, message: Message): Request {
  switch (name) {
    case 'submit':
    case 'accept':
    case 'mark_signed':
    case 'pauses_changed':
    case 'address_changed':
    case 'reminder_policy_changed':
    case 'approvers_changed':
      return { type: name };
    case 'change_package':
      return { type: name, draftRevision: int(message, 'draft_revision') };
    case 'approve':
      return decision(message, 'approved');
    case 'reject':
      return decision(message, 'rejected');
    case 'request_changes':
      return decision(message, 'changes_requested');
    case 'recall':
      return { type: 'recall', taskId: text(message, 'task_id') };
    case 'withdraw':
      return { type: name, noteId: optional(message, 'note_id') };
    case 'hand_over':
      return message.task_id === undefined
        ? { type: 'hand_over_deal', toUserId: text(message, 'to_user_id'), noteId: optional(message, 'note_id') }
        : { type: 'hand_over_step', taskId: text(message, 'task_id'), version: int(message, 'version'), toUserId: text(message, 'to_user_id'), noteId: optional(message, 'note_id') };
    case 'decline':
    case 'lose':
      return { type: 'close', closing: 'lost', ...reason(message) };
    case 'cancel':
      return { type: 'close', closing: 'cancelled', ...reason(message) };
    case 'write_off':
      return { type: 'close', closing: 'written_off', ...reason(message) };
    case 'pause_reminders':
      return { type: name, invoiceId: optional(message, 'invoice_id'), untilAt: instant(message, 'until'), ...reason(message) };
    case 'resume_reminders':
      return { type: name, invoiceId: optional(message, 'invoice_id') };
    case 'promise_to_pay':
      return { type: name, invoiceId: text(message, 'invoice_id'), payOn: text(message, 'pay_on'), untilAt: instant(message, 'until'), amountMinor: optionalInt(message, 'amount_minor') };
    case 'dispute':
      return { type: name, invoiceId: text(message, 'invoice_id'), amountMinor: optionalInt(message, 'amount_minor'), untilAt: instant(message, 'until'), ...reason(message) };
    case 'resolve_dispute':
      return { type: name, pauseId: text(message, 'dispute_id') };
    case 'payment_recorded':
      return { type: name, invoiceId: text(message, 'invoice_id'), paymentId: text(message, 'payment_id'), allocationId: text(message, 'allocation_id'), amountMinor: int(message, 'amount_minor') };
    case 'invoice_viewed':
    case 'confirm_receipt':
      return { type: name, invoiceId: text(message, 'invoice_id') };
    case 'letter_reported':
      return { type: name, ...letterOf(message), meaning: oneOf(message, 'meaning', ['address_dead', 'returned', 'complaint']), code: optional(message, 'code') };
    case 'settle_letter':
      return { type: name, letterId: text(message, 'letter_id'), ...letterOf(message), outcome: oneOf(message, 'outcome', ['arrived', 'send_again']), ...reason(message) };
    case 'send_held_reminder':
      return { type: 'decide_held', outcome: 'send_now', invoiceId: text(message, 'invoice_id'), rung: text(message, 'rung'), ...reason(message) };
    case 'skip_held_reminder':
      return { type: 'decide_held', outcome: 'skip', invoiceId: text(message, 'invoice_id'), rung: text(message, 'rung'), ...reason(message) };
    case 'mark_delivered':
      return { type: name, on: text(message, 'on') };
    case 'release_invoice':
      return { type: name, instalment: int(message, 'instalment') };
    case 'lift_hold':
      if (message['hold'] !== 'shipment') throw invalid('hold', 'shipment');
      return { type: name, hold: 'shipment', approverId: optionalId(message, 'approver_id'), ...reason(message) };
  }
}

function decision(message: Message, made: 'approved' | 'rejected' | 'changes_requested'): Request {
  return {
    type: 'decide_step',
    decision: made,
    taskId: text(message, 'task_id'),
    version: int(message, 'version'),
    noteId: optional(message, 'note_id'),
    evidenceId: optional(message, 'evidence_id'),
  };
}

/** The letter of a rung, or, where none is named, the letter that brought the invoice. */
function letterOf(message: Message) {
  return { invoiceId: text(message, 'invoice_id'), rung: optional(message, 'rung') };
}

function reason(message: Message) {
  return { noteId: optional(message, 'note_id'), reasonText: optional(message, 'reason') };
}

function text(message: Message, field: string): string {
  const value = message[field];
  if (typeof value !== 'string' || value === '') throw invalid(field, 'a text');
  return value;
}

function oneOf<T extends string>(message: Message, field: string, words: readonly T[]): T {
  const word = words.find(each => each === message[field]);
  if (word === undefined) throw invalid(field, `one of ${words.join(', ')}`);
  return word;
}

function optional(message: Message, field: string): string | null {
  return message[field] === undefined || message[field] === null ? null : text(message, field);
}

/** An id as ours are made: other texts name nobody, and some of them no database can look for. */
function optionalId(message: Message, field: string): string | null {
  const id = optional(message, field);
  if (id !== null && !/^[\w.-]{1,120}$/.test(id)) throw invalid(field, 'an id');
  return id;
}

function int(message: Message, field: string): number {
  const value = message[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw invalid(field, 'a whole number');
  return value;
}

function optionalInt(message: Message, field: string): number | null {
  return message[field] === undefined || message[field] === null ? null : int(message, field);
}

/** An instant, or a date that stands for its first moment in UTC: routes send instants, a person in the Web UI may type a date. */
function instant(message: Message, field: string): string {
  const ms = Date.parse(text(message, field));
  if (Number.isNaN(ms)) throw invalid(field, 'an instant or a date');
  return new Date(ms).toISOString();
}

const invalid = (field: string, expected: string) => new RuleViolation('validation_failed', `The field ${field} must be ${expected}.`, { pointer: `#/${field}` });
