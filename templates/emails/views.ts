import type { Money } from '../../domain/money/money.ts';

// What each letter is told: raw values (money, ISO dates and instants, names, addresses). The templates put them into words.
// Every field is always present; null says that there is nothing. Names ending in `…On` are dates, in `…At` instants in UTC.

/** Who writes: the selling company, and the person who reads the answers (null: nobody in particular). */
export type LetterFrame = Readonly<{
  company: Readonly<{ tradeName: string; legalName: string; address: string }>;
  contact: Readonly<{ name: string; title: string; phone: string | null; email: string }> | null;
}>;

/** Roles of words.json, `role.*`. */
export type RoleCode = 'manager' | 'lawyer' | 'cfo' | 'director' | 'seller' | 'finance' | 'admin';
/** The number of days of a rung: -3, 0, +7. */
export type RungCode = string;

/** Where the customer's money should go. `taxIdType` is a `tax_id.*` of words.json. */
export type Payee = Readonly<{ legalName: string; taxIdType: string; taxId: string; iban: string; bankName: string; bic: string; kbe: string; knp: string }>;

/**
 * One invoice as its customer sees it. `latestPayment` is null while nothing has been paid. In a reminder `remaining` is what it asks for: `disputed` and `promised`
 * are the parts that it leaves out, null where there is none.
 */
export type InvoiceMatter = Readonly<{
  number: string;
  title: string;
  issuedOn: string;
  dueOn: string;
  total: Money;
  paid: Money;
  remaining: Money;
  disputed: Money | null;
  promised: Money | null;
  latestPayment: Readonly<{ amount: Money; receivedOn: string }> | null;
  contractNumber: string | null;
  /** Empty where another system issued the invoice: then it is named by its number alone. */
  paymentReference: string;
  pageUrl: string;
  payee: Payee;
}>;

/** A letter to a customer. `bankCompleteAt`: up to when the bank data stood behind the letter (null: an account without a feed). */
export type CustomerLetter = LetterFrame & Readonly<{ recipientName: string | null; invoice: InvoiceMatter; bankCompleteAt: string | null }>;
/** One invoice of several in a letter, as it stands in its list. */
export type ReminderRow = InvoiceMatter & Readonly<{ daysOverdue: number }>;
/** A shipment hold that is in force: for the deal of the invoice named, or for everything that goes to the customer. */
export type HoldNotice = Readonly<{ scope: 'deal' | 'customer'; sinceOn: string; number: string; contractNumber: string | null }>;
/**
 * A reminder of one invoice, or of several whose rungs meet: `invoice` is then the one that was due first, and `several` lists all. What a letter
 * announces stands in its view only where it is in force.
 */
export type ReminderLetter = CustomerLetter &
  Readonly<{
    daysOverdue: number;
    /** The due date was no working day, and no other day could have been used since. */
    dueOnDayOff: boolean;
    /** `numbers` and `codes` are those of the rows, one after another, as the purpose of one transfer names them. */
    several: Readonly<{ rows: readonly ReminderRow[]; total: Money; numbers: string; codes: string }> | null;
    holds: readonly HoldNotice[];
    /** Invoices that are with management; `legalOn`: the date of the rung +21, when the case goes to the lawyers, null where it will not. */
    escalated: ReadonlyArray<Readonly<{ number: string; legalOn: string | null }>>;
    /** Whether to say that a payment schedule can be agreed. */
    offersSchedule: boolean;
    /** Where the customer names a day of payment. */
    promiseUrl: string;
    /** Where reminders before the due date can be declined; null in every other letter. */
    courtesyUrl: string | null;
  }>;
/** `holdsLifted`: shipments had been suspended and run again by this money. `paidOn`: the day the last money came. */
export type ThankYouLetter = CustomerLetter & Readonly<{ paidOn: string; holdsLifted: boolean }>;

/** A deal as its colleagues speak of it. */
export type DealMatter = Readonly<{ title: string; customerName: string; total: Money; sellerName: string; pageUrl: string }>;
/** A term before and after: "Скидка", "12 %", "18 %"; null before = added, null after = removed. */
export type Change = Readonly<{ what: string; before: string | null; after: string | null }>;

