import { describe, expect, it } from 'vitest';
import { unstorableAt } from '../../../workflows/deal/storable.ts';

describe('a raw message that the database could not keep', () => {
  it.each([
    ['a reason with U+0000', { reason: 'до\u0000полудня' }, '#/reason'],
    ['an id of a command', { command_id: 'pause-\u0000' }, '#/command_id'],
    ['whoever asks', { actor: { type: 'user', id: 'usr_\u0000' } }, '#/actor/id'],
    ['half of a surrogate pair', { reason: 'ok \ud83d' }, '#/reason'],
    ['a part of a schedule', { schedule: [{ pay_on: '2030-05-01' }, { pay_on: '2030-05-\u0000' }] }, '#/schedule/1/pay_on'],
    ['the name of a field', { actor: { 'i\u0000d': 'x' } }, '#/actor'],
    ['a message that is a text', '\u0000', '#'],
    ['what nests deeper than any message', JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`), `#${'/0'.repeat(8)}`],
  ])('is found by the place of %s', (_name, message, at) => {
    expect(unstorableAt(message)).toBe(at);
  });

  it.each([undefined, null, 5, {}, { reason: 'до полудня 😀', amount_minor: 5, void: true, schedule: [null] }])('and %j can be kept', message => {
    expect(unstorableAt(message)).toBeNull();
  });
});
