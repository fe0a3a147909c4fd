import type { z } from 'zod';
import type { DealHead, DealRecord } from '../../../db/read/deal-record.ts';
import { type EventWords, textAt } from '../../../db/read/event-words.ts';
import type { Language } from '../../../db/schema/index.ts';
import { nextToCome } from '../../../domain/dunning/next-to-come.ts';
import type { ApiContext } from '../../context.ts';
import { presentAuthor } from '../../schemas/author.ts';
import type { DealEvent, DealSummary, DealView, InvoiceInDeal } from '../../schemas/deal.ts';
import { moneyOf } from '../../schemas/primitives.ts';
import { snakeKeys } from '../../schemas/snake-keys.ts';
import { dealNow } from './deal-now.ts';
import { presentDraft, presentSpecialTerms } from './present-draft.ts';
import { presentLetter } from './present-letter.ts';
import { presentWaiting } from './present-waiting.ts';

export type Presenting = Readonly<{ ctx: ApiContext; language: Language }>;
type Summary = z.output<typeof DealSummary>;

/** A deal in a list. `role` is the one whose step is open, where it is known. */
export function presentSummary(head: DealHead, { ctx, language }: Presenting, known: { role: string | null; names: ReadonlyMap<string, string> }): Summary {
  const { deal, customerName, ownerName } = head;
  const { id, source, stage, revision, currency } = deal;
  const { netMinor, vatMinor, grossMinor } = deal;
  const totals = netMinor === null || vatMinor === null || grossMinor === null ? null : { net: moneyOf(netMinor, currency), vat: moneyOf(vatMinor, currency), gross: moneyOf(grossMinor, currency) };
  return {
    ...{ object: 'deal', id, source, external_id: deal.externalId, workflow_id: deal.workflowId, title: deal.title, stage, revision },
    customer: { id: deal.customerId, name: customerName },
    owner: { id: deal.ownerId, name: ownerName },
    ...{ currency, language: deal.language, totals, overdue: deal.overdue, paused: deal.paused, stuck: deal.stuckCode },
    why_waiting: presentWaiting(deal, { language, now: dealNow(ctx, deal), ...known }),
    ...{ created_at: deal.createdAt, closed_at: deal.closedAt },
  };
}

/** A deal with all that belongs to it (API.md, Deals). */
export function presentDeal(record: DealRecord, words: EventWords, presenting: Presenting): DealView {
  const { deal, version, tasks, invoices, fates, holds, letters, events, names } = record;
  const { config } = presenting.ctx;
  const open = tasks.find(({ task }) => task.status === 'open');
  return {
    ...presentSummary(record, presenting, { role: open?.task.role ?? null, names }),
    // Of a deal agreed elsewhere only its contract may be known: that is no package to read or to change.
    draft: deal.draft === null || deal.draft.lines.length === 0 ? null : presentDraft(deal.draft, names),
    draft_revision: deal.draftRevision,
    now: dealNow(presenting.ctx, deal),
    package: version && {
      id: version.id,
      version: version.version,
      hash: version.hash,
      special_terms: presentSpecialTerms(version.content.terms, names),
      pdf_url: `${config.publicUrl}/v1/deals/${deal.id}/versions/${version.version}/pdf`,
    },
    approval: presentApproval(record, presenting.language),
    invoices: invoices.map(row => presentInvoiceInDeal(row, fates)),
    holds: holds.map(({ type, scope, sinceAt, reason }) => ({ type, scope, since: sinceAt, reason })),
    letters: letters.map(row => presentLetter(row, names)),
    timeline: events.map(event => presentEvent(event, words)),
    links: { page: `${config.publicUrl}/deals/${deal.id}`, temporal_ui: temporalUi(presenting.ctx, deal.workflowId) },
  };
}

function presentApproval({ tasks, names }: DealRecord, language: Language): DealView['approval'] {
  const [first] = tasks;
  if (!first) return null;
  const named = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? id });
  const steps = tasks.map(({ task, comment }) => ({
    ...{ task_id: task.id, role: task.role, person: named(task.personId), status: task.status, why: task.why.map(reason => reason.text[language]) },
    ...{ opened_at: task.openedAt, due_at: task.dueAt, escalated_at: task.escalatedAt, decided_at: task.decidedAt, decided_by: named(task.decidedById), comment },
    kept_from_version: task.keptFromVersion,
  }));
  return { round: first.task.round, version: first.task.version, steps };
}

function presentInvoiceInDeal(row: DealRecord['invoices'][number], fates: DealRecord['fates']): z.output<typeof InvoiceInDeal> {
  const own = fates.filter(fate => fate.invoiceId === row.id);
  return {
    ...{ id: row.id, number: row.number, status: row.status, delivery: row.delivery, instalment: row.instalment, due_on: row.dueOn },
    total: moneyOf(row.grossMinor, row.currency),
    remaining: moneyOf(row.grossMinor - row.paidMinor - row.creditedMinor, row.currency),
    next_rung: row.status === 'open' ? nextToCome(row.plan ?? [], own) : null,
  };
}

/** An event with the names of the API, the name of who did it, the reason that was given, and who has agreed. */
export function presentEvent(event: DealRecord['events'][number], { names, notes }: EventWords): z.output<typeof DealEvent> {
  const { n, type, at, actor, data } = event;
  const approverId = textAt(event, 'approverId');
  return {
    ...{ n, type, at, actor: presentAuthor(actor, names) },
    reason: notes.get(textAt(event, 'noteId') ?? '') ?? textAt(event, 'reasonText'),
    approver: approverId === null ? null : { id: approverId, name: names.get(approverId) ?? approverId },
    data: snakeKeys(data) as Record<string, unknown>,
  };
}

function temporalUi({ config }: ApiContext, workflowId: string): string | null {
  return config.temporalUiUrl === null ? null : `${config.temporalUiUrl}/namespaces/${config.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