/** A step that waits for somebody. Discount, credit and margin are null where they need no attention; `why` holds whole sentences. */
export type ApprovalLetter = LetterFrame &
  Readonly<{
    deal: DealMatter;
    version: number;
    discountPercent: string | null;
    creditDays: number | null;
    marginPercent: string | null;
    why: readonly string[];
    changes: readonly Change[];
    dueAt: string;
    workingMinutesLeft: number;
    taskUrl: string;
  }>;
export type ApprovalReminder = ApprovalLetter & Readonly<{ elapsedPercent: 50 | 80 }>;
export type ApprovalEscalation = ApprovalLetter & Readonly<{ approverName: string; role: RoleCode }>;
/** Nobody waits for this person's decision on the version any more. */
export type ApprovalSuperseded = LetterFrame & Readonly<{ deal: DealMatter; version: number }>;
export type ApprovalWithdrawn = ApprovalSuperseded & Readonly<{ reason: string }>;
/** `finalAt`: when the round expires. */
export type ApprovalStuck = LetterFrame & Readonly<{ deal: DealMatter; version: number; approverName: string; role: RoleCode; dueAt: string; finalAt: string }>;
export type RoundExpired = LetterFrame & Readonly<{ deal: DealMatter; version: number; approverName: string; role: RoleCode; expiredAt: string }>;
/** `keepsApprovals`: in the next round whoever the change does not concern is not asked again. */
export type DealRejected = LetterFrame &
  Readonly<{ deal: DealMatter; version: number; decision: 'rejected' | 'changes_requested'; deciderName: string; role: RoleCode; reason: string; keepsApprovals: boolean }>;

/** An unpaid invoice as its colleagues see it. */
export type DebtMatter = Readonly<{
  number: string;
  dueOn: string;
  remaining: Money;
  daysOverdue: number;
  customerName: string;
  ownerName: string;
  contractNumber: string | null;
  customerContact: Readonly<{ name: string | null; phone: string | null; email: string | null }>;
  dealTitle: string;
  dealUrl: string;
}>;
/** `rung`: the letter the customer gets today; `hold`: the shipment hold that is in force; `next`: the letter after it. */
export type OwnerOverdue = LetterFrame & Readonly<{ debt: DebtMatter; rung: RungCode; hold: Pick<HoldNotice, 'scope' | 'sinceOn'> | null; next: Readonly<{ rung: RungCode; at: string }> | null }>;
/** A promise that money has not met: the sum and the day that were named. */
export type PromiseBroken = LetterFrame & Readonly<{ debt: DebtMatter; promised: Money; payOn: string; next: OwnerOverdue['next'] }>;
/** A customer says that it has paid: the day and the sum it named (null: all of it), the payment order it sent, and until when letters rest. */
export type PaymentClaimed = LetterFrame & Readonly<{ debt: DebtMatter; paidOn: string; paid: Money | null; restUntil: string; order: Readonly<{ name: string; url: string }> | null }>;
/** `answer`: what the customer's mail server said when it took the letter; null where nobody knows whether it did. */
export type SentLetter = Readonly<{ rung: RungCode; at: string; address: string; answer: string | null }>;
/** `legalOn`: null where the ladder has no rung after this one. */
export type HeadTask = LetterFrame & Readonly<{ debt: DebtMatter; legalOn: string | null; letters: readonly SentLetter[] }>;
/** What shows that the customer got the goods and knows of the debt; null where there is nothing to show. */
export type Proofs = Readonly<{ invoiceSentAt: string | null; invoiceViewedAt: string | null; goodsDeliveredOn: string | null }>;
/** The whole file of a debt that goes to a person. `documents`: names with addresses. */
export type ManualCollection = LetterFrame &
  Readonly<{
    debt: DebtMatter;
    taxIdType: string;
    taxId: string;
    letters: readonly SentLetter[];
    proofs: Proofs;
    payments: ReadonlyArray<Readonly<{ amount: Money; receivedOn: string }>>;
    promises: ReadonlyArray<Readonly<{ amount: Money; payOn: string; kept: boolean }>>;
    documents: ReadonlyArray<Readonly<{ name: string; url: string }>>;
  }>;
