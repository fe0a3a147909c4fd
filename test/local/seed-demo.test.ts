import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wipeDataFolder } from '../../local/data-folder.ts';
import { freePorts } from '../../local/free-ports.ts';
import { PartRegister } from '../../local/part-register.ts';
import { type DemoApi, demoApi } from '../../local/seed/demo-api.ts';
import { seedDemo } from '../../local/seed/seed.ts';
import { startStack } from '../../local/stack.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

type Listed = Readonly<{ source: string; external_id: string; stage: string; overdue: boolean; paused: boolean; why_waiting: { code: string; holder: { name: string } } | null }>;

describe('the first start with its demo', () => {
  const log: string[] = [];
  let folder: string, parts: PartRegister, dataDir: string, api: DemoApi, again: () => Promise<void>;

  beforeAll(async () => {
    folder = await makeTestFolder('seed');
    dataDir = path.join(folder, 'data');
    parts = new PartRegister(dataDir);
    const [http, worker] = await freePorts(2);
    const { file } = await startStack({ env: { ...process.env, WORKER_PORT: String(worker) }, dataDir, parts, log: line => log.push(line), ready: () => {}, port: http ?? 0 });
    api = demoApi({ apiUrl: file.api, apiKey: file.api_key });
    again = () => seedDemo({ apiUrl: file.api, apiKey: file.api_key, databaseUrl: file.postgres, log: () => {} });
  }, 180_000);
  afterAll(async () => {
    await parts.stopAll(() => {});
    await wipeDataFolder(dataDir);
    rmSync(folder, { recursive: true, force: true });
  });

  const deals = async () => (await api.get<{ data: readonly Listed[] }>('/v1/deals?limit=200')).data;
  const isStory = ({ source, stage }: Listed) => source === 'demo' || stage !== 'paid';

  it('leaves fourteen deals that stand at every stage of the story', async () => {
    const told = Object.fromEntries((await deals()).filter(isStory).map(deal => [deal.external_id, [deal.stage, deal.why_waiting?.code ?? null]]));
    const { 'demo-11': letterPutOff, ...others } = told;
    expect(others).toEqual({
      'demo-01': ['quoting', 'draft_open'],
      'demo-02': ['approving', 'approval_open'],
      'demo-03': ['approving', 'approval_open'],
      'demo-04': ['quoting', 'draft_open'],
      'demo-05': ['accepting', 'acceptance_open'],
      'demo-06': ['invoicing', 'invoice_review'],
      'demo-07': ['invoicing', 'delivery_pending'],
      'demo-08': ['collecting', 'payment_due'],
      'demo-09': ['paid', null],
      'demo-10': ['lost', null],
      'AS-000901': ['collecting', 'payment_overdue'],
      'AS-000902': ['collecting', 'payment_overdue'],
      'AS-000903': ['manual_collection', 'manual_collection'],
    });
    expect(letterPutOff?.[0]).toBe('collecting');
  });

  it('gives the CFO’s decision to whoever covers for the CFO, and pauses the invoice that is 45 days late', async () => {
    const byId = new Map((await deals()).map(deal => [deal.external_id, deal]));
    expect(byId.get('demo-03')?.why_waiting?.holder.name).toBe('Marat Akhmetov');
    expect(byId.get('AS-000902')).toMatchObject({ paused: true, overdue: true });
  });

  it('imports twelve months of paid invoices and leaves one payment without an invoice', async () => {
    expect((await deals()).filter(deal => !isStory(deal)).length).toBeGreaterThan(50);
    const { data } = await api.get<{ data: readonly { payer: { name: string } }[] }>('/v1/payments?status=to_review');
    expect(data.map(payment => payment.payer.name)).toEqual(['ТОО «Шапағат Мед»']);
  });

  it('changes nothing when it is told again', async () => {
    const before = await deals();
    await again();
    expect((await deals()).map(deal => [deal.external_id, deal.stage])).toEqual(before.map(deal => [deal.external_id, deal.stage]));
  }, 60_000);

  it('tells each step while it goes', () => {
    expect(log.filter(line => /demo-\d\d: /.test(line))).toHaveLength(11);
  });
});
