import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RungOutcome } from '../../workflows/ports.ts';
import { aLetterRoom, type LetterRoom } from '../activities/letter-room.ts';
import type { Reply, Step } from '../setup/scripted-mail.ts';

/** How often each thing is tried, and how many letters are under way at once. */
const times = 50;
const atOnce = 10;
const codes = [421, 450, 451, 452, 454, 500, 501, 502, 503, 504, 530, 535, 550, 551, 552, 553, 554] as const;
const stages = ['greeting', 'login', 'sender', 'recipient', 'data', 'text'] as const satisfies readonly Step[];
type Stage = (typeof stages)[number];
type Promised = 'later' | 'refused';

/** What reliability.md promises: 4xx and everything that is ours to mend waits; what is said for good of the recipient or the text is final. */
function promised(code: number, stage: Stage): Promised {
  if (code < 500 || stage === 'greeting' || stage === 'login' || stage === 'sender') return 'later';
  if (stage === 'text') return 'refused';
  return code >= 550 || (code === 501 && stage === 'recipient') ? 'refused' : 'later';
}

type Rung = Readonly<{ email: string; send: () => Promise<RungOutcome>; states: () => Promise<[string, string]> }>;

let room: LetterRoom;
let asked = 0;
const cells = new Map<string, string>();
const extras: string[] = [];
beforeAll(async () => {
  room = await aLetterRoom();
});
afterAll(async () => {
  await room.close();
  console.info(table());
});

async function rungs(count = times): Promise<Rung[]> {
  return inTurn(Array.from({ length: count }), async () => {
    asked += 1;
    const email = `soak-${asked}@romashka.example`;
    const { deal, send } = await room.aRung(email);
    const states = async (): Promise<[string, string]> => {
      const { rows } = await room.pool.query('select r.state rung, l.state letter from reminder r left join letter l on l.id = r.letter_id where r.invoice_id = $1', [deal.invoiceId]);
      return [rows[0]?.rung, rows[0]?.letter];
    };
    return { email, send, states };
  });
}

/** Does the same for each, a few at once, and answers in their order. */
async function inTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

const counted = (outcomes: readonly RungOutcome[]): string => {
  const kinds = Map.groupBy(outcomes, each => (each.outcome === 'retry' ? each.reason : each.outcome));
  return [...kinds].map(([kind, each]) => `${kind} ${each.length}`).join(', ');
};
/** Letters whose whole text the server has received from a client, accepted or not, by address. */
const texts = (email: string) => room.mail.received.filter(each => each.to === email);
const accepted = (email: string) => texts(email).filter(each => each.accepted).length;

/** Replies that a server gives to a name and a password. */
const loginCodes: readonly number[] = [421, 454, 530, 535];
const isAsked = (code: number, stage: Stage): boolean => stage !== 'login' || loginCodes.includes(code);
const pairsOf = (wanted: Promised): [number, Stage][] =>
  stages.flatMap(stage => codes.flatMap((code): [number, Stage][] => (isAsked(code, stage) && promised(code, stage) === wanted ? [[code, stage]] : [])));

