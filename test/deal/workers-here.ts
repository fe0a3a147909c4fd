import { Worker } from '@temporalio/worker';
import { startNoticeRelay } from '../../activities/letters/notice-relay.ts';
import { letterDeps, type QueueDeps, queueOptions } from '../../activities/queue-options.ts';

const ending = { shutdownGraceTime: '1s', shutdownForceTime: '5s' } as const;
const queuesServed = { here: ['deals', 'documents', 'letters'], deals: ['deals'], elsewhere: [] } as const;

/** `deals` runs the processes alone: documents count as printed at once, and no letter leaves. */
export type ServedQueues = keyof typeof queuesServed;

/** What a worker program runs, in the process of the test: the workers of its queues, and the relay of notices. Answers how all of it is shut down. */
export async function startWorkersHere(deps: QueueDeps, queues: ServedQueues): Promise<() => Promise<void>> {
  const { connection, namespace } = deps;
  const served = queuesServed[queues].map(queue => ({ ...queueOptions(queue, deps), ...ending }));
  // A document that waits for its worker would hold the deal's clock: only an idle deal skips time.
  if (queues === 'deals') served.push({ connection, namespace, taskQueue: 'documents', activities: { renderDocument: async () => ({ documentIds: [] }) }, ...ending });
  const workers = await Promise.all(served.map(options => Worker.create(options)));
  const running = Promise.all(workers.map(worker => worker.run()));
  const notices = queues === 'here' ? startNoticeRelay(letterDeps(deps), error => console.error(error)) : null;
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await notices?.stop();
  };
}
