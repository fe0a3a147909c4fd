import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from './pid-file.ts';
import { temporalVersions } from './temporal-programs.ts';

export type DynamicSettings = Readonly<Record<string, boolean | string | number>>;

/** Settings of the server for people and tests: workflows may skip time, and quickly so. Not for production. */
export const dynamicSettings: DynamicSettings = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  'system.workflowTimeSkippingEnabled': true,
  'system.forceSearchAttributesCacheRefreshOnRead': true,
  'history.timerProcessorMaxTimeShift': '10ms',
};

// JSON is YAML, so no writer of YAML is needed.
const write = (file: string, content: unknown) => writeWhole(file, `${JSON.stringify(content, null, 2)}\n`);

/** The eight ports of the official server: per service one for calls and one for membership. */
export type ServerPorts = { readonly frontend: number; readonly others: readonly number[] };
export type ServerOrder = ServerPorts & { readonly settings?: DynamicSettings };

/** Writes the official server's two files and answers the path of the main one. SQLite keeps everything in one file of the data folder. */
export function writeServerConfig(dir: string, database: string, ports: ServerOrder): string {
  const file = path.join(dir, 'server.yaml'),
    dynamic = path.join(dir, 'dynamic.yaml'),
    address = `127.0.0.1:${ports.frontend}`;
  const rpc = (grpcPort: number | undefined, membershipPort: number | undefined) => ({ rpc: { grpcPort, membershipPort, bindOnLocalHost: true } });
  const [frontendPeers, history, historyPeers, matching, matchingPeers, worker, workerPeers] = ports.others;
  write(dynamic, Object.fromEntries(Object.entries({ ...dynamicSettings, ...ports.settings }).map(([key, value]) => [key, [{ value }]])));
  write(file, {
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'sqlite',
      visibilityStore: 'sqlite',
      numHistoryShards: 1,
      datastores: {
        sqlite: {
          sql: {
            pluginName: 'sqlite',
            databaseName: database,
            connectAddr: 'localhost',
            connectProtocol: 'tcp',
            maxConns: 1,
            maxIdleConns: 1,
            connectAttributes: { mode: 'rwc', setup: 'true', journal_mode: 'wal', synchronous: '1' },
          },
        },
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: { frontend: rpc(ports.frontend, frontendPeers), history: rpc(history, historyPeers), matching: rpc(matching, matchingPeers), worker: rpc(worker, workerPeers) },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address } },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    namespaceDefaults: { archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } } },
    publicClient: { hostPort: address },
    dynamicConfigClient: { filepath: dynamic, pollInterval: '10s' },
  });
  return file;
}

/** The seven inner ports that the file of an earlier start names; none where there is no such file. */
export function lastInnerPorts(dir: string): number[] {
  const file = path.join(dir, 'server.yaml');
  if (!existsSync(file)) return [];
  const { services } = JSON.parse(readFileSync(file, 'utf8')) as { services: Record<string, { rpc: { grpcPort: number; membershipPort: number } }> };
  const { frontend, history, matching, worker } = services;
  return [frontend?.rpc.membershipPort, ...[history, matching, worker].flatMap(service => [service?.rpc.grpcPort, service?.rpc.membershipPort])].filter(port => port !== undefined);
}

/** Writes the Web UI's file and answers the arguments that make the program read it. */
export function writeUiConfig(dir: string, ui: { port: number; temporalAddress: string; namespace: string }): string[] {
  write(path.join(dir, 'ui', 'local.yaml'), {
    temporalGrpcAddress: ui.temporalAddress,
    host: '127.0.0.1',
    port: ui.port,
    enableUi: true,
    defaultNamespace: ui.namespace,
    disableNewsFetch: true,
    cors: { cookieInsecure: true, allowOrigins: [`http://localhost:${ui.port}`, `http://127.0.0.1:${ui.port}`] },
  });
  return ['--root', dir, '--config', 'ui', '--env', 'local', 'start'];
}

/** Arguments that make the command line program's development server equal to the official one. */
export function cliArguments(order: { database: string; port: number; uiPort?: number; settings?: DynamicSettings }): string[] {
  const settings = Object.entries({ ...dynamicSettings, ...order.settings }).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${JSON.stringify(value)}`]);
  const ui = order.uiPort === undefined ? ['--headless'] : ['--ui-port', String(order.uiPort)];
  return ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(order.port), ...ui, '--db-filename', order.database, '--log-level', 'error', ...settings];
}

/** What the banner and `doctor` call the program. */
export function programName(program: { kind: 'cli'; version: string } | { kind: 'server' }): string {
  return program.kind === 'cli' ? `command line program ${program.version}` : `server ${temporalVersions.server}, Web UI ${temporalVersions.ui}`;
}
