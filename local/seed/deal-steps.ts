import { askUntil, type DemoApi } from './demo-api.ts';

type Role = 'manager' | 'lawyer' | 'cfo' | 'director';
type Money = Readonly<{ value: number; currency: string }>;

/** What the seed reads of a deal (API.md, Deals). */
export type Deal = Readonly<{
  id: string;
  stage: string;
  paused: boolean;
  package: Readonly<{ version: number }> | null;
  approval: Readonly<{ steps: readonly Readonly<{ task_id: string; role: Role; status: string }>[] }> | null;
  invoices: readonly Readonly<{ id: string; number: string | null; status: string; remaining: Money; next_rung: Readonly<{ rung: string; at: string }> | null }>[];
  why_waiting: Readonly<{ code: string }> | null;
}>;

export type Comments = Readonly<Partial<Record<Role, string>>>;

export const readDeal = (api: DemoApi, id: string): Promise<Deal> => api.get<Deal>(`/v1/deals/${id}`);

/** Waits until a deal is where its own steps lead it. */
export function dealWhen(api: DemoApi, id: string, { holds, what }: { holds: (deal: Deal) => boolean; what: string }): Promise<Deal> {
  return askUntil(() => readDeal(api, id), holds, { what: `deal ${id}, ${what}` });
}

/** Approves step after step, each with the comment given for its role, until the route is at its end or at the role it is to wait for. */
export async function approve(api: DemoApi, id: string, { comments = {}, stopAt }: { comments?: Comments; stopAt?: Role }): Promise<Deal> {
  for (;;) {
    const deal = await dealWhen(api, id, { holds: seen => isPastPreparation(seen) && (seen.stage !== 'approving' || openStep(seen) !== undefined), what: 'the next approval' });
    const step = openStep(deal);
    if (deal.stage !== 'approving' || step === undefined || step.role === stopAt) return deal;
    const comment = comments[step.role];
    await api.post(`/v1/approval_tasks/${step.task_id}/approve`, { version: deal.package?.version ?? 1, ...(comment ? { comment } : {}) }, `demo-approve-${step.task_id}`);
  }
}

/** Rejects the step that is open; the deal goes back to its seller. */
export async function reject(api: DemoApi, id: string, comment: string): Promise<void> {
  const deal = await dealWhen(api, id, { holds: seen => openStep(seen) !== undefined || steps(seen).some(step => step.status === 'rejected'), what: 'the first approval' });
  const step = openStep(deal);
  if (step) await api.post(`/v1/approval_tasks/${step.task_id}/reject`, { version: deal.package?.version ?? 1, comment }, `demo-reject-${step.task_id}`);
}

/** Pays what is left of the deal's first open invoice, with the invoice's code in the purpose, as a bank would report it. */
export async function payFirstInvoice(api: DemoApi, id: string, payment: { receivedOn: string; payer: Readonly<{ name: string; tax_id: string; iban: string }> }): Promise<void> {
  const deal = await dealWhen(api, id, { holds: seen => seen.invoices.some(each => each.number !== null && ['open', 'paid'].includes(each.status)), what: 'its invoice' });
  const open = deal.invoices.find(each => each.status === 'open');
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
/** Right after the start the package is still being frozen and the route planned: the deal then stands at quoting and has no steps. */
const isPastPreparation = (deal: Deal) => deal.stage !== 'quoting' || steps(deal).some(step => step.status === 'rejected');
