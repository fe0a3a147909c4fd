import { type Logger, pino } from 'pino';
import { redactPath } from '../pages/redact-path.ts';

type LoggedRequest = Readonly<{ method: string; url: string; ip: string }>;

/** The log of the server: without keys, cookies, bodies, and the tokens of links (reliability.md 5.1). */
export function createLogger(level: string, stream?: { write: (line: string) => void }): Logger {
  const serializers = { req: ({ method, url, ip }: LoggedRequest) => ({ method, url: redactPath(url), ip }) };
  return stream ? pino({ level, serializers }, stream) : pino({ level, serializers });
}
