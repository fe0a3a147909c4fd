import { bigint, timestamp } from 'drizzle-orm/pg-core';

/** Minor units of a currency; bigint in Postgres, a safe integer in memory (ADR 0003). */
export const minor = () => bigint({ mode: 'number' });

/** An instant with its zone, read and written as an ISO string in UTC. */
export const instant = () => timestamp({ withTimezone: true, mode: 'string', precision: 3 });
