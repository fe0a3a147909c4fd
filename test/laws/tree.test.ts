import { describe, expect, it } from 'vitest';
import { checkTestReach } from '../../local/laws/check-test-reach.ts';
import { judgeFile } from '../../local/laws/judge-file.ts';

const lawsBroken = (path: string, text = ''): string[] => judgeFile({ path, text }).map(({ law }) => law);
const lines = (count: number): string => 'a();\n'.repeat(count);
const lock = (packages: Record<string, string>): string => JSON.stringify({ packages: Object.fromEntries(Object.entries(packages).map(([place, version]) => [place, { version }])) });

describe('the tree speaks for itself', () => {
  it.each(['api/utils/a.ts', 'domain/helpers.ts', 'db/common/read.ts', 'api/services/deal.ts', 'lib/a.ts', 'local/misc.ts', 'workflows/manager.ts', 'api/types.ts'])('refuses the name %s', path => {
    expect(lawsBroken(path)).toEqual([expect.stringContaining('says nothing about its content')]);
  });

  it.each(['templates/render/formatting-helpers.ts', 'local/own-programs.ts', 'docs/common/a.md'])('takes the name %s', path => {
    expect(lawsBroken(path)).toEqual([]);
  });

  it('refuses a file of more than 300 lines, outside the tests', () => {
    expect(lawsBroken('api/a.ts', lines(300))).toEqual([]);
    expect(lawsBroken('api/a.ts', lines(301))).toEqual(['301 lines, 300 are allowed']);
    expect(lawsBroken('test/api/a.test.ts', lines(301))).toEqual([]);
  });
});

describe('the packages of Temporal fit each other', () => {
  const sdk = { 'node_modules/@temporalio/client': '1.24.0', 'node_modules/@temporalio/worker': '1.24.0' };
  const older = { 'node_modules/@grpc/proto-loader/node_modules/protobufjs': '7.6.6' };

  it('takes one protobufjs 8 at the root, beside an older one below a package', () => {
    expect(lawsBroken('package-lock.json', lock({ ...sdk, ...older, 'node_modules/protobufjs': '8.8.1' }))).toEqual([]);
  });

  it.each([
    ['a second one', { 'node_modules/protobufjs': '8.8.1', 'node_modules/@temporalio/proto/node_modules/protobufjs': '8.8.1' }],
    ['none', {}],
    ['an older one at the root', { 'node_modules/protobufjs': '7.6.6', 'node_modules/@temporalio/proto/node_modules/protobufjs': '8.8.1' }],
  ])('refuses %s', (_, protobuf: Record<string, string>) => {
    expect(lawsBroken('package-lock.json', lock({ ...sdk, ...protobuf }))).toEqual([expect.stringContaining('protobufjs 8 must be there once, at the root')]);
  });

  it('refuses two versions of the SDK', () => {
    expect(lawsBroken('package-lock.json', lock({ ...sdk, 'node_modules/@temporalio/common': '1.23.0', 'node_modules/protobufjs': '8.8.1' }))).toEqual([
      'holds several versions of the Temporal SDK: 1.23.0, 1.24.0',
    ]);
  });
});

describe('every test is run by some project', () => {
  const projects = [{ include: ['test/{domain,local}/**/*.test.ts'], exclude: ['test/local/slow-*.test.ts'] }];

  it('finds a test that no project includes, or that one leaves out', () => {
    const missed = checkTestReach(['test/domain/a/b.test.ts', 'test/new/a.test.ts', 'test/local/slow-a.test.ts', 'test/new/builder.ts'], projects);
    expect(missed.map(({ file }) => file)).toEqual(['test/new/a.test.ts', 'test/local/slow-a.test.ts']);
  });
});
