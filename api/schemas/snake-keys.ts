import { snakeKey } from '../../db/company/key-spelling.ts';

/** A copy of plain JSON whose keys are spelt as the API spells them (`taskId` → `task_id`); values stay as they are. */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeKey(key), snakeKeys(inner)]));
}
