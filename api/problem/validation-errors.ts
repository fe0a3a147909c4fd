/** One issue of a zod check as the type provider hands it on. */
export type Issue = Readonly<{ instancePath: string; keyword: string; message?: string | undefined; params: Readonly<Record<string, unknown>> }>;
export type FieldError = Readonly<{ pointer: string; detail: string }>;
type ZodIssue = Readonly<{ path: readonly PropertyKey[]; code: string; message: string; keys?: readonly string[]; errors?: readonly (readonly ZodIssue[])[] }>;

/** Pointers for every field that is wrong: `#/lines/0/qty` in a body, `?limit` in a query, `{id}` in a path. */
export function fieldErrors(issues: readonly Issue[], context: string | undefined): FieldError[] {
  const prefix = context === 'querystring' ? '?' : context === 'params' ? '{' : context === 'headers' ? 'header ' : '#/';
  const suffix = context === 'params' ? '}' : '';
  return issues
    .flatMap(issue => flatten(toZodIssue(issue)))
    .map(({ path, message }) => ({ pointer: path.length === 0 && prefix === '#/' ? '#' : `${prefix}${path.map(escapePart).join('/')}${suffix}`, detail: message }));
}

function toZodIssue({ instancePath, keyword, message, params }: Issue): ZodIssue {
  const path = instancePath
    .split('/')
    .slice(1)
    .filter(part => part !== '');
  return { ...(params as Partial<ZodIssue>), path, code: keyword, message: message ?? 'It is not valid.' };
}

/** An unknown field is named itself, and of a choice of shapes the one that was nearly met speaks. */
function flatten(issue: ZodIssue): { path: readonly PropertyKey[]; message: string }[] {
  if (issue.code === 'unrecognized_keys') return (issue.keys ?? []).map(key => ({ path: [...issue.path, key], message: 'There is no such field here.' }));
  if (issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, each) => (each.length < best.length ? each : best));
    return nearest.flatMap(inner => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: issue.path, message: issue.message }];
}

const escapePart = (part: PropertyKey): string => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
