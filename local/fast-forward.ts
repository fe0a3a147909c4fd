import { Client, Connection } from '@temporalio/client';
import { probeFastForward } from '../api/process/fast-forward-deal.ts';
import type { Config } from '../config.ts';
import { RuleViolation } from '../domain/errors/rule-violation.ts';

type Server = Pick<Config, 'temporalAddress' | 'temporalTls' | 'temporalApiKey' | 'temporalNamespace'>;

/** Why deals on this Temporal server cannot have their clocks moved ahead, in words; undefined where they can. */
export async function whyNoFastForward({ temporalAddress: address, temporalTls: tls, temporalApiKey: apiKey, temporalNamespace: namespace }: Server): Promise<string | undefined> {
  const connection = await Connection.connect({ address, ...(tls ? { tls } : {}), ...(apiKey ? { apiKey } : {}) });
  try {
    await probeFastForward({ temporal: new Client({ connection, namespace }), namespace });
    return undefined;
  } catch (error) {
    if (error instanceof RuleViolation && error.code === 'time_travel_unavailable') return error.message;
    throw error;
  } finally {
    await connection.close();
  }
}
