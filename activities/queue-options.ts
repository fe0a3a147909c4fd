import { fileURLToPath } from 'node:url';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { Pool } from 'pg';
import { createDocumentActivities } from './document-activities.ts';
import { createLetterActivities } from './letter-activities.ts';
import type { LetterDeps } from './letters/letter-deps.ts';
import { createRecordActivities } from './record-activities.ts';
import type { TelegramBot } from './telegram/bot-conversation.ts';

export type QueueDeps = Readonly<{
  connection: NativeConnection;
  namespace: string;
  pool: Pool;
  smtpUrl: string;
  mailFrom: string;
  /** Without it people are told by letters alone. */
  telegram?: TelegramBot | null;
  publicUrl: string;
  linkKey: Buffer;
  /** The bundle built ahead; without it the worker bundles the workflows at its start. */
  workflowBundle: string | null;
}>;

/** How a queue is served: workflows and quick steps together, browser work in few slots, letters in more (HOUSE.md, Growing past one machine). */
export function queueOptions(queue: 'deals' | 'documents' | 'letters', deps: QueueDeps): WorkerOptions {
  const { connection, namespace, pool, publicUrl, linkKey } = deps;
  const base = { connection, namespace, taskQueue: queue, shutdownGraceTime: '20s', shutdownForceTime: '40s' } as const;
  const addresses = { publicUrl, linkKey };
  switch (queue) {
    case 'deals':
      return { ...base, ...workflows(deps.workflowBundle), activities: createRecordActivities({ pool }), maxCachedWorkflows: 300, maxConcurrentWorkflowTaskExecutions: 20 };
    case 'documents':
      return { ...base, activities: createDocumentActivities({ pool, addresses }), maxConcurrentActivityTaskExecutions: 2 };
    case 'letters':
      return { ...base, activities: createLetterActivities(letterDeps(deps)), maxConcurrentActivityTaskExecutions: 10 };
  }
}

/** What letters are written and sent with, for the queue and for the relay of notices beside it. */
export function letterDeps({ pool, smtpUrl, mailFrom, telegram, publicUrl, linkKey }: Omit<QueueDeps, 'connection' | 'namespace' | 'workflowBundle'>): LetterDeps {
  const messageIdHost = /@([^@\s>]+)>?\s*$/.exec(mailFrom)?.[1] ?? 'q2c';
  return { pool, mailer: { pool, smtpUrl, from: mailFrom, messageIdHost }, bot: telegram ?? null, addresses: { publicUrl, linkKey } };
}

function workflows(codePath: string | null): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return codePath ? { workflowBundle: { codePath } } : { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
