import { decideByLetter } from './decide-by-letter.ts';
import { askUntil, type DemoApi, DemoApiRefusal, type Json } from './demo-api.ts';

type Role = 'manager' | 'lawyer' | 'cfo' | 'director';
type Money = Readonly<{ value: number; currency: string }>;

/** What the seed reads of a deal (API.md, Deals). */
export type Deal = Readonly<{
  id: string;
  title: string;
  stage: string;
  paused: boolean;
  draft_revision: number;
  package: Readonly<{ version: number }> | null;
  approval: Readonly<{ steps: readonly Readonly<{ task_id: string; role: Role; person: { id: string } | null; status: string; due_at: string | null; escalated_at: string | null }>[] }> | null;
  invoices: readonly Readonly<{ id: string; number: string | null; status: string; delivery: string; remaining: Money; next_rung: Readonly<{ rung: string; at: string }> | null }>[];
  why_waiting: Readonly<{ code: string }> | null;
  timeline: readonly Readonly<{ type: string; data: Json }>[];
}>;

export type Comments = Readonly<Partial<Record<Role, string>>>;

export const readDeal = (api: DemoApi, id: string): Promise<Deal> => api.get<Deal>(`/v1/deals/${id}`);

/** Waits until a deal is where its own steps lead it. */
export function dealWhen(api: DemoApi, id: string, { holds, what }: { holds: (deal: Deal) => boolean; what: string }): Promise<Deal> {
  return askUntil(() => readDeal(api, id), holds, { what: `deal ${id}, ${what}` });
}

type Approving = Readonly<{ comments?: Comments; stopAt?: Role; by?: 'key' | 'letter' }>;

/**
 * Approves step after step, each with the comment given for its role, until the route is at its end or at the role it is to wait for: with the
 * key, as another system would, or as people do, by their letters. Letters that went to another mail server can be answered by their readers
 * alone; the key then decides, and the evidence says so.
 */
export async function approve(api: DemoApi, id: string, { comments = {}, stopAt, by = 'key' }: Approving): Promise<Deal> {
  for (;;) {
    const deal = await dealWhen(api, id, { holds: seen => isPastPreparation(seen) && (seen.stage !== 'approving' || openStep(seen) !== undefined), what: 'the next approval' });
    const step = openStep(deal);
    if (deal.stage !== 'approving' || step === undefined || step.role === stopAt) return deal;
    const comment = comments[step.role],
      version = deal.package?.version ?? 1;
    if (by === 'letter' && (await decidedByLetter(api, deal, { decision: 'approve', comment }))) continue;
    await api.post(`/v1/approval_tasks/${step.task_id}/approve`, { version, ...(comment ? { comment } : {}) }, `demo-approve-${step.task_id}`);
  }
}

/** Decides the open step of a deal by the letter of its person, and waits until the deal knows; false where no letter can be read. */
async function decidedByLetter(api: DemoApi, deal: Deal, answer: Parameters<typeof decideByLetter>[2]): Promise<boolean> {
  const step = openStep(deal);
  if (!step?.person || !deal.package) return false;
  const asked = { dealTitle: deal.title, version: deal.package.version, personId: step.person.id };
  if (!(await decideByLetter(api, asked, answer))) return false;
  await dealWhen(api, deal.id, { holds: seen => openStep(seen)?.task_id !== step.task_id, what: `the decision of ${step.role} by letter` });
  return true;
}

/** Rejects the step that is open; the deal goes back to its seller. */
export async function reject(api: DemoApi, id: string, comment: string): Promise<void> {
  const deal = await dealWhen(api, id, { holds: seen => openStep(seen) !== undefined || wasRefused(seen), what: 'the first approval' });
  const step = openStep(deal);
  if (step) await api.post(`/v1/approval_tasks/${step.task_id}/reject`, { version: deal.package?.version ?? 1, comment }, `demo-reject-${step.task_id}`);
}

/**
 * Whoever holds the open step of the first version asks for changes, by letter where that can be read; the seller makes them and submits a
 * second version, of which only what has changed is asked again. Broken off, it goes on from where the deal stands.
 */
export async function changeOnRequest(api: DemoApi, deal: Deal, { comment, terms }: { comment: string; terms: Json }): Promise<void> {
  const { id } = deal,
    step = openStep(deal);
  if (deal.package?.version !== 1) return;
  if (step && !(await decidedByLetter(api, deal, { decision: 'request_changes', comment })))
    await api.post(`/v1/approval_tasks/${step.task_id}/request_changes`, { version: 1, comment }, `demo-request-changes-${step.task_id}`);
  const returned = await dealWhen(api, id, { holds: seen => seen.stage === 'quoting' && wasRefused(seen), what: 'its way back to the seller' });
  await api.put(`/v1/deals/${id}/package`, { terms }, { 'if-match': `"${returned.draft_revision}"` });
  await api.post(`/v1/deals/${id}/submit`, {}, `demo-submit-again-${id}`);
  await dealWhen(api, id, { holds: seen => seen.package?.version === 2 && openStep(seen) !== undefined, what: 'the first step of its second version' });
}

