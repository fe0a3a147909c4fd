import path from 'node:path';
import type { Breach } from './breach.ts';

/** A set of tests as vitest.config.ts describes it. */
export type TestProject = Readonly<{ include: readonly string[]; exclude: readonly string[] }>;

/** Test files that no project of vitest includes: they would never run, and nobody would notice. */
export function checkTestReach(paths: readonly string[], projects: readonly TestProject[]): Breach[] {
  const reached = (file: string): boolean => projects.some(({ include, exclude }) => include.some(glob => path.matchesGlob(file, glob)) && !exclude.some(glob => path.matchesGlob(file, glob)));
  return paths
    .filter(file => file.endsWith('.test.ts') && !reached(file))
    .map(file => ({ file, line: 1, law: 'this test never runs: no project of vitest.config.ts includes it', instead: 'Add its folder to a project there.' }));
}
