import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { PromisePart, Request } from './commands.ts';
import type { Message, MessageName } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Turns a message, whoever wrote it, into a command; what is missing or of the wrong kind is refused by name. */
export function readMessage(name: MessageName, message: Message): Request {
  switch (name) {
    case 'submit':
    case 'accept':
    case 'mark_signed':
    case 'address_changed':
    case 'reminder_policy_changed':
    case 'approvers_changed':
      return { type: name };
    case 'pauses_changed':
      return { type: name, invoiceId: optional(message, 'invoice_id') };
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
      return { type: name, invoiceId: optional(message, 'invoice_id'), fromAt: optionalInstant(message, 'from'), untilAt: instant(message, 'until'), ...reason(message) };
    case 'resume_reminders':
      return { type: name, invoiceId: optional(message, 'invoice_id'), pauseId: optional(message, 'pause_id') };
    case 'promise_to_pay':
      return { type: name, invoiceId: text(message, 'invoice_id'), parts: promiseParts(message) };
    case 'dispute':
      return { type: name, invoiceId: text(message, 'invoice_id'), amountMinor: optionalInt(message, 'amount_minor'), untilAt: optionalInstant(message, 'until'), ...reason(message) };
    case 'claim_payment':
      return {
        type: name,
        invoiceId: text(message, 'invoice_id'),
        paidOn: day(message, 'paid_on'),
        amountMinor: optionalInt(message, 'amount_minor'),
        documentId: optionalId(message, 'document_id'),
        untilAt: optionalInstant(message, 'until'),
        noteId: optional(message, 'note_id'),
      };
    case 'add_payment_order':
      return { type: name, invoiceId: text(message, 'invoice_id'), documentId: requiredId(message, 'document_id') };
    case 'resolve_dispute':
      return { type: name, pauseId: text(message, 'dispute_id'), invoiceId: optional(message, 'invoice_id'), outcome: outcome(message) };
    case 'invoice_credited':
      return {
        type: name,
        invoiceId: text(message, 'invoice_id'),
        creditId: text(message, 'credit_id'),
        amountMinor: int(message, 'amount_minor'),
        isVoid: message.void === true,
        noteId: optional(message, 'note_id'),
      };
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

/** One promise, or a schedule of two to twelve. */
function promiseParts(message: Message): PromisePart[] {
  if (message.schedule === undefined) return [promisePart(message)];
  const { schedule } = message;
  if (!Array.isArray(schedule) || schedule.length < 2 || schedule.length > 12) throw invalid('schedule', 'a list of two to twelve promises');
  return schedule.map(part => promisePart(typeof part === 'object' && part !== null ? part : {}));
}

function promisePart(message: Fields): PromisePart {
  return { payOn: day(message, 'pay_on'), untilAt: optionalInstant(message, 'until'), amountMinor: optionalInt(message, 'amount_minor') };
}

function outcome(message: Message): 'upheld' | 'rejected' | null {
  const { outcome: made } = message;
  if (made === undefined || made === null) return null;
  if (made === 'upheld' || made === 'rejected') return made;
  throw invalid('outcome', 'upheld or rejected');
}

function reason(message: Message) {
  return { noteId: optional(message, 'note_id'), reasonText: optional(message, 'reason') };
}

function text(message: Fields, field: string): string {
  const value = message[field];
  if (typeof value !== 'string' || value === '') throw invalid(field, 'a text');
  return value;
}

function oneOf<T extends string>(message: Fields, field: string, words: readonly T[]): T {
  const word = words.find(each => each === message[field]);
  if (word === undefined) throw invalid(field, `one of ${words.join(', ')}`);
  return word;
}

function optional(message: Fields, field: string): string | null {
  return message[field] === undefined || message[field] === null ? null : text(message, field);
}

/** An id as ours are made: other texts name nobody, and some of them no database can look for. */
function optionalId(message: Fields, field: string): string | null {
  const id = optional(message, field);
  if (id !== null && !/^[\w.-]{1,120}$/.test(id)) throw invalid(field, 'an id');
  return id;
}

function requiredId(message: Fields, field: string): string {
  const id = optionalId(message, field);
  if (id === null) throw invalid(field, 'an id');
  return id;
}

function int(message: Fields, field: string): number {
  const value = message[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw invalid(field, 'a whole number');
  return value;
}

function optionalInt(message: Fields, field: string): number | null {
  return message[field] === undefined || message[field] === null ? null : int(message, field);
}

/** An instant, or a date that stands for its first moment in UTC: routes send instants, a person in the Web UI may type a date. */
function instant(message: Fields, field: string): string {
  const ms = Date.parse(text(message, field));
  if (Number.isNaN(ms)) throw invalid(field, 'an instant or a date');
  return new Date(ms).toISOString();
}

function optionalInstant(message: Fields, field: string): string | null {
  return message[field] === undefined || message[field] === null ? null : instant(message, field);
}

function day(message: Fields, field: string): string {
  const value = text(message, field);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(`${value}T00:00:00Z`))) throw invalid(field, 'a date');
  return value;
}

const invalid = (field: string, expected: string) => new RuleViolation('validation_failed', `The field ${field} must be ${expected}.`, { pointer: `#/${field}` });
