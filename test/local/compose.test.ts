import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig, variables } from '../../config.ts';
import { projectRoot } from '../../local/data-folder.ts';
import { dynamicSettings } from '../../local/temporal-config.ts';
import { temporalVersions } from '../../local/temporal-programs.ts';

const service = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.unknown().optional(),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  restart: z.string().optional(),
});
const composeFile = z.strictObject({
  name: z.string(),
  'x-q2c-variables': z.record(z.string(), z.string()),
  services: z.record(z.string(), service),
  configs: z.record(z.string(), z.object({ content: z.string() })),
  volumes: z.record(z.string(), z.unknown()),
});
const text = readFileSync(path.join(projectRoot, 'temporal-dev.yml'), 'utf8');
const compose = composeFile.parse(parse(text)),
  told = compose['x-q2c-variables'];
const named = (name: string) => {
  const found = compose.services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

/** host:port on this machine → service and its inner port. */
const published = new Map<string, { name: string; inner: string }>(
  Object.entries(compose.services).flatMap(([name, { ports }]) =>
    ports.map(port => {
      const [, host = '', outer = '', inner = ''] = /^([^:]+):(\d+):(\d+)$/.exec(port) ?? [];
      return [`${host}:${outer}`, { name, inner }] as [string, { name: string; inner: string }];
    }),
  ),
);
const servedBy = (address: string) => published.get(address.replace('localhost', '127.0.0.1'));

describe('temporal-dev.yml', () => {
  it('gives the programs a configuration they accept, in variables they know', () => {
    for (const name of Object.keys(told)) expect(Object.keys(variables.shape)).toContain(name);
    const config = loadConfig({ ...told, MAIL_FROM: 'q2c@example.kz', LINK_KEY: 'ab'.repeat(32) });
    expect(config).toMatchObject({ databaseUrl: told.DATABASE_URL, temporalAddress: told.TEMPORAL_ADDRESS, temporalUiUrl: told.TEMPORAL_UI_URL, smtpUrl: told.SMTP_URL });
  });

  it('tells people the same variables in its first lines', () => {
    const comment = text.slice(0, text.indexOf('\nname:'));
    for (const [name, value] of Object.entries(told)) expect(comment).toContain(`${name}=${value}`);
  });

  it('publishes every address of those variables from the service it belongs to', () => {
    expect(servedBy(new URL(told.DATABASE_URL as string).host)).toEqual({ name: 'postgres', inner: '5432' });
    expect(servedBy(told.TEMPORAL_ADDRESS as string)).toEqual({ name: 'temporal', inner: '7233' });
    expect(servedBy(new URL(told.TEMPORAL_UI_URL as string).host)).toEqual({ name: 'temporal-ui', inner: '8080' });
    expect(servedBy(new URL(told.SMTP_URL as string).host)).toEqual({ name: 'mailpit', inner: '1025' });
  });

  it('opens no port beyond this machine', () => {
    const ports = Object.values(compose.services).flatMap(({ ports }) => ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('makes the database and the person that DATABASE_URL names', () => {
    const { username, password, pathname } = new URL(told.DATABASE_URL as string);
    expect(named('postgres').environment).toEqual({ POSTGRES_USER: username, POSTGRES_PASSWORD: password, POSTGRES_DB: pathname.slice(1) });
  });

  it('keeps Temporal in a Postgres of its own, reachable with the same credentials by schema set-up and server', () => {
    const own = named('temporal-postgres'),
      schema = named('temporal-schema').environment,
      server = named('temporal').environment;
    expect(own.ports).toEqual([]);
    expect([schema.SQL_HOST, server.POSTGRES_SEEDS]).toEqual(['temporal-postgres', 'temporal-postgres']);
    expect([schema.SQL_USER, server.POSTGRES_USER]).toEqual(Array(2).fill(own.environment.POSTGRES_USER));
    expect([schema.SQL_PASSWORD, server.POSTGRES_PWD]).toEqual(Array(2).fill(own.environment.POSTGRES_PASSWORD));
  });

  it('starts each part when what it needs is ready, one-shots to their end', () => {
    const needs = (name: string) => Object.fromEntries(Object.entries(named(name).depends_on).map(([other, { condition }]) => [other, condition]));
    expect(needs('temporal-schema')).toEqual({ 'temporal-postgres': 'service_healthy' });
    expect(needs('temporal')).toEqual({ 'temporal-schema': 'service_completed_successfully' });
    expect(needs('temporal-ui')).toEqual({ temporal: 'service_healthy' });
    for (const { depends_on } of Object.values(compose.services))
      for (const [other, { condition }] of Object.entries(depends_on)) if (condition === 'service_healthy') expect(named(other).healthcheck).toBeDefined();
  });

  it('runs the Temporal that is started without Docker: same versions, same settings', () => {
    const bare = (version: string) => version.replace('v', '');
    expect(named('temporal').image).toBe(`temporalio/server:${bare(temporalVersions.server)}`);
    expect(named('temporal-schema').image).toBe(`temporalio/admin-tools:${bare(temporalVersions.server)}`);
    expect(named('temporal-ui').image).toBe(`temporalio/ui:${bare(temporalVersions.ui)}`);
    const mounted = named('temporal').configs[0];
    expect(mounted?.target).toBe(named('temporal').environment.DYNAMIC_CONFIG_FILE_PATH);
    const settings = parse(compose.configs[mounted?.source ?? '']?.content ?? '') as Record<string, { value: unknown }[]>;
    expect(Object.fromEntries(Object.entries(settings).map(([key, values]) => [key, values[0]?.value]))).toEqual(dynamicSettings);
  });

  it('pins every image and keeps every volume it names', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:v?\d/);
    const used = Object.values(compose.services).flatMap(({ volumes }) => volumes.map(volume => volume.split(':')[0]));
    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});
