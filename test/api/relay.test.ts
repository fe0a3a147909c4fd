import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectClosing } from '../../activities/record/project-closing.ts';
import type { Relaying, Send } from '../../api/relay/deliver-facts.ts';
import { deliverWithin, type Relay, runRelay } from '../../api/relay/relay.ts';
import { allocatePayment } from '../../db/money/allocate-payment.ts';
import { recordPayment } from '../../db/money/record-payment.ts';
import { unallocatePayment } from '../../db/money/unallocate-payment.ts';
import { allocation } from '../../db/schema/index.ts';
import { unitOfWork } from '../../db/unit-of-work.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { aLedger, anInvoice, byFinance, factsFor, type IssuedInvoice, type Ledger, now } from '../db/money/ledger.ts';
import { eventually } from '../deal/world.ts';

let ledger: Ledger;
const relays: Relay[] = [];
beforeAll(async () => {
  ledger = await aLedger(12);
});
afterAll(() => ledger.close());
beforeEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
  await ledger.pool.query('truncate payment, allocation, invoice, deal_outbox cascade');
});
afterAll(async () => {
  for (const relay of relays) await relay.stop();
});

const relayingBy = (send: Send): Relaying => ({ pool: ledger.pool, db: ledger.db, now: () => new Date(now), send });
const run = (send: Send) => {
  const relay = runRelay(relayingBy(send), { pollMs: 20 });
  relays.push(relay);
  return relay;
};
const refusal = (code: ConstructorParameters<typeof RuleViolation>[0]) => new RuleViolation(code, code);

/** Money placed on an invoice, and the fact of it that waits in the outbox. */
async function aFact(): Promise<{ invoice: IssuedInvoice; outboxIds: string[] }> {
  const n = randomUUID(),
    invoice = await anInvoice(ledger, { number: `R-${n}`, grossMinor: 100 });
  const { paymentId } = await recordPayment(ledger.pool, { externalId: `R-${n}`, amountMinor: 100, currency: 'KZT', receivedOn: '2026-11-23', payer: {}, purpose: '', accountId: null }, byFinance);
  return { invoice, outboxIds: await allocatePayment(ledger.pool, { paymentId, shares: [{ invoiceId: invoice.invoiceId, amountMinor: 100, currency: 'KZT' }] }, byFinance) };
}

