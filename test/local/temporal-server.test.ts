import { rmSync } from 'node:fs';
import { Connection } from '@temporalio/client';
import Long from 'long';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../local/free-ports.ts';
import { type RunningTemporal, startTemporal } from '../../local/temporal-server.ts';
import { ensureNamespace, searchAttributes } from '../../local/temporal-setup.ts';
import { testStack } from '../setup/stack.ts';
import { makeTestFolder } from '../setup/test-folder.ts';

describe('the local Temporal server', () => {
  let dir: string, running: RunningTemporal | undefined;
  const start = async () => {
    const [grpc = 0, ui = 0] = await freePorts(2);
    running = await startTemporal({ dataDir: dir, ports: { grpc, ui }, ui: false });
    return running;
  };
  const withConnection = async <T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address });
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  };
  beforeAll(async () => {
    dir = await makeTestFolder('temporal');
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('keeps its deals over a kill -9 and a start at another port', async () => {
    const first = await start();
    await ensureNamespace({ address: first.address, namespace: 'kept' });
    await withConnection(first.address, connection =>
      connection.workflowService.startWorkflowExecution({
        namespace: 'kept',
        workflowId: 'deal:test:1',
        requestId: 'r1',
        workflowType: { name: 'deal' },
        taskQueue: { name: 'nobody' },
      }),
    );
    process.kill(first.pids.temporal as number, 'SIGKILL');
    expect(await first.ended).toBe('was ended by SIGKILL');
    await first.stop();

    const second = await start();
    expect(second.address).not.toBe(first.address);
    const described = await withConnection(second.address, connection => connection.workflowService.describeWorkflowExecution({ namespace: 'kept', execution: { workflowId: 'deal:test:1' } }));
    expect(described.workflowExecutionInfo?.status).toBe(1);
  });

  it('ends the server that an earlier start left on the same folder before it starts another', async () => {
    const left = running ?? (await start());
    const again = await start();
    await left.ended;
    await withConnection(again.address, connection => connection.workflowService.describeNamespace({ namespace: 'kept' }));
  });
});

describe('the namespace set-up', () => {
  it('adds every search attribute with its type, keeps closed deals 30 days, and changes nothing when repeated', async () => {
    const connection = await Connection.connect({ address: testStack().temporalAddress });
    try {
      for (let times = 0; times < 2; times++) await ensureNamespace({ connection, namespace: 'set-up-twice' });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'set-up-twice' });
      const numbers = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 };
      expect(customAttributes).toEqual(expect.objectContaining(Object.fromEntries(Object.entries(searchAttributes).map(([name, type]) => [name, numbers[type]]))));
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'set-up-twice' });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
    } finally {
      await connection.close();
    }
  });

  it('refuses a namespace whose attribute of that name has another type', async () => {
    const connection = await Connection.connect({ address: testStack().temporalAddress }),
      namespace = 'wrong-type';
    try {
      await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: Long.fromNumber(86_400), nanos: 0 } });
      await expect
        .poll(
          async () =>
            connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { Paused: 2 } }).then(
              () => 'added',
              () => 'not yet',
            ),
          { timeout: 20_000 },
        )
        .toBe('added');
      await expect.poll(async () => Object.keys((await connection.operatorService.listSearchAttributes({ namespace })).customAttributes ?? {}), { timeout: 20_000 }).toContain('Paused');
      await expect(ensureNamespace({ connection, namespace })).rejects.toThrow('another type: Paused');
    } finally {
      await connection.close();
    }
  });
});
