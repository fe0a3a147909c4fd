import { execFileSync } from 'node:child_process';

/** The value below which `share` (0…1) of the values lie, by nearest rank. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Resident memory of a process in MB, or null where the system does not tell (Windows). */
export function residentMb(pid: number): number | null {
  try {
    const kb = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
    return Number.isFinite(kb) && kb > 0 ? kb / 1024 : null;
  } catch {
    return null;
  }
}

export type Series = Readonly<{ first: number | null; peak: number | null; last: number | null }>;

/** Looks at something again and again until stopped, and keeps the first, the highest and the last value. */
export function sample(look: () => number | null, everyMs = 500): { stop: () => Series } {
  const seen: number[] = [];
  const take = () => {
    const value = look();
    if (value !== null) seen.push(value);
  };
  take();
  const timer = setInterval(take, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      take();
      return { first: seen[0] ?? null, peak: seen.length > 0 ? Math.max(...seen) : null, last: seen.at(-1) ?? null };
    },
  };
}
