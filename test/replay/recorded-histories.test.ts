import { describe, expect, it } from 'vitest';
import { account, people } from '../build/company.ts';
import { readable, recordedHistories, replay } from './history-files.ts';
import { scenarios, words } from './scenarios.ts';

const recorded = recordedHistories();

describe('histories recorded by earlier code', () => {
  it('are there for every scenario and for a deal that went through several runs', () => {
    const names = recorded.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(scenarios), 'continued-first-run', 'continued-last-run']));
  });

  for (const { name, history, text } of recorded) {
    it(`INV-12: ${name} replays on today’s code`, () => replay(history));

    it(`${name} holds no name, address, number or text of a person, and is small`, () => {
      const plain = readable(history);
      const canaries = [
        'Арна Снаб',
        'arna.example',
        'romashka.example',
        'Ромашк',
        'Гульнар',
        'Насос',
        '+7 700',
        '991240',
        account.iban,
        ...Object.values(people).map(person => person.name),
        ...Object.values(words),
      ];
      for (const canary of canaries) expect(plain).not.toContain(canary);
      expect(text.length).toBeLessThan(150_000);
    });
  }

  it('INV-12: a history in which one thing happened otherwise is refused', async () => {
    const whole = recorded.find(({ name }) => name === 'whole-deal');
    if (!whole) throw new Error('the whole deal is not recorded');
    const tampered = structuredClone(whole.history);
    const scheduled = tampered.events.find(event => 'activityTaskScheduledEventAttributes' in event);
    const attributes = scheduled?.['activityTaskScheduledEventAttributes'] as { activityType: { name: string } };
    attributes.activityType.name = 'sendRung';
    await expect(replay(tampered)).rejects.toMatchObject({ name: 'DeterminismViolationError' });
  });
});
