import { spawn } from 'node:child_process';
import type { StackFile } from './addresses.ts';

/** What a newcomer sees when all is ready: where to look, what to try, how to stop. */
export function banner(stack: StackFile, about: { version: string; demo: boolean; dataDir: string }): string {
  const line = (title: string, address: string, says: string) => `  ${title.padEnd(16)}${address.padEnd(38)}  ${says}`;
  return [
    '',
    `  Q2C ${about.version}${about.demo ? '  demo' : ''} · data in ${about.dataDir}`,
    line('Start page', `${stack.api}/`, about.demo ? 'enter as one of the demo people' : 'sign in here'),
    ...(stack.inbox ? [line('Inbox', stack.inbox, 'every letter the engine sent; nothing leaves this machine')] : []),
    line('Deals', `${stack.api}/deals`, 'every deal and what it waits for'),
    ...(stack.temporal_ui ? [line('Temporal', stack.temporal_ui, 'the processes themselves')] : []),
    line('API', `${stack.api}/docs`, `key: ${stack.api_key}`),
    '',
    `  Try:  curl -X POST ${stack.api}/v1/deals -H 'authorization: Bearer ${stack.api_key}' -H 'idempotency-key: try-1' -H 'content-type: application/json' -d @examples/deal.json`,
    '  Stop: Ctrl+C   Wipe: npm run reset   For real use: docs/production.md',
    '',
  ].join('\n');
}

/** Shows the start page in the person's browser, but only to a person: at a terminal, with a screen, not in CI. */
export function openPage(url: string, allowed: boolean): void {
  const screen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (!allowed || !process.stdout.isTTY || !screen || process.env.CI) return;
  const [command, ...args] = process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url];
  const opener = spawn(command as string, args, { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}
