import { randomBytes } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import Long from 'long';
import type { Pool } from 'pg';
import { closeBrowser } from '../../activities/documents/browser.ts';
import type { TelegramBot } from '../../activities/telegram/bot-conversation.ts';
import { commandDeal } from '../../api/process/command-deal.ts';
import { deliverFacts } from '../../api/relay/deliver-facts.ts';
import { listWaitingDeals } from '../../db/money/deal-outbox.ts';
import { recordPayment } from '../../db/money/record-payment.ts';
import { createPool } from '../../db/pool.ts';
import { readDb } from '../../db/unit-of-work.ts';
import type { CompanyPolicy } from '../../domain/policy/company-policy.ts';
import { ensureNamespace } from '../../local/temporal-setup.ts';
import type { Actor } from '../../workflows/deal/events.ts';
import { type Answer, dealUpdate, type MessageName, stateQuery } from '../../workflows/deal/messages.ts';
import { aCompany, people } from '../build/company.ts';
import type { BuiltDeal } from '../build/deal.ts';
import '../setup/quiet-temporal.ts';
import { freshDatabase, testStack } from '../setup/stack.ts';
import { type ServedQueues, startWorkersHere } from './workers-here.ts';

/** What an engine of a test runs on; where nothing is named, on the servers all tests share, with a database and workers of its own. */
export type Parts = Readonly<{
  databaseUrl: string;
  temporalAddress: string;
  smtpUrl: string;
  workflowBundle: string;
  workers: ServedQueues;
  telegram: TelegramBot | null;
  publicUrl: string;
}>;

/** A whole engine for one test file: its own database, namespace and workers, on the shared servers. */
export type World = {
  parts: Parts;
  pool: Pool;
  client: Client;
  namespace: string;
  start(deal: BuiltDeal): Promise<WorkflowHandle>;
  command(deal: BuiltDeal, name: MessageName, body: Record<string, unknown>, by: { actor: Actor; commandId?: string }): Promise<Answer>;
  fastForward(deal: BuiltDeal, by: { untilAt: string } | { days: number }): Promise<string>;
  /** Money comes in with the reference of the deal's invoice; answered when the deal has been told. */
  pay(deal: BuiltDeal, payment: { amountMinor: number; receivedOn: string; invoiceId?: string; tell?: boolean }): Promise<void>;
  /** Tells the deals what the ledger has for them. */
  relay(): Promise<void>;
  /** Shuts every worker down, and the relay of notices with them; and starts new ones, which know nothing of before. */
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  close(): Promise<void>;
};

export async function aWorld(policy: Partial<CompanyPolicy> = {}, given: Partial<Parts> = {}): Promise<World> {
  const database = given.databaseUrl ? { url: given.databaseUrl, drop: async () => {} } : await freshDatabase();
  const stack: Parts = { ...testStack(), workers: 'here', telegram: null, publicUrl: 'http://localhost:3000', ...given, databaseUrl: database.url };
  const pool = createPool(database.url, 8);
  await aCompany(pool, policy);
  const namespace = `w-${randomBytes(5).toString('hex')}`;
  await ensureNamespace({ address: stack.temporalAddress, namespace });
  const native = await NativeConnection.connect({ address: stack.temporalAddress });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection, namespace });
  const deps = {
    connection: native,
    namespace,
    pool,
    smtpUrl: stack.smtpUrl,
    mailFrom: 'Арна Снаб <billing@arna.example>',
    telegram: stack.telegram,
    publicUrl: stack.publicUrl,
    linkKey: Buffer.alloc(32, 7),
    workflowBundle: stack.workflowBundle,
  };
  const workersNow = () => startWorkersHere(deps, stack.workers);
  let stopWorkers = await workersNow();
  return {
    parts: stack,
    pool,
    client,
    namespace,
    start: deal => client.workflow.start('deal', { workflowId: deal.workflowId, taskQueue: 'deals', args: [deal.start] }),
    command: (deal, name, body, by) => {
      const command_id = by.commandId ?? randomBytes(8).toString('hex');
      return client.workflow.getHandle(deal.workflowId).executeUpdate(dealUpdate(name), { args: [{ ...body, command_id, actor: by.actor }], updateId: command_id });
    },
    fastForward: (deal, by) => fastForward(client, namespace, deal.workflowId, by),
    pay: async (deal, payment) => {
      const { rows } = await pool.query(
        'select i.reference, c.tax_id from invoice i join customer c on c.id = i.customer_id where i.deal_id = $1 and ($2::text is null or i.id = $2) order by i.instalment limit 1',
        [deal.dealId, payment.invoiceId ?? null],
      );
      const { amountMinor, receivedOn } = payment;
      const order = {
        externalId: randomBytes(6).toString('hex'),
        amountMinor,
        currency: 'KZT',
        receivedOn,
        payer: { name: 'ТОО «Ромашка»', taxId: rows[0].tax_id },
        purpose: `Оплата по счёту, код ${rows[0].reference}`,
        accountId: null,
      };
      await recordPayment(pool, order, { actor: { type: 'user', id: people.cfo.id }, now: new Date().toISOString() });
      if (payment.tell ?? true) await relayAll(pool, client);
    },
    relay: () => relayAll(pool, client),
    stopWorkers: async () => {
      await stopWorkers();
      stopWorkers = async () => {};
    },
    startWorkers: async () => {
      stopWorkers = await workersNow();
    },
    close: async () => {
      await stopWorkers();
      await closeBrowser();
      await native.close();
      await connection.close();
      await pool.end();
      await database.drop();
    },
  };
}

async function relayAll(pool: Pool, client: Client): Promise<void> {
  const db = readDb(pool);
  const relaying = { pool, db, now: () => new Date(), send: (workflowId: string, command: Parameters<typeof commandDeal>[2]) => commandDeal(client, workflowId, command) };
  await deliverFacts(relaying, await listWaitingDeals(db, { limit: 100 }));
}

/** Moves one deal's own clock on the real server and answers its new now (temporal.md 1.5). */
async function fastForward(client: Client, namespace: string, workflowId: string, by: { untilAt: string } | { days: number }): Promise<string> {
  const id = randomBytes(8).toString('hex');
  const execution = { workflowId, runId: '' };
  const nowMs = Date.parse(await dealNow(client, workflowId));
  const ms = 'days' in by ? by.days * 86_400_000 : Date.parse(by.untilAt) - nowMs;
  const service = client.connection.workflowService;
  const duration = { seconds: Long.fromNumber(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1e6 };
  await service.updateWorkflowExecutionOptions({
    namespace,
    workflowExecution: execution,
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount: 1000, fastForwardConfig: { id, duration } } },
    updateMask: { paths: ['time_skipping_config'] },
    identity: 'test',
  });
  for (;;) {
    const poll = await service.pollWorkflowExecutionTimeSkipping({ namespace, workflowExecution: execution, fastForwardId: id });
    if (poll.fastForwardPollingResult !== 1) return dealNow(client, workflowId);
  }
}

/** The deal's now on the server's clock for it. */
export async function dealNow(client: Client, workflowId: string): Promise<string> {
  const description = await client.workflow.getHandle(workflowId).describe();
  const time = description.raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime;
  return time ? new Date(Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6)).toISOString() : new Date().toISOString();
}

/** Waits until a condition holds, asking again; fails with what it last saw. A real event is waited for, never a guess of time. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean, withinMs = 20_000): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > until) throw new Error(`it did not come to pass; last seen: ${JSON.stringify(seen).slice(0, 800)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export const stateOf = (world: World, deal: BuiltDeal) => world.client.workflow.getHandle(deal.workflowId).query(stateQuery);
