import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..', '..', 'templates');
const templates = globSync('**/*.hbs', { cwd: root }).map(file => [file, readFileSync(path.join(root, file), 'utf8')] as const);
const breaches = (law: RegExp, allowed: (found: string) => boolean = () => false): string[] =>
  templates.flatMap(([file, source]) => [...source.matchAll(law)].filter(([found]) => !allowed(found)).map(([found]) => `${file}: ${found}`));

describe('every template', () => {
  it('is found by these checks', () => {
    expect(templates.length).toBeGreaterThan(40);
  });

  it('puts nothing in unescaped', () => {
    expect(breaches(/\{\{\{|\{\{&/g)).toEqual([]);
  });

  it('quotes every attribute', () => {
    expect(breaches(/\s[\w-]+=\{\{[^}]*\}\}/g)).toEqual([]);
  });

  it('passes every address through the list of allowed schemes', () => {
    expect(breaches(/\s(?:href|src|action|formaction|poster)="[^"]*\{\{[^"]*"/g, found => /="\{\{url [^}]*\}\}"$/.test(found))).toEqual([]);
  });

  it('runs no script of its own line and names no event handler', () => {
    expect(breaches(/\son\w+=|javascript:/gi)).toEqual([]);
  });
});
