/** Postgres is away, overloaded, starting, or ended our connection: asked again later, the same request may succeed. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '40001',
  '40P01',
  '55P03',
]);
const passingText = /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|server closed the connection/i;

/** True where the database, not the request, is the reason; looks through the wrappers of the query builder. */
export function isDatabaseAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code: unknown = 'code' in at ? at.code : undefined;
    if (typeof code === 'string' && passing.has(code)) return true;
    if (passingText.test(at.message)) return true;
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
  }
  return false;
}
