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
import { type DemoVisitor, demoVisitor } from './demo-visitor.ts';

type Listed = Readonly<{ id: string; source: string; external_id: string; stage: string; overdue: boolean; paused: boolean; why_waiting: { code: string; holder: { name: string } } | null }>;
type Step = Readonly<{ role: string; status: string; person: { name: string } | null; opened_at: string | null; due_at: string | null; escalated_at: string | null; decided_at: string | null }>;
type Decided = Readonly<{
  role: string;
  comment: string | null;
  evidence: Readonly<{ person: { name: string } | null; right: string; channel: string; address: string | null; link_id: string | null }> | null;
}>;
type Told = Readonly<{ type: string; data: Readonly<Record<string, unknown>> }>;
type Interval = Readonly<{ kind: string; status: string; outcome: string | null; amount: { value: number } | null; pay_on: string | null; until: string }>;
type Rung = Readonly<{ rung: string; status: string; letter: { subject: string; text: string } | null }>;
type Caught = Readonly<{ to: readonly string[]; subject: string }>;
type Task = Readonly<{ kind: string; deal_id: string; assignee: { name: string } | null; facts: { customer_name: string; email_dead_reason: string | null } }>;
type Billed = Readonly<{ id: string; status: string; delivery: string; next_rung: { rung: string; at: string } | null }>;
type Seen = Readonly<{
  id: string;
  customer: { name: string };
  invoices: readonly Billed[];
  paused: boolean;
  stage: string;
  now: string;
  approval: { round: number; version: number; steps: readonly Step[] };
  timeline: readonly Told[];
}>;

