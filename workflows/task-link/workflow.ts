import { proxyActivities, sleep } from '@temporalio/workflow';
import { dealTaskQueues } from '../deal/ids.ts';
import type { SignInPorts } from '../ports.ts';
import type { TaskLinkInput } from './messages.ts';

const mail = proxyActivities<SignInPorts>({
  taskQueue: dealTaskQueues.letters,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5 },
});

const mostTries = 20;

/** Writes one letter with a new link to an open step; whoever asked waits at the screen, so it is tried again for some hours at most. */
export async function taskLink(input: TaskLinkInput): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const sent = await mail.sendTaskLink(input);
    if (sent.outcome !== 'retry') return sent.outcome;
    if (tries === mostTries) return sent.reason;
    await sleep(sent.retryAfterSeconds * 1000, { summary: 'retry task link' });
  }
}
