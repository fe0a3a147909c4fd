import { proxyActivities, sleep } from '@temporalio/workflow';
import { dealTaskQueues } from '../deal/ids.ts';
import type { SignInPorts } from '../ports.ts';
import type { StepUpCodeInput } from './messages.ts';

const mail = proxyActivities<SignInPorts>({
  taskQueue: dealTaskQueues.letters,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5 },
});

/** After this, of the ten minutes that a code lives, its letter would hardly be of use. */
const worthSendingMs = 8 * 60_000;

/** Writes one letter with a code. A mail server that is down is tried again for as long as the code will be of use; the outcome names what became of it. */
export async function stepUpCode(input: StepUpCodeInput): Promise<string> {
  const startedMs = Date.now();
  for (;;) {
    const sent = await mail.sendStepUpCode(input);
    if (sent.outcome !== 'retry') return sent.outcome;
    if (Date.now() + sent.retryAfterSeconds * 1000 > startedMs + worthSendingMs) return sent.reason;
    await sleep(sent.retryAfterSeconds * 1000, { summary: 'retry step-up code' });
  }
}
