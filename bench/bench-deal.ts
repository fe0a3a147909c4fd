import { demoCustomers } from '../local/seed/customers.ts';
import type { DemoApi } from '../local/seed/demo-api.ts';
import { type LiveDealId, liveDeal } from '../local/seed/live-deals.ts';
import type { Seen } from './watch-deals.ts';

/** A deal of four lines above the typical limit, so that all four roles decide. */
const model: LiveDealId = 'demo-03';
const payer = demoCustomers.karaganda;

/** Begins a deal and sends it to approval; answers its id. */
export async function beginDeal(api: DemoApi, name: string): Promise<string> {
  const { id } = await api.post<{ id: string }>('/v1/deals', { ...liveDeal(model), source: 'bench', external_id: name }, `begin-${name}`);
  return id;
}

/** Approves the open step. */
export async function approveStep(api: DemoApi, { taskId, version }: Seen): Promise<void> {
  await api.post(`/v1/approval_tasks/${taskId}/approve`, { version }, `approve-${taskId}`);
}

/** Pays the invoice whole, by its reference, as a bank would report it. */
export async function pay(api: DemoApi, { invoiceId, reference, grossMinor }: Seen): Promise<void> {
  const body = {
    external_id: `bench-${invoiceId}`,
    amount: { value: grossMinor, currency: 'KZT' },
    received_on: new Date().toISOString().slice(0, 10),
    payer: { name: payer.name, tax_id: payer.taxId.value, iban: payer.iban },
    purpose: `Оплата по счёту, код ${reference}`,
  };
  await api.post('/v1/payments', body, `pay-${invoiceId}`);
}
