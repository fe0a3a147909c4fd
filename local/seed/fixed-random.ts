/** Numbers that look random and are the same at every run (mulberry32): the demo tells one story. */
export type FixedRandom = Readonly<{ whole: (from: number, to: number) => number; chance: (of: number) => boolean; one: <T>(from: readonly [T, ...T[]]) => T }>;

export function fixedRandom(seed: number): FixedRandom {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return { whole, chance: of => next() < of, one: from => from[whole(0, from.length - 1)] ?? from[0] };
}
