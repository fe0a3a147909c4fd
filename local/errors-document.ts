import { httpStatus } from '../api/problem/status.ts';
import { type ErrorCode, errorCodes } from '../domain/errors/codes.ts';

/** docs/errors.md: every code, the HTTP status it comes with, and what it means. */
export function errorsDocument(): string {
  const rows = (Object.keys(errorCodes) as ErrorCode[]).map(code => `| \`${code}\` | ${httpStatus[code]} | ${errorCodes[code]} |`);
  return `# Error codes

Every refusal of the API is \`application/problem+json\` (RFC 9457) with a stable \`code\`. \`errors\` names the fields: \`#/lines/0/qty\` in a body, \`?limit\` in a query.
Further members belong to the code, such as \`current_version\`. Where an edit names a version that no longer stands, \`precondition_failed\` carries both texts: \`current\` with its \`etag\` and who changed it when, \`yours\`, and their \`differences\` ([approvals](approvals.md#when-two-people-edit-at-once)). \`request_id\` is what to tell us where a code is \`internal\`.
A method that a path does not know is answered 405 with \`not_found\` and \`Allow\`. 503 and 429 come with \`Retry-After\`: the same request, with the same \`Idempotency-Key\`, may simply be sent again.

This file is made from \`domain/errors/codes.ts\` and \`api/problem/status.ts\` by \`npm run errors-doc\`.

| code | HTTP | meaning |
|---|---|---|
${rows.join('\n')}
`;
}
