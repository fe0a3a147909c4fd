type Specification = Readonly<{ paths?: unknown; components?: Readonly<{ schemas?: Readonly<Record<string, unknown>> }> }>;

const prefix = '#/components/schemas/';

/** The specification without shapes that nothing refers to: each named one comes in twins, for requests and for answers. */
export function withoutUnused<T extends object>(document: T): T {
  const { paths, components } = document as Specification;
  const schemas = components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const name of refsIn(value)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name]);
    }
  };
  visit(paths);
  return {
    ...document,
    components: {
      ...components,
      schemas: Object.fromEntries(
        Object.entries(schemas)
          .filter(([name]) => used.has(name))
          .sort(byName),
      ),
    },
  };
}

/** By name and not by which file happened to be read first. */
const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' && inner.startsWith(prefix) ? [inner.slice(prefix.length)] : refsIn(inner)));
}
