import { z } from 'zod';

export const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string(), code: z.string().optional() })).optional(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457. `code` is stable (docs/errors.md); further members belong to the code, such as `current_version`.',
    examples: [
      {
        type: 'https://q2c.dev/problems/validation_failed',
        title: 'The request is not valid; `errors` names each field.',
        status: 400,
        instance: '/v1/deals',
        code: 'validation_failed',
        request_id: '0b6c…',
        errors: [{ pointer: '#/lines/0/qty', detail: 'It must be more than 0.' }],
      },
    ],
  });

const whatItMeans = {
  400: 'The request is not valid.',
  401: 'The key is missing, unknown or revoked.',
  403: 'The key or the person lacks the right for this.',
  404: 'There is no such thing.',
  409: 'The state of the object does not allow it.',
  412: 'The object has changed since it was read.',
  413: 'The body is too large.',
  415: 'The content type is not accepted.',
  422: 'The content cannot be accepted; `errors` names the field.',
  428: 'If-Match is required.',
  429: 'Too many requests.',
  503: 'Postgres or Temporal does not answer; `Retry-After` says when to send the same request again: nothing is done twice.',
} as const;

export type ProblemStatus = keyof typeof whatItMeans;
type ProblemResponse = { description: string; content: { 'application/problem+json': { schema: typeof Problem } } };

/** The problem answers of a route, for its `response`: what every route may answer, and what it names. */
export function problems(...statuses: ProblemStatus[]): Record<number, ProblemResponse> {
  const all: ProblemStatus[] = [...new Set<ProblemStatus>([400, 401, 403, ...statuses, 429, 503])];
  return Object.fromEntries(all.map(status => [status, { description: whatItMeans[status], content: { 'application/problem+json': { schema: Problem } } }]));
}

/** The 412 of an edit by its version: what stands now, what was asked for, and where they differ, so that both can be merged and sent again with the ETag of the answer. */
export function conflictOf(
  shape: Readonly<{ id: string; current: z.ZodType; yours: z.ZodType; difference: z.ZodType }>,
): Record<412, Readonly<{ description: string; content: { 'application/problem+json': { schema: z.ZodType } } }>> {
  const schema = Problem.extend({ current_revision: z.int(), current: shape.current, yours: shape.yours, differences: z.array(shape.difference) }).meta({ id: shape.id });
  return {
    412: {
      description: `${whatItMeans[412]} \`current\` is what stands now, \`yours\` what your request would have made of it, \`differences\` where the two differ.`,
      content: { 'application/problem+json': { schema } },
    },
  };
}
