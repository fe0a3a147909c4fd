import { bigint, customType } from 'drizzle-orm/pg-core';

/** Minor units of a currency; bigint in Postgres, a safe integer in memory (ADR 0003). */
export const minor = () => bigint({ mode: 'number' });

/** An instant: timestamptz in Postgres; in memory always the one written form 2026-12-01T05:00:00.000Z, so that instants compare as texts. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: value => new Date(value).toISOString(),
});
