import { Client, Connection } from '@temporalio/client';
import type { Pool } from 'pg';

export type Histories = Readonly<{ events: readonly number[]; bytes: readonly number[]; recorded: readonly number[]; serverVersion: string }>;

/** The length and size of the histories of deals on the Temporal server, and how many events of their own they recorded. */
export async function readHistories({ address, pool, dealIds }: { address: string; pool: Pool; dealIds: readonly string[] }): Promise<Histories> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace: 'q2c' });
    const { rows } = await pool.query<{ workflowId: string; revision: number }>('select workflow_id as "workflowId", revision from deal where id = any($1)', [dealIds]);
    const described = [];
    for (const { workflowId } of rows) described.push(await client.workflow.getHandle(workflowId).describe());
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    return { events: described.map(each => each.historyLength), bytes: described.map(each => each.historySize ?? 0), recorded: rows.map(row => row.revision), serverVersion };
  } finally {
    await connection.close();
  }
}
