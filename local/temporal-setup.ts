import { setTimeout as pause } from 'node:timers/promises';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import Long from 'long';

/** The numbers of Temporal's IndexedValueType. */
const types = { KEYWORD: 2, INT: 3, BOOL: 5, DATETIME: 6 } as const;
type AttributeType = keyof typeof types;

/** What admins filter and read deals by. SQL stores hold ten keywords and three of every other type. */
export const searchAttributes = {
  DealStage: 'KEYWORD',
  Holder: 'KEYWORD',
  CustomerId: 'KEYWORD',
  WaitingFor: 'KEYWORD',
  DueAt: 'DATETIME',
  NextRungAt: 'DATETIME',
  AmountMinor: 'INT',
  Overdue: 'BOOL',
  Paused: 'BOOL',
} as const satisfies Record<string, AttributeType>;

const invalidArgument = 3,
  notFound = 5,
  alreadyExists = 6,
  permissionDenied = 7,
  unimplemented = 12,
  unavailable = 14;
const codeOf = (error: unknown) => (error as { code?: number }).code;

/** A server that has just come up, or a namespace just made, is not known everywhere for a second or more. */
async function patiently<T>(work: () => Promise<T>, passing: readonly number[]): Promise<T> {
  for (const until = performance.now() + 30_000; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!passing.includes(codeOf(error) ?? -1) || performance.now() > until) throw error;
      await pause(100);
    }
  }
}

async function makeNamespace(connection: Connection, namespace: string, retentionDays: number): Promise<void> {
  try {
    await patiently(() => connection.workflowService.describeNamespace({ namespace }), [unavailable]);
  } catch (error) {
    if (codeOf(error) !== notFound) throw error;
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: Long.fromNumber(retentionDays * 86_400), nanos: 0 } }).catch((refusal: unknown) => {
      if (codeOf(refusal) !== alreadyExists) throw refusal;
    });
  }
}

async function addAttributes(connection: Connection, namespace: string): Promise<void> {
  const present = (await patiently(() => connection.operatorService.listSearchAttributes({ namespace }), [notFound, unavailable])).customAttributes ?? {};
  const names = Object.keys(searchAttributes) as (keyof typeof searchAttributes)[];
  const contradicting = names.filter(name => present[name] !== undefined && present[name] !== types[searchAttributes[name]]);
  if (contradicting.length > 0) throw new Error(`Namespace ${namespace} has search attributes of another type: ${contradicting.join(', ')}. Use another TEMPORAL_NAMESPACE or remove them.`);
  const missing = names.filter(name => present[name] === undefined);
  if (missing.length === 0) return;
  try {
    const wanted = Object.fromEntries(missing.map(name => [name, types[searchAttributes[name]]]));
    await patiently(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted }), [notFound, unavailable]);
  } catch (error) {
    const code = codeOf(error);
    if (code === permissionDenied || code === unimplemented) {
      throw new Error(`Namespace ${namespace} lacks search attributes and this server lets only its administrator add them: ${missing.map(name => `${name} (${searchAttributes[name]})`).join(', ')}.`);
    }
    if (code !== alreadyExists) throw error;
  }
}

export type NamespaceOrder = { readonly namespace: string; readonly retentionDays?: number } & (
  | { readonly connection: Connection }
  | { readonly address: string; readonly options?: Omit<ConnectionOptions, 'address'> }
);

/**
 * Makes sure that the namespace and its search attributes are there and usable, on any server; repeating it changes nothing.
 * Closed deals are kept 30 days unless told otherwise (Q2C.md 11).
 */
export async function ensureNamespace(order: NamespaceOrder): Promise<void> {
  const connection = 'connection' in order ? order.connection : await Connection.connect({ ...order.options, address: order.address });
  const { namespace, retentionDays = 30 } = order;
  try {
    await makeNamespace(connection, namespace, retentionDays);
    await addAttributes(connection, namespace);
    // Usable means: a filter by the last attribute is understood. Invalid argument is the answer until then.
    await patiently(() => connection.workflowService.countWorkflowExecutions({ namespace, query: 'Paused = true and DealStage = "paid"' }), [invalidArgument, notFound, unavailable]);
  } finally {
    if (!('connection' in order)) await connection.close();
  }
}
