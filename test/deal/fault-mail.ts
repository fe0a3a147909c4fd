import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';

/** The scripted mail server under the name by which stories of deals know it. */
export type StallingMail = ScriptedMail;

export function startStallingMail(): Promise<StallingMail> {
  return startScriptedMail();
}
