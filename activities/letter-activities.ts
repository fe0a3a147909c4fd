import type { LetterPorts, SignInPorts } from '../workflows/ports.ts';
import type { LetterDeps } from './letters/letter-deps.ts';
import { sendLetter } from './letters/send-letter.ts';
import { sendRung } from './letters/send-rung.ts';
import { sendSignInLetter } from './letters/send-sign-in.ts';
import { sendStepUpCode } from './letters/send-step-up-code.ts';
import { sendTaskLink } from './letters/send-task-link.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/** Letters to customers and colleagues, each sent at most once. */
export function createLetterActivities(deps: LetterDeps): LetterPorts & SignInPorts {
  return {
    sendLetter: input => withHeartbeat(() => sendLetter(deps, input)),
    sendRung: input => withHeartbeat(() => sendRung(deps, input)),
    sendSignInLetter: input => withHeartbeat(() => sendSignInLetter(deps, input)),
    sendStepUpCode: input => withHeartbeat(() => sendStepUpCode(deps, input)),
    sendTaskLink: input => withHeartbeat(() => sendTaskLink(deps, input)),
  };
}
