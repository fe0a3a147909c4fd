import type { Ports } from './addresses.ts';
import type { DataFolder } from './data-folder.ts';

export type StackAddresses = {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly smtpUrl: string;
  readonly inboxDir: string | undefined;
  readonly workflowBundle: string;
};
export type StackOrder = { readonly env: NodeJS.ProcessEnv; readonly folder: DataFolder; readonly ports: Ports; readonly demo: boolean };

/**
 * The variables that server and worker are started with: what the person has set, except for the ports and addresses settled here,
 * and else what suits one machine and a demo.
 */
export function stackEnvironment({ env, folder, ports, demo }: StackOrder, addresses: StackAddresses): NodeJS.ProcessEnv {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const demoSwitch = demo ? 'on' : 'off';
  return {
    MAIL_FROM: '"Арна Снаб" <billing@arna.example>',
    LINK_KEY: folder.secrets.linkKey,
    HOST: '127.0.0.1',
    TEMPORAL_NAMESPACE: 'q2c',
    FAST_FORWARD: demoSwitch,
    SIGNAL_DECISIONS: demoSwitch,
    ...(set.HOST ? {} : { PUBLIC_URL: `http://localhost:${ports.http}` }),
    ...(addresses.temporalUiUrl ? { TEMPORAL_UI_URL: addresses.temporalUiUrl } : {}),
    ...set,
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    SMTP_URL: addresses.smtpUrl,
    WORKFLOW_BUNDLE: addresses.workflowBundle,
    ...(addresses.inboxDir ? { INBOX_DIR: addresses.inboxDir } : {}),
    PORT: String(ports.http),
    WORKER_PORT: String(ports.worker),
    DEMO: demoSwitch,
    // Workers run in UTC, so that no zone of the machine leaks into anything.
    TZ: 'UTC',
  };
}
