import type { z } from 'zod';

/** The problems of a refused object, one per field: an unknown field is named itself, not the object it stands in. */
export function fieldProblems(error: z.ZodError): { path: PropertyKey[]; message: string }[] {
  return error.issues.flatMap(issue => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
    return issue.keys.map(key => ({ path: [...issue.path, key], message: 'there is no such field' }));
  });
}
