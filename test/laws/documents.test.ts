import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { variables } from '../../config.ts';
import { searchAttributes } from '../../local/temporal-setup.ts';
import { type Message, type MessageName, messageNames } from '../../workflows/deal/messages.ts';
import { readMessage } from '../../workflows/deal/read-message.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('docs/production.md speaks of the configuration there is', () => {
  const rows = [...read('docs/production.md').matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gm)].map(([, name = '', standard = '']) => [name, standard.trim()]);

  it('names every variable with its default, and no other', () => {
    const known = Object.entries(variables.shape).map(([name, schema]) => [name, standardOf(schema.safeParse(undefined))]);
    expect(rows).toEqual(known);
  });

  it('creates the search attributes the deals write', () => {
    const created = [...read('docs/production.md').matchAll(/--name (\w+) --type (\w+)/g)].map(([, name = '', type = '']) => [name, type.toUpperCase()]);
    expect(created).toEqual(Object.entries(searchAttributes));
  });
});

function standardOf(parsed: { success: boolean; data?: unknown }): string {
  if (!parsed.success) return 'must be set';
  if (parsed.data === undefined) return 'none';
  const { data } = parsed;
  return `\`${data === true ? 'on' : data === false ? 'off' : Array.isArray(data) ? data.join(',') : String(data)}\``;
}

describe('docs/signals.md speaks of the messages there are', () => {
  const sections = [...read('docs/signals.md').matchAll(/^### `(\w+)`\n([\s\S]*?)(?=^#|(?![\s\S]))/gm)].map(([, name = '', body = '']) => ({ name, body }));

  it('has a section for every message, and no other', () => {
    expect(sections.map(({ name }) => name).sort()).toEqual([...messageNames].sort());
  });

  it.each(sections)('gives an example of $name that is understood', ({ name, body }) => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(body)?.[1] ?? '') as Message;
    expect(example).toMatchObject({ command_id: expect.any(String), actor: { type: expect.any(String), id: expect.any(String) } });
    expect(readMessage(name as MessageName, example).type).toBeTypeOf('string');
  });
});

it('docs/stuck-deals.md explains every search attribute', () => {
  const explained = [...read('docs/stuck-deals.md').matchAll(/^\| `(\w+)` \| (Keyword|Datetime|Int|Bool) \|/gm)].map(([, name = '']) => name);
  expect(explained.sort()).toEqual(Object.keys(searchAttributes).sort());
});

it('docs/stuck-deals.md explains everything a deal can wait for', () => {
  const inCode = [...(/export type WaitingFor =([\s\S]*?);/.exec(read('workflows/deal/view.ts'))?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, code]) => code);
  const table = /## What a deal waits for([\s\S]*?)\n## /.exec(read('docs/stuck-deals.md'))?.[1] ?? '';
  const explained = table
    .split('\n')
    .flatMap(line => [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code))
    .filter(code => code !== 'WaitingFor');
  expect(explained.sort()).toEqual(inCode.sort());
});

it('decisions are numbered without gaps, and each says context, decision, evidence and consequences', () => {
  const files = readdirSync(path.join(root, 'docs/adr'))
    .filter(file => file.endsWith('.md'))
    .sort();
  expect(files.map(file => Number(file.slice(0, 4)))).toEqual(files.map((_, at) => at + 1));
  for (const file of files) {
    const text = read(`docs/adr/${file}`);
    expect(text.startsWith(`# ${file.slice(0, 4)} `), file).toBe(true);
    expect(
      [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title),
      file,
    ).toEqual(['Context', 'Decision', 'Evidence', 'Consequences']);
  }
});

it('links between documents lead somewhere', () => {
  const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(file => file && existsSync(path.join(root, file)));
  const dead = documents.flatMap(file =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, to = '']) => path.join(path.dirname(file), to))
      .filter(to => !existsSync(path.join(root, to)))
      .map(to => `${file} → ${to}`),
  );
  expect(dead).toEqual([]);
});

it('people and the machine verify by the same commands', () => {
  const verify = (JSON.parse(read('package.json')) as { scripts: { verify: string } }).scripts.verify.split(' && ');
  expect([...read('.ci/run').matchAll(/^step (npm .+)$/gm)].map(([, command]) => command)).toEqual(verify);
});
