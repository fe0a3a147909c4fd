import { Worker } from 'node:worker_threads';
import type { ErrorCode } from '../../domain/errors/codes.ts';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import type { StatementFile } from '../../domain/statements/read-statement.ts';

export type ThreadTask = Readonly<{ bytes: Uint8Array; format: 'auto' | '1c' }>;
export type ThreadAnswer = Readonly<{ file: StatementFile }> | Readonly<{ refusal: { code: ErrorCode; message: string; data: Readonly<Record<string, unknown>> } }>;

/** Reads a large statement beside the server's own thread, which goes on answering: 67 MB take five seconds. Throws the reader's own refusals. */
export async function readInThread(task: ThreadTask): Promise<StatementFile> {
  const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
    const worker = new Worker(new URL('./statement-thread.ts', import.meta.url), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`the reader of statements ended with ${code} and no answer`)));
  });
  if ('file' in answer) return answer.file;
  const { code, message, data } = answer.refusal;
  throw new RuleViolation(code, message, data);
}