describe(`every reply of a mail server, ${times} times at every stage`, () => {
  it('INV-2: what asks for another time, or is ours to mend, keeps the letter; it is sent once when the server takes it', async () => {
    const all = await rungs();
    for (const [code, stage] of pairsOf('later')) {
      room.mail.answer(stage, `${code} Said so` as Reply);
      const outcomes = await inTurn(all, each => each.send());
      room.mail.recover();
      const cell = counted(outcomes);
      cells.set(`${code} ${stage}`, cell);
      expect(cell, `${code} at ${stage}`).toBe(`${code < 500 ? 'mail_busy' : 'mail_down'} ${times}`);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ retryAfterSeconds: 300 });
    }
    expect(await inTurn(all, each => each.states())).toEqual(all.map(() => ['claimed', 'claimed']));
    expect(all.map(each => accepted(each.email))).toEqual(all.map(() => 0));
    expect(counted(await inTurn(all, each => each.send()))).toBe(`sent ${times}`);
    expect(counted(await inTurn(all, each => each.send()))).toBe(`sent ${times}`);
    expect(all.map(each => accepted(each.email))).toEqual(all.map(() => 1));
  });

  it.each(pairsOf('refused'))('%i at %s is final: the letter goes no more, and nothing says a word against the address', async (code, stage) => {
    const all = await rungs();
    room.mail.answer(stage, `${code} Said so` as Reply);
    const outcomes = await inTurn(all, each => each.send());
    room.mail.recover();
    cells.set(`${code} ${stage}`, counted(outcomes));
    expect(counted(outcomes)).toBe(`undeliverable ${times}`);
    expect(counted(await inTurn(all, each => each.send()))).toBe(`undeliverable ${times}`);
    expect(await inTurn(all, each => each.states())).toEqual(all.map(() => ['undeliverable', 'undeliverable']));
    expect(all.map(each => accepted(each.email))).toEqual(all.map(() => 0));
    expect((await room.pool.query('select 1 from customer where email_dead_reason is not null')).rowCount).toBe(0);
  });
});

describe(`a server that greylists, or goes away, ${times} times`, () => {
  it('INV-2: gets the letter once when it is asked again', async () => {
    const all = await rungs();
    room.mail.answer('recipient', '450 4.2.0 Greylisted, come again in five minutes');
    const first = counted(await inTurn(all, each => each.send()));
    room.mail.recover();
    const second = counted(await inTurn(all, each => each.send()));
    extras.push(`greylisted, then accepted: ${first}; ${second}`);
    expect([first, second]).toEqual([`mail_busy ${times}`, `sent ${times}`]);
    expect(all.map(each => accepted(each.email))).toEqual(all.map(() => 1));
  });

  it.each(['greeting', 'login', 'sender', 'recipient', 'data'] as const)('INV-2: before the text, at %s, leaves the letter to another try', async step => {
    const all = await rungs();
    room.mail.answer(step, 'hang up');
    const first = counted(await inTurn(all, each => each.send()));
    room.mail.recover();
    const second = counted(await inTurn(all, each => each.send()));
    extras.push(`gone at ${step}: ${first}; then ${second}`);
    expect([first, second]).toEqual([`mail_down ${times}`, `sent ${times}`]);
    expect(all.map(each => accepted(each.email))).toEqual(all.map(() => 1));
  });

  it.each([
    ['before the final dot', 'text begun', 0],
    ['after the final dot', 'text', 1],
  ] as const)('INV-2: %s leaves the letter to a person: it may have it, and gets it no second time', async (name, step, received) => {
    const all = await rungs();
    room.mail.answer(step, 'hang up');
    const first = counted(await inTurn(all, each => each.send()));
    room.mail.recover();
    const second = counted(await inTurn(all, each => each.send()));
    extras.push(`gone ${name}: ${first}; asked again ${second}; whole texts at the server ${all.reduce((sum, each) => sum + texts(each.email).length, 0)}`);
    expect([first, second]).toEqual([`verify ${times}`, `verify ${times}`]);
    expect(await inTurn(all, each => each.states())).toEqual(all.map(() => ['verify', 'verify']));
    // The window that RFC 1047 leaves: the server may have the whole text though nobody knows. It never has it twice.
    expect(all.map(each => texts(each.email).length)).toEqual(all.map(() => received));
  });
});

function table(): string {
  const width = 18;
  const row = (first: string, rest: readonly string[]) => [first.padEnd(6), ...rest.map(text => text.padEnd(width))].join('');
  const lines = codes.map(code =>
    row(
      String(code),
      stages.map(stage => cells.get(`${code} ${stage}`) ?? '–'),
    ),
  );
  return [`what became of ${times} letters for each reply at each stage`, row('', stages), ...lines, ...extras].join('\n');
}