/** Lets the time of the open step run out, so that it escalates. On a Temporal server that cannot move a clock it does so by itself, in working time. */
export async function outwaitStep(api: DemoApi, deal: Deal): Promise<void> {
  const step = openStep(deal);
  if (!step?.due_at || step.escalated_at !== null) return;
  const forwarded = await forwardPast(api, deal.id, step.due_at);
  if (forwarded) await dealWhen(api, deal.id, { holds: seen => steps(seen).some(each => each.escalated_at !== null), what: 'its escalation' });
}

/** Moves a deal's own clock a minute past an instant; false where this Temporal server cannot. */
export async function forwardPast(api: DemoApi, id: string, at: string): Promise<boolean> {
  const until = new Date(Date.parse(at) + 60_000).toISOString();
  try {
    await api.post(`/v1/deals/${id}/fast_forward`, { until }, `demo-forward-${id}-${until}`);
    return true;
  } catch (error) {
    if (error instanceof DemoApiRefusal && ['time_travel_unavailable', 'time_travel_disabled'].includes(error.code)) return false;
    throw error;
  }
}

/**
 * Lets the rung of a late invoice that comes next have its instant and what it does; nothing where another one is next already. False
 * where this Temporal server cannot move a clock.
 */
export async function letRungPass(api: DemoApi, id: string, rung: string): Promise<boolean> {
  const next = (deal: Deal) => deal.invoices.find(invoice => invoice.next_rung !== null)?.next_rung ?? null;
  const isNext = (deal: Deal) => deal.stage === 'collecting' && next(deal)?.rung === rung;
  const deal = await dealWhen(api, id, { holds: seen => seen.stage !== 'collecting' || next(seen) !== null, what: 'its ladder' });
  if (!isNext(deal)) return true;
  if (!(await forwardPast(api, id, next(deal)?.at ?? ''))) return false;
  await dealWhen(api, id, { holds: seen => !isNext(seen), what: `its rung ${rung}` });
  return true;
}

/** Notes that the whole of an invoice is promised for a day, once. Answers until when that is waited for, or null where it was broken or kept already. */
export async function promise(api: DemoApi, { id, invoiceId, payOn }: { id: string; invoiceId: string; payOn: string }): Promise<string | null> {
  const { timeline } = await readDeal(api, id);
  if (timeline.some(({ type }) => type === 'promise.broken' || type === 'promise.kept')) return null;
  const made = timeline.find(({ type }) => type === 'promise.made');
  if (made) return String(made.data['until_at']);
  const { paused_until: untilAt } = await api.post<{ paused_until: string }>(`/v1/invoices/${invoiceId}/promises`, { pay_on: payOn }, `demo-promise-${invoiceId}`);
  return untilAt;
}

/** The deal's first open invoice, once its letter has left; undefined where it is paid already. */
export async function sentInvoice(api: DemoApi, id: string): Promise<{ id: string } | undefined> {
  const left = ({ status, delivery }: Deal['invoices'][number]) => status === 'paid' || (status === 'open' && delivery !== 'created');
  const deal = await dealWhen(api, id, { holds: seen => seen.invoices.some(left), what: 'the letter of its invoice' });
  return deal.invoices.find(each => each.status === 'open');
}

/** Pays what is left of the deal's first open invoice, with the invoice's code in the purpose, as a bank would report it. */
export async function payFirstInvoice(api: DemoApi, id: string, payment: { receivedOn: string; payer: Readonly<{ name: string; tax_id: string; iban: string }> }): Promise<void> {
  const open = await sentInvoice(api, id);
  if (!open) return;
  const invoice = await api.get<{ number: string; reference: string; remaining: Money }>(`/v1/invoices/${open.id}`);
  const purpose = `Оплата по счёту ${invoice.number}, код ${invoice.reference}`;
  await api.post(
    '/v1/payments',
    { external_id: `demo-pay-${invoice.number}`, amount: invoice.remaining, received_on: payment.receivedOn, payer: payment.payer, purpose },
    `demo-pay-${invoice.number}`,
  );
}

const steps = (deal: Deal) => deal.approval?.steps ?? [];
const openStep = (deal: Deal) => (deal.stage === 'approving' ? steps(deal).find(step => step.status === 'open') : undefined);
/** A round that ended with a "no" or with a wish: the deal is with its seller again. */
const wasRefused = (deal: Deal) => steps(deal).some(step => ['rejected', 'changes_requested'].includes(step.status));
/** Right after the start the package is still being frozen and the route planned: the deal then stands at quoting and has no steps. */
const isPastPreparation = (deal: Deal) => deal.stage !== 'quoting' || wasRefused(deal);
