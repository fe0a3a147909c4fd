import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Db } from '../db/unit-of-work.ts';

export type ApiConfig = Readonly<{
  publicUrl: string;
  linkKey: Buffer;
  namespace: string;
  temporalUiUrl: string | null;
  fastForward: boolean;
  signalDecisions: boolean;
  demo: boolean;
  inboxDir: string | null;
  trustProxy: boolean;
}>;

/** What every route needs; built once by server.ts. `pool` opens units of work, `db` reads, `now` is the real clock. */
export type ApiContext = Readonly<{ pool: Pool; db: Db; temporal: Client; config: ApiConfig; now: () => Date }>;