describe('the first start with its demo', () => {
  const log: string[] = [];
  let folder: string, parts: PartRegister, dataDir: string, api: DemoApi, again: () => Promise<void>, enter: (name: string) => Promise<DemoVisitor>;

  beforeAll(async () => {
    folder = await makeTestFolder('seed');
    dataDir = path.join(folder, 'data');
    parts = new PartRegister(dataDir);
    const [http, worker] = await freePorts(2);
    const { file } = await startStack({ env: { ...process.env, WORKER_PORT: String(worker) }, dataDir, parts, log: line => log.push(line), ready: () => {}, port: http ?? 0 });
    api = demoApi({ apiUrl: file.api, apiKey: file.api_key });
    enter = async name => {
      const { data } = await api.get<{ data: readonly { id: string; name: string }[] }>('/v1/users');
      return demoVisitor(file.api, data.find(person => person.name === name)?.id ?? '');
    };
    again = () => seedDemo({ apiUrl: file.api, apiKey: file.api_key, databaseUrl: file.postgres, log: () => {} });
  }, 180_000);
  afterAll(async () => {
    await parts.stopAll(() => {});
    await wipeDataFolder(dataDir);
    rmSync(folder, { recursive: true, force: true });
  });

  const deals = async () => (await api.get<{ data: readonly Listed[] }>('/v1/deals?limit=200')).data;
  const isStory = ({ source, stage }: Listed) => source === 'demo' || stage !== 'paid';

  it('leaves sixteen deals that stand at every stage of the story', async () => {
    const told = Object.fromEntries((await deals()).filter(isStory).map(deal => [deal.external_id, [deal.stage, deal.why_waiting?.code ?? null]]));
    const { 'demo-11': letterPutOff, ...others } = told;
    expect(others).toEqual({
      'demo-01': ['quoting', 'draft_open'],
      'demo-02': ['approving', 'approval_open'],
      'demo-03': ['approving', 'approval_open'],
      'demo-04': ['approving', 'approval_open'],
      'demo-05': ['accepting', 'acceptance_open'],
      'demo-06': ['invoicing', 'invoice_review'],
      'demo-07': ['invoicing', 'delivery_pending'],
      'demo-08': ['collecting', 'payment_due'],
      'demo-09': ['paid', null],
      'demo-10': ['lost', null],
      'AS-000901': ['collecting', 'payment_overdue'],
      'AS-000902': ['collecting', 'payment_overdue'],
      'AS-000903': ['manual_collection', 'manual_collection'],
      'AS-000904': ['collecting', 'payment_overdue'],
      'AS-000905': ['collecting', 'payment_due'],
    });
    expect(letterPutOff?.[0]).toBe('collecting');
  });

  const dealOf = async (externalId: string): Promise<Seen> => {
    const found = (await deals()).find(deal => deal.external_id === externalId);
    return api.get<Seen>(`/v1/deals/${found?.id}`);
  };
  const statuses = ({ approval }: Seen) => approval.steps.map(step => `${step.role} ${step.status}`);
  const told = ({ timeline }: Seen, type: string) => timeline.filter(event => event.type === type).map(event => event.data);

  const decided = async ({ id }: Seen) => (await api.get<{ data: readonly Decided[] }>(`/v1/approval_tasks?deal_id=${id}`)).data.filter(task => task.evidence !== null);

  it.each([
    ['demo-05', 'Типтік мәміле, келісемін.'],
    ['demo-08', null],
    ['demo-09', null],
    ['demo-11', null],
  ])('shows a typical deal, %s, that one click of the manager in his own letter approved, and the evidence of it', async (externalId, comment) => {
    const deal = await dealOf(externalId);
    expect(statuses(deal)).toEqual(['manager approved']);
    expect(told(deal, 'approval.decided')).toHaveLength(1);
    expect(told(deal, 'deal.approved')).toHaveLength(1);
    const by = { person: { name: 'Руслан Оспанов' }, right: 'role', channel: 'email', address: 'ruslan@arna.example', link_id: expect.stringMatching(/^[0-9a-f]{64}$/) };
    const times = { asked_at: expect.any(String), shown_at: expect.any(String), network: { ip: '127.0.0.1', user_agent: 'Q2C demo seed' } };
    expect(await decided(deal)).toMatchObject([{ role: 'manager', comment, evidence: { ...by, ...times } }]);
    const { data: events } = await api.get<{ data: readonly { type: string; actor: unknown }[] }>(`/v1/deals/${deal.id}/events?limit=200`);
    expect(events.find(({ type }) => type === 'approval.decided')?.actor).toMatchObject({ type: 'user', name: 'Руслан Оспанов', via: 'link' });
  });

  it('shows a big deal that walked through four roles by four letters, each written when the one before had decided', async () => {
    const deal = await dealOf('demo-06');
    expect(statuses(deal)).toEqual(['manager approved', 'lawyer approved', 'cfo approved', 'director approved']);
    const { steps } = deal.approval;
    for (const [at, step] of steps.slice(1).entries()) expect(step.opened_at && step.opened_at >= (steps[at]?.decided_at ?? '')).toBe(true);
    const evidence = Object.fromEntries((await decided(deal)).map(task => [task.role, [task.evidence?.right, task.evidence?.channel, task.evidence?.address]]));
    expect(evidence).toEqual({
      manager: ['role', 'email', 'ruslan@arna.example'],
      lawyer: ['role', 'email', 'dinara@arna.example'],
      cfo: ['cover', 'email', 'marat@arna.example'],
      director: ['role', 'email', 'bakhyt@arna.example'],
    });
  });

  it('shows a step of the absent CFO with whoever covers for the CFO', async () => {
    const deal = await dealOf('demo-03');
    expect(deal.approval.steps.find(step => step.status === 'open')).toMatchObject({ role: 'cfo', person: { name: 'Marat Akhmetov' } });
    expect(told(deal, 'approval.requested').at(-1)).toMatchObject({ role: 'cfo', person_via: 'cover' });
  });

  it('shows a step that escalated when its time was over, reminded of twice before, and still to be decided', async () => {
    const deal = await dealOf('demo-02'),
      [step] = deal.approval.steps;
    expect(step).toMatchObject({ role: 'manager', status: 'open', person: { name: 'Руслан Оспанов' } });
    expect(step?.escalated_at && step.due_at && step.escalated_at >= step.due_at && step.escalated_at <= deal.now).toBe(true);
    expect(told(deal, 'approval.reminded')).toHaveLength(2);
    const { data: people } = await api.get<{ data: readonly { id: string; name: string }[] }>('/v1/users');
    expect(told(deal, 'approval.escalated')).toMatchObject([{ superior_id: people.find(person => person.name === 'Бахыт Нұрланов')?.id }]);
  });

  it('shows a version submitted again that asks only the CFO again', async () => {
    const deal = await dealOf('demo-04');
    expect(deal.approval).toMatchObject({ round: 2, version: 2 });
    expect(statuses(deal)).toEqual(['manager approved', 'lawyer approved', 'cfo open', 'director waiting']);
    const [first, second] = told(deal, 'approval.round_started').map(data => data['steps'] as readonly { role: string; kept: { version: number } | null }[]);
    expect(first?.map(step => step.kept ?? null)).toEqual([null, null, null, null]);
    expect(second?.map(({ role, kept }) => [role, kept?.version ?? null])).toEqual([
      ['manager', 1],
      ['lawyer', 1],
      ['cfo', null],
      ['director', null],
    ]);
    expect(told(deal, 'approval.requested').map(({ role, version }) => `${role} ${version}`)).toEqual(['manager 1', 'lawyer 1', 'cfo 1', 'cfo 2']);
    // Whoever stands in for the CFO has been asked twice; the former link shows what has changed since, and leads to the new question.
    const letters = await api.get<readonly (Caught & { text: string; links: readonly string[] })[]>('/inbox/messages.json');
    const asked = letters.filter(({ to, text }) => to.includes('marat@arna.example') && text.includes('Ёмкости и фильтры, вторая партия, version'));
    const [again, former] = asked.map(({ links }) => new URL(links.find(link => link.includes('/t/')) ?? '').pathname);
    expect(asked).toHaveLength(2);
    const page = await api.readPage(former ?? '');
    expect(page).toContain(`href="${again}"`);
    expect(page).toMatch(/<del>60\sdays<\/del>.*<ins>20\sdays<\/ins>/);
  });

  describe('shows one customer each of what may become of a reminder', () => {
    const listed = async <T>(path: string) => (await api.get<{ data: readonly T[] }>(path)).data;
    const caseOf = async (externalId: string) => {
      const deal = await dealOf(externalId),
        [invoice] = deal.invoices;
      const silences = await listed<Interval>(`/v1/reminder_pauses?deal_id=${deal.id}`),
        ofInvoice = await listed<Interval>(`/v1/reminder_pauses?invoice_id=${invoice?.id}`),
        tasks = await listed<Task>(`/v1/human_tasks?status=open&deal_id=${deal.id}`),
        rungs = await listed<Rung>(`/v1/reminders?invoice_id=${invoice?.id}`);
      return { deal, customer: deal.customer.name, invoice, silences, ofInvoice, tasks, rungs };
    };
    const letterTo = (address: string, word: string) =>
      expect.poll(async () => (await api.get<readonly Caught[]>('/inbox/messages.json')).filter(({ to, subject }) => to.includes(address) && subject.includes(word)).length).toBe(1);
    const customers = new Set<string>();
    afterAll(() => expect(customers.size).toBe(7));

    it('paused until a date', async () => {
      const { deal, customer, ofInvoice, rungs } = await caseOf('AS-000902');
      customers.add(customer);
      const [pause] = ofInvoice;
      expect(ofInvoice).toMatchObject([{ kind: 'pause', status: 'running' }]);
      expect(deal.paused).toBe(true);
      expect(rungs.filter(rung => rung.status === 'planned').map(rung => rung.rung)).toEqual(['+21']);
      expect((deal.invoices[0]?.next_rung?.at ?? '') >= (pause?.until ?? '?')).toBe(true);
    });

    it('a promise that was kept', async () => {
      const { deal, customer, invoice, ofInvoice } = await caseOf('demo-07');
      customers.add(customer);
      expect(ofInvoice).toMatchObject([{ kind: 'promise', status: 'over', outcome: 'kept' }]);
      expect(invoice?.status).toBe('paid');
      expect(deal.timeline.map(event => event.type).filter(type => /^(invoice\.(sent|paid)|promise)/.test(type))).toEqual(['invoice.sent', 'promise.made', 'promise.kept', 'invoice.paid']);
    });

    it('a promise that was broken, after which the ladder goes on and the owner knows', async () => {
      const { deal, customer, invoice, ofInvoice } = await caseOf('AS-000904');
      customers.add(customer);
      expect(ofInvoice).toMatchObject([{ kind: 'promise', status: 'over', outcome: 'broken', amount: null }]);
      expect(told(deal, 'promise.broken')).toHaveLength(1);
      expect(deal.paused).toBe(false);
      expect(invoice?.next_rung?.at && invoice.next_rung.at > deal.now).toBe(true);
      await letterTo('daulet@arna.example', 'AS-000904');
    });

    it('half of an invoice disputed, and a letter that asks for the other half and says so', async () => {
      const { customer, ofInvoice, rungs } = await caseOf('AS-000905');
      customers.add(customer);
      expect(ofInvoice).toMatchObject([{ kind: 'dispute', status: 'running', amount: { value: 240_800_000 } }]);
      const soft = rungs.find(rung => rung.rung === '-3');
      expect(soft?.status).toBe('sent');
      expect(soft?.letter?.subject).toMatch(/2\s408\s000/);
      expect(soft?.letter?.text).toMatch(/Спорная часть, 2\s408\s000/);
    });

    it('a letter that came back, and its owner’s task to find the right address', async () => {
      const { customer, invoice, tasks } = await caseOf('demo-08');
      customers.add(customer);
      expect(invoice?.delivery).toBe('bounced');
      expect(tasks).toMatchObject([{ kind: 'check_address', assignee: { name: 'Дәулет Сейітқали' }, facts: { email_dead_reason: expect.stringContaining('5.1.1') } }]);
    });

    it('14 days late, with the task of the head before the letter that names the lawyers', async () => {
      const { customer, tasks, rungs, invoice } = await caseOf('AS-000901');
      customers.add(customer);
      expect(rungs.find(rung => rung.rung === '+14')?.status).toBe('sent');
      expect(tasks).toMatchObject([{ kind: 'head', assignee: { name: 'Руслан Оспанов' } }]);
      expect(invoice?.next_rung?.rung).toBe('+21');
    });

    it('21 days late and more, in the hands of a person', async () => {
      const { deal, customer, tasks, rungs } = await caseOf('AS-000903');
      customers.add(customer);
      expect(deal.stage).toBe('manual_collection');
      expect(rungs.find(rung => rung.rung === '+21')?.status).toBe('done');
      expect(tasks).toMatchObject([{ kind: 'manual_collection', assignee: { name: 'Дәулет Сейітқали' } }]);
    });

    it('and each can be found on the page of deals, on its own page, and with whoever has the task', async () => {
      const ruslan = await enter('Руслан Оспанов'),
        daulet = await enter('Дәулет Сейітқали');
      const list = await ruslan.read('/deals?lang=ru');
      const pageOf = async (externalId: string) => ruslan.read(`/deals/${(await dealOf(externalId)).id}`);
      expect(list).toMatch(/Ёмкости и фильтры .{1,60} Оплата клиент 4[5-9] дней .{1,160} пауза до/);
      expect(list).toMatch(/4 816 000 ₸ оспорено 2 408 000 ₸/);
      expect(list).toMatch(/Seal kits 711 312 ₸ Оплата Дәулет Сейітқали .{1,40} ждёт живого адреса клиента/);
      expect(list).toMatch(/Фитинги, осень .{1,40} Взыскание вручную Дәулет Сейітқали/);
      expect(await pageOf('AS-000902')).toContain('Сверяем количество по последней поставке');
      expect(await pageOf('demo-07')).toMatch(/Обещание до .{1,20} сдержано/);
      expect(await pageOf('AS-000904')).toMatch(/Обещание до .{1,20} нарушено, письма продолжаются/);
      expect(await pageOf('AS-000905')).toMatch(/отправлен, оспорено 2 408 000 ₸/);
      const bounced = await pageOf('demo-08');
      expect(bounced).toContain('Письма не доходят с');
      expect(bounced).toMatch(/За 3 дня .{1,60} мягкое письмо задержано нет рабочего адреса/);
      expect(bounced).not.toContain('Дальше: письмо');
      expect(await ruslan.read('/tasks')).toMatch(/ТОО «Ромашка» Насосы и арматура для котельной разобраться с просрочкой/);
      const work = await daulet.read('/tasks?lang=ru');
      expect(work).toContain('Seal kits проверить адрес');
      expect(work).toContain('Фитинги, осень взыскать вручную');
    });
  });

  it('imports twelve months of paid invoices and leaves one payment without an invoice', async () => {
    expect((await deals()).filter(deal => !isStory(deal)).length).toBeGreaterThan(50);
    const { data } = await api.get<{ data: readonly { payer: { name: string } }[] }>('/v1/payments?status=to_review');
    expect(data.map(payment => payment.payer.name)).toEqual(['ТОО «Шапағат Мед»']);
  });

  it('changes nothing when it is told again', async () => {
    const shown = async () => [
      ...(await deals()).map(deal => [deal.external_id, deal.stage]),
      ...(await Promise.all(['AS-000901', 'AS-000902', 'AS-000904', 'AS-000905', 'demo-07', 'demo-08'].map(dealOf))).map(({ timeline }) => timeline.map(event => event.type)),
      ...(await Promise.all(['demo-02', 'demo-03', 'demo-04', 'demo-05', 'demo-06'].map(dealOf))).map(({ approval, timeline }) => [
        approval,
        timeline.map(event => event.type).filter(type => /^(approval|deal)\./.test(type)),
      ]),
    ];
    const before = await shown();
    await again();
    expect(await shown()).toEqual(before);
  }, 60_000);

  it('tells each step while it goes', () => {
    expect(log.filter(line => /(demo-\d\d|AS-\d+): /.test(line))).toHaveLength(16);
  });
});
