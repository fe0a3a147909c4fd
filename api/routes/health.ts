import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { dealTaskQueues } from '../../workflows/deal/ids.ts';
import type { ApiContext } from '../context.ts';
import { version } from '../plugins/version.ts';

const withinMs = 2_000;
const seenWithinMs = 60_000;
/** The number of Temporal's TaskQueueType for workflow tasks. */
const workflowTasks = 1;

/** `/livez`: the process answers. `/readyz`: it can serve: Postgres, Temporal, and a worker seen in the last minute. `/version`. */
export function registerHealth(app: FastifyInstance, ctx: ApiContext): void {
  let draining = false;
  app.addHook('preClose', async () => {
    draining = true;
  });
  app.get('/livez', { config: { public: true }, logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/version', { config: { public: true } }, async () => ({ name: 'q2c', version, node: process.versions.node }));
  app.get('/readyz', { config: { public: true }, logLevel: 'warn' }, async (_request, reply) => {
    const [postgres, temporal, worker] = await Promise.all([holds(isDatabaseThere(ctx)), holds(isEngineThere(ctx)), holds(isWorkerSeen(ctx))]);
    const ready = postgres && temporal && worker && !draining;
    return reply.code(ready ? 200 : 503).send({
      status: draining ? 'draining' : ready ? 'ok' : 'not_ready',
      checks: [
        { name: 'postgres', ok: postgres },
        { name: 'temporal', ok: temporal },
        { name: 'worker', ok: worker },
      ],
    });
  });
}

/** A part that fails or hangs is not there. */
async function holds(check: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>(resolve => setTimeout(resolve, withinMs, false).unref());
  return Promise.race([check, late]).catch(() => false);
}

async function isDatabaseThere({ db }: ApiContext): Promise<boolean> {
  await db.execute(sql`select 1`);
  return true;
}

const deadline = () => Date.now() + withinMs;

async function isEngineThere({ temporal, config }: ApiContext): Promise<boolean> {
  await temporal.withDeadline(deadline(), () => temporal.workflowService.describeNamespace({ namespace: config.namespace }));
  return true;
}

async function isWorkerSeen({ temporal, config, now }: ApiContext): Promise<boolean> {
  const request = { namespace: config.namespace, taskQueue: { name: dealTaskQueues.deals }, taskQueueType: workflowTasks };
  const { pollers } = await temporal.withDeadline(deadline(), () => temporal.workflowService.describeTaskQueue(request));
  return (pollers ?? []).some(({ lastAccessTime }) => now().getTime() - Number(lastAccessTime?.seconds ?? 0) * 1000 < seenWithinMs);
}
