import { snakeKeys } from '../../api/schemas/snake-keys.ts';
import { examplePolicies } from '../../domain/dunning/example-policies.ts';
import { type DemoApi, DemoApiRefusal, type Json } from './demo-api.ts';

/** Three ladders beside the default one, as somebody would save them: a strict one for customers who pay late as a rule, an official one for those who are silent, one by business days for the state. */
export async function saveReminderPolicies(api: DemoApi): Promise<void> {
  for (const [id, policy] of Object.entries(examplePolicies)) {
    await api.put(`/v1/reminder_policies/${id}`, snakeKeys(policy) as Json, { 'if-match': '"0"' }).catch((error: unknown) => {
      // Saved already, where an earlier seed broke off.
      if (!(error instanceof DemoApiRefusal && error.code === 'precondition_failed')) throw error;
    });
  }
}
