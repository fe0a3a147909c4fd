import { isCode, roomOf } from './breach.ts';

/**
 * A law that can be read from the text of one file. `reads`: the code without its comments, or the file as it is.
 * Each pattern is global; every match is a breach.
 */
export type Clause = Readonly<{
  where: (path: string) => boolean;
  reads: 'code' | 'file';
  pattern: RegExp;
  law: string;
  instead: string;
}>;

const inRooms =
  (...names: string[]) =>
  (path: string): boolean =>
    isCode(path) && names.includes(roomOf(path));
const outside =
  (...places: string[]) =>
  (path: string): boolean =>
    isCode(path) && !places.includes(path) && !places.includes(roomOf(path));
const tests = (path: string): boolean => path.startsWith('test/');
/** The laws and their tests hold the very words they look for. */
const aboutLaws = (path: string): boolean => path.startsWith('local/laws/') || path.startsWith('test/laws/');

export const clauses: readonly Clause[] = [
  {
    where: outside('db/unit-of-work.ts', 'test'),
    reads: 'code',
    pattern: /\.transaction\(|(['"`])\s*(?:begin(?:\s*;|\s*\1|\s+(?:transaction|work|isolation|read)\b)|start\s+transaction\b)/gi,
    law: 'opens a transaction',
    instead: 'Only db/unit-of-work.ts opens one (ADR 0002): call unitOfWork(pool, work).',
  },
  {
    where: inRooms('domain'),
    reads: 'code',
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bTemporal\.Now\b/g,
    law: 'a rule reads a clock or throws dice',
    instead: 'Take `now`, the day or the id as an argument.',
  },
  {
    where: path => (isCode(path) && !tests(path) && roomOf(path) !== 'local') || path.endsWith('.sql'),
    reads: 'code',
    pattern: /(?:\bsql(?:<[^>`]*>)?`|\.query\(\s*['"`]|\bdefault\s)(?:[^`'"]*?)(?:(?<![.\w])now\(\)|\bcurrent_timestamp\b|\bclock_timestamp\(\)|\bcurrent_date\b)|\.defaultNow\(/gi,
    law: 'asks the database for the time',
    instead: 'Times come from the deal: pass its now as a parameter.',
  },
  {
    where: inRooms('workflows'),
    reads: 'code',
    pattern: /\basync\s+validator\b|\bvalidator\s*[:=]\s*(?:\([^)]*\)\s*:\s*Promise|async\b)/g,
    law: 'an update validator is asynchronous; its refusal would block the deal',
    instead: 'Make it a synchronous dry run of decide: (message): undefined => { … }.',
  },
  {
    // A browser is a program of its own: it is found by, and started with, the variables of the user who runs us.
    where: path => outside('config.ts', 'worker.ts', 'server.ts', 'local', 'test', 'bench')(path) && !/^[\w-]+\.config\.ts$/.test(path) && !/^activities\/documents\/[\w-]*browser\.ts$/.test(path),
    reads: 'code',
    pattern: /\bprocess\.env\b/g,
    law: 'reads the environment',
    instead: 'Add the variable to config.ts and take its value as an argument.',
  },
  {
    where: path => path.endsWith('.hbs'),
    reads: 'file',
    pattern: /\{\{~?(?:\{|&)/g,
    law: 'puts text into a page unescaped',
    instead: 'Use {{…}}; markup of our own comes from a helper that returns safe markup.',
  },
  {
    // Samples of third parties may not be part of the project; without them those cases are skipped, visibly.
    where: path => tests(path) && isCode(path) && !aboutLaws(path) && path !== 'test/domain/statements/read-statement.test.ts',
    reads: 'code',
    pattern: /\b(?:it|test|describe|suite)(?:\.(?:concurrent|sequential))?\.(?:skip|only|todo|skipIf|runIf|fails)\b/g,
    law: 'a test is skipped or runs alone',
    instead: 'A test always runs; a missing part fails it and is named.',
  },
  {
    where: inRooms('db', 'activities', 'api'),
    reads: 'code',
    pattern: /\bdb\.query\.\w+|\bdefineRelations\(|\brelations\(\s*\w+\s*,/g,
    law: 'uses relational queries of drizzle',
    instead: 'Use db.select() and joins (ADR 0009).',
  },
  {
    where: path => isCode(path) && !aboutLaws(path),
    reads: 'file',
    pattern: /@ts-(?:ignore|nocheck)\b/g,
    law: 'silences the type checker',
    instead: 'Give the value its type; a wrong line in a type test says @ts-expect-error.',
  },
  {
    where: path => isCode(path) && !aboutLaws(path),
    reads: 'file',
    pattern: /\b(?:TODO|FIXME|HACK|XXX)\b|\bfor now\b|\bsimplified\b|\bnot implemented\b/g,
    law: 'is left unfinished',
    instead: 'Finish it, or leave it out whole.',
  },
  {
    where: path => /\.(ts|mjs|js|json|md|ya?ml|sql|hbs|sh|css)$|^\.ci\//.test(path) && path !== 'package-lock.json',
    reads: 'file',
    pattern: /(?<![\w.:/])\/(?:root|home|Users|work)\/[\w.-]+/g,
    law: 'names a folder of one machine',
    instead: 'Say it relative to the project, or read it from the environment in local/.',
  },
];
