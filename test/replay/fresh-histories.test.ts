import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../domain/approval/default-policy.ts';
import { account, people } from '../build/company.ts';
import { aWorld, type World } from '../deal/world.ts';
import { historyOf, keepIfRecording, readable, replay } from './history-files.ts';
import { scenarios, words } from './scenarios.ts';

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
afterAll(() => world.close());

describe('what a deal leaves in Temporal', () => {
  for (const [name, lead] of Object.entries(scenarios)) {
    it(`INV-12: ${name} replays, and holds no name, address, number or text of a person`, async () => {
      const deal = await lead(world);
      const text = await historyOf(world, deal.workflowId);
      keepIfRecording(name, text);
      await replay(JSON.parse(text), deal.workflowId);
      const { rows } = await world.pool.query('select name, email, phone, contact_name, tax_id from customer where id = $1', [deal.customerId]);
      const plain = readable(JSON.parse(text));
      for (const canary of canaries(rows[0])) expect(plain).not.toContain(canary);
      expect(plain).toContain(deal.customerId);
    });
  }
});

function canaries(customer: Record<string, string>): string[] {
  const reasons = defaultPolicy.flatMap(row => Object.values(row.text)).filter(text => !text.includes('{'));
  const ours = ['Арна Снаб', 'arna.example', account.iban, 'Ромашк', 'Гульнар', 'Насос', ...Object.values(people).flatMap(person => [person.name, person.email])];
  return [...Object.values(customer), ...ours, ...reasons, ...Object.values(words)].filter(Boolean);
}
