import { proxyActivities, sleep } from '@temporalio/workflow';
import { dealTaskQueues } from '../deal/ids.ts';
import type { SignInPorts } from '../ports.ts';
import type { SignInLetterInput } from './messages.ts';

const mail = proxyActivities<SignInPorts>({
  taskQueue: dealTaskQueues.letters,
  startToCloseTimeout: '90s',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 5 },
});

/** After this the link in the letter would be dead on arrival. */
const worthSendingMs = 12 * 60_000;

/** Writes one sign-in letter. A mail server that is down is tried again for as long as the link will be of use; the outcome names what became of it. */
export async function staffSignIn(input: SignInLetterInput): Promise<string> {
  for (;;) {
    const sent = await mail.sendSignInLetter(input);
    if (sent.outcome !== 'retry') return sent.outcome;
    if (Date.now() + sent.retryAfterSeconds * 1000 > Date.parse(input.now) + worthSendingMs) return sent.reason;
    await sleep(sent.retryAfterSeconds * 1000, { summary: 'retry sign-in letter' });
  }
}