describe('the relay', () => {
  it('tells a deal of its payment and marks the fact as delivered', async () => {
    const { invoice, outboxIds } = await aFact(),
      told: unknown[] = [];
    expect(
      await deliverWithin(
        relayingBy(async (workflowId, { name, message }) => {
          told.push([workflowId, name, message.command_id]);
        }),
        outboxIds,
      ),
    ).toBe(true);
    expect(told).toEqual([[`deal:api:${invoice.dealId}`, 'payment_recorded', outboxIds[0]]]);
    expect(await factsFor(ledger, invoice)).toMatchObject([{ deliveredAt: now, attempts: 1, lastError: null }]);
  });

  it('repeats after failures until the process engine answers again', async () => {
    const { invoice } = await aFact();
    const tries: null[] = [];
    run(async () => {
      if (tries.push(null) < 4) throw refusal('temporal_unavailable');
    });
    const [fact] = await eventually(
      () => factsFor(ledger, invoice),
      ([row]) => row?.deliveredAt !== null,
    );
    expect(fact).toMatchObject({ attempts: 4, lastError: null });
  });

  it('repeats what a deal does not know yet, without holding up other deals', async () => {
    const [early, other] = [await aFact(), await aFact()];
    const tries: null[] = [];
    run(async workflowId => {
      if (workflowId.endsWith(early.invoice.dealId) && tries.push(null) < 3) throw refusal('unknown_invoice');
    });
    const [later] = await eventually(
      () => factsFor(ledger, early.invoice),
      ([row]) => row?.deliveredAt !== null,
    );
    expect(later).toMatchObject({ attempts: 3 });
    expect(await factsFor(ledger, other.invoice)).toMatchObject([{ attempts: 1, lastError: null }]);
  });

  it('stops telling a deal that has ended and says so', async () => {
    const { invoice, outboxIds } = await aFact();
    expect(
      await deliverWithin(
        relayingBy(async () => {
          throw refusal('wrong_stage');
        }),
        outboxIds,
      ),
    ).toBe(true);
    expect(await factsFor(ledger, invoice)).toMatchObject([{ deliveredAt: now, lastError: 'deal_ended' }]);
  });

  it('INV-7: gives a debt to its person where money was taken back while the deal was ending, once, and the end on record leaves it', async () => {
    const { invoice, outboxIds } = await aFact();
    await deliverWithin(
      relayingBy(async () => {}),
      outboxIds,
    );
    const [placed] = await ledger.db.select().from(allocation).where(eq(allocation.invoiceId, invoice.invoiceId));
    const undoing = await unallocatePayment(ledger.pool, { paymentId: placed?.paymentId ?? '', allocationIds: null }, byFinance);
    const ended = relayingBy(async () => {
      throw refusal('wrong_stage');
    });
    const tasks = async () => (await ledger.pool.query('select kind, assignee_id, done_at is null as open from human_task where deal_id = $1', [invoice.dealId])).rows;
    await deliverWithin(ended, undoing);
    expect(await tasks()).toEqual([{ kind: 'payment_undone', assignee_id: 'usr_seller', open: true }]);
    const closed = { n: 9, at: now, actor: { type: 'system', id: 'process' }, commandId: null, type: 'deal.closed', data: { closing: 'paid', noteId: null, reasonText: null } } as const;
    await unitOfWork(ledger.pool, db => projectClosing(db, invoice.dealId, closed));
    expect(await tasks()).toMatchObject([{ kind: 'payment_undone', open: true }]);
    // Its person has done it; the same fact brought once more after a crash of the relay is no new one.
    await ledger.pool.query("update human_task set done_at = created_at, done_by_id = 'usr_seller' where deal_id = $1", [invoice.dealId]);
    await ledger.pool.query('update deal_outbox set delivered_at = null where id = any($1)', [undoing]);
    await deliverWithin(ended, undoing);
    expect(await tasks()).toMatchObject([{ open: false }]);
  });

  it('waits for a deal whose process has not begun', async () => {
    const { invoice, outboxIds } = await aFact();
    await ledger.pool.query('update deal set started_at = null where id = $1', [invoice.dealId]);
    expect(
      await deliverWithin(
        relayingBy(async () => {
          throw refusal('wrong_stage');
        }),
        outboxIds,
        150,
      ),
    ).toBe(false);
    expect(await factsFor(ledger, invoice)).toMatchObject([{ deliveredAt: null, lastError: 'not_started' }]);
  });

  it('INV-8: two relays never tell one deal at the same time, and each fact is told once', async () => {
    const facts = await Promise.all(Array.from({ length: 12 }, aFact));
    const busy = new Set<string>(),
      told: string[] = [];
    let isTwiceAtOnce = false;
    const send: Send = async (workflowId, { message }) => {
      isTwiceAtOnce ||= busy.has(workflowId);
      busy.add(workflowId);
      await new Promise(resolve => setImmediate(resolve));
      busy.delete(workflowId);
      told.push(message.command_id);
    };
    run(send);
    run(send);
    await eventually(
      async () => (await ledger.pool.query('select 1 from deal_outbox where delivered_at is null')).rowCount,
      left => left === 0,
    );
    expect(isTwiceAtOnce).toBe(false);
    expect(told.sort()).toEqual(facts.flatMap(fact => fact.outboxIds).sort());
  });

  it('answers in time where a deal does not, and goes on by itself', async () => {
    const { invoice, outboxIds } = await aFact();
    const answer = Promise.withResolvers<void>();
    expect(
      await deliverWithin(
        relayingBy(() => answer.promise),
        outboxIds,
        50,
      ),
    ).toBe(false);
    answer.resolve();
    await eventually(
      () => factsFor(ledger, invoice),
      ([row]) => row?.deliveredAt !== null,
    );
  });
});
