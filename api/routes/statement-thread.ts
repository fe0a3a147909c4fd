import { parentPort, workerData } from 'node:worker_threads';
import { RuleViolation } from '../../domain/errors/rule-violation.ts';
import { readStatement } from '../../domain/statements/read-statement.ts';
import type { ThreadAnswer, ThreadTask } from './read-in-thread.ts';

/** Reads one file and ends. A refusal travels as plain data, for classes do not cross between threads. */
function answer({ bytes, format }: ThreadTask): ThreadAnswer {
  try {
    return { file: readStatement(bytes, format) };
  } catch (error) {
    if (!(error instanceof RuleViolation)) throw error;
    return { refusal: { code: error.code, message: error.message, data: error.data } };
  }
}

parentPort?.postMessage(answer(workerData as ThreadTask));
