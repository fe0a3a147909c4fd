const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT', 'EHOSTUNREACH']);
// Shutting down, starting up, too many connections, and everything of class 08 (connection exceptions).
const stateCodes = /^(57P0[1-4]|53300|08...)$/;
const driverWords = /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error/;

/** True where an error says that the database does not answer, as opposed to an answer we do not like. The driver's errors come wrapped. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (networkCodes.has(code) || stateCodes.test(code) || driverWords.test(error.message)) return true;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return inner.some(isDatabaseDown);
}