/** `evidence`: how the invoice was found, an `evidence.*` of words.json. */
export type PaymentReceived = LetterFrame &
  Readonly<{
    amount: Money;
    receivedOn: string;
    payerName: string;
    customerName: string;
    invoiceNumber: string;
    remaining: Money;
    evidence: 'reference' | 'number' | 'sum' | 'subset' | 'manual';
    holdsLifted: boolean;
    dealTitle: string;
    dealUrl: string;
  }>;
/** `remaining`: what is still owed on the invoice. `serverAnswer` only where the server refused; `cause` of an invoice that was not sent; `daysSince` it was sent, or opened, and nothing more happened. */
export type DeliveryProblem = LetterFrame &
  Readonly<{
    /** `bounced`: the address is wrong and letters to it wait; `refused`: this letter alone; `verify`: nobody knows whether it came. */
    problem: 'bounced' | 'refused' | 'verify' | 'not_sent' | 'never_opened' | 'opened_unpaid' | 'complaint';
    customerName: string;
    invoiceNumber: string;
    remaining: Money;
    address: string;
    serverAnswer: string | null;
    cause: NotSentCause | null;
    daysSince: number;
    phone: string | null;
    dealTitle: string;
    dealUrl: string;
  }>;
/** Why an issued invoice has not left yet. */
export type NotSentCause = 'mail_down' | 'mail_busy' | 'printing' | 'under_way' | 'other';
/** `code`: six digits that confirm one decision; `expiresAt` by the clock of the deal. */
export type StepUpCode = LetterFrame &
  Readonly<{ deal: DealMatter; version: number; decision: 'approve' | 'reject' | 'request_changes' | 'hand_over'; code: string; expiresAt: string; validMinutes: number }>;

/** `deals`: the reader's own that the hold stops. `sinceOn` by the customer's calendar, null where the hold is over. */
export type CustomerHeld = LetterFrame &
  Readonly<{
    customerName: string;
    invoiceNumber: string;
    remaining: Money;
    daysOverdue: number;
    sinceOn: string | null;
    debtOwnerName: string;
    deals: ReadonlyArray<Readonly<{ title: string; url: string }>>;
    dealTitle: string;
    dealUrl: string;
  }>;

/** A letter to a customer in the words that it was sent in, for a colleague whom the policy names. */
export type ReminderCopy = LetterFrame & Readonly<{ letter: Readonly<{ subject: string; text: string; address: string; sentAt: string }>; customerName: string; dealUrl: string }>;

export type SignIn = LetterFrame & Readonly<{ signInUrl: string; expiresAt: string; validMinutes: number }>;

/** Every letter the engine writes, with what it is told. */
export type LetterViews = Readonly<{
  approval_request: ApprovalLetter;
  approval_reminder: ApprovalReminder;
  approval_escalated: ApprovalEscalation;
  approval_stuck: ApprovalStuck;
  approval_superseded: ApprovalSuperseded;
  approval_withdrawn: ApprovalWithdrawn;
  round_expired: RoundExpired;
  deal_rejected: DealRejected;
  invoice: CustomerLetter;
  reminder_minus_3: ReminderLetter;
  reminder_0: ReminderLetter;
  reminder_plus_3: ReminderLetter;
  reminder_plus_7: ReminderLetter;
  reminder_plus_14: ReminderLetter;
  thank_you: ThankYouLetter;
  owner_overdue: OwnerOverdue;
  promise_broken: PromiseBroken;
  payment_claimed: PaymentClaimed;
  head_task: HeadTask;
  manual_collection: ManualCollection;
  payment_received: PaymentReceived;
  delivery_problem: DeliveryProblem;
  reminder_copy: ReminderCopy;
  customer_held: CustomerHeld;
  sign_in: SignIn;
  step_up_code: StepUpCode;
}>;

export type LetterKind = keyof LetterViews;
