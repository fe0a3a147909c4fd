import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import type { World } from '../deal/world.ts';
import '../setup/quiet-temporal.ts';
import { testStack } from '../setup/stack.ts';

const folder = path.join(import.meta.dirname, 'histories');

export type RecordedHistory = { events: { eventId: string; eventType: string; [attributes: string]: unknown }[] };

/** The recorded histories by name, as they lie in the folder. */
export function recordedHistories(): { name: string; text: string; history: RecordedHistory }[] {
  const names = readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .sort();
  return names.map(file => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    return { name: file.replace('.json', ''), text, history: JSON.parse(text) as RecordedHistory };
  });
}

/** The history of one run of a deal, as text; the newest run where none is named. */
export async function historyOf(world: World, workflowId: string, runId?: string): Promise<string> {
  return historyToJSON(await world.client.workflow.getHandle(workflowId, runId).fetchHistory());
}

/** Only local/record-histories.ts asks for files; they stay for ever, so that every later version must replay them. */
export function keepIfRecording(name: string, text: string): void {
  if (process.env['RECORD_HISTORIES'] === undefined) return;
  mkdirSync(folder, { recursive: true });
  // Which machine recorded it, and where its code lay, is of no concern to a replay.
  const kept = JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === 'identity' ? 'recorder' : key === 'stackTrace' ? '' : value));
  writeFileSync(path.join(folder, `${name}.json`), `${kept}\n`);
}

/** Runs today's code over a history; rejects with a DeterminismViolationError where it would have done otherwise. */
export async function replay(history: unknown, workflowId = 'replayed'): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle: { codePath: testStack().workflowBundle } }, history, workflowId);
}

/** A history's payloads as plain text: what lies in Temporal's database, readable. */
export function readable(history: RecordedHistory): string {
  const texts: string[] = [JSON.stringify(history)];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      if (key === 'data' && typeof part === 'string') texts.push(Buffer.from(part, 'base64').toString('utf8'));
      else look(part);
    }
  };
  look(history);
  return texts.join('\n');
}
