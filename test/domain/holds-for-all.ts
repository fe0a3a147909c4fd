import fc from 'fast-check';

/** Asserts a property and prints the seed first; PROPERTY_SEED repeats a run. */
export function holdsForAll<T>(name: string, property: fc.IProperty<T>, numRuns = 300): void {
  fc.assert(property, { seed: seedFor(name), numRuns });
}

/** The seed of a run by chance, printed under its name; PROPERTY_SEED repeats a run. */
export function seedFor(name: string): number {
  const given = process.env['PROPERTY_SEED'];
  const seed = given === undefined ? (fc.sample(fc.integer(), 1)[0] ?? 0) : Number(given);
  console.info(`seed ${seed}: ${name}`);
  return seed;
}
