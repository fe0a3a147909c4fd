import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait minutes for programs to start and stop: begun last, they would run alone while a core idles. */
const long = ['test/local/start-program.test.ts', 'test/deal/fault-worker.test.ts', 'test/local/seed-demo.test.ts', 'test/deal/fault-servers.test.ts'];

/** The usual order, with the longest files before all others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = long.findIndex(name => moduleId.endsWith(name));
      return place === -1 ? long.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
