import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeInZone } from '../../domain/calendar/zone.ts';
import { type ScriptedMail, startScriptedMail } from '../setup/scripted-mail.ts';
import { chasedFrom, fatesOf, lettersOf } from './ladder-story.ts';
import { aWorld, type World } from './world.ts';

// Days off are those of Kazakhstan, where the company is; the hour is the customer's own. Told in 2030.
let mail: ScriptedMail;
let world: World;
beforeAll(async () => {
  mail = await startScriptedMail();
  world = await aWorld({}, { smtpUrl: mail.smtpUrl });
});
afterAll(async () => {
  await world?.close();
  await mail?.stop();
});

/** Five letters and the day on which a person takes over, by the instants at which they went. */
const ladders = [
  {
    name: 'Europe/Berlin over the last Sunday of March, when its clocks go ahead',
    ...{ zone: 'Europe/Berlin', issuedOn: '2030-03-11', dueOn: '2030-03-29', until: '2030-05-03T06:00:00.000Z' },
    sent: ['-3 2030-03-26T09:00', '0 2030-03-29T09:00', '+3 2030-04-01T08:00', '+7 2030-04-05T08:00', '+14 2030-04-12T08:00'],
    handedOverAt: '2030-04-19T08:00',
  },
  {
    name: 'Europe/Berlin over the last Sunday of October, when they go back, with the Day of the Republic on the way',
    ...{ zone: 'Europe/Berlin', issuedOn: '2030-10-07', dueOn: '2030-10-24', until: '2030-11-29T06:00:00.000Z' },
    sent: ['-3 2030-10-21T08:00', '0 2030-10-24T08:00', '+3 2030-10-28T09:00', '+7 2030-10-31T09:00', '+14 2030-11-07T09:00'],
    handedOverAt: '2030-11-14T09:00',
  },
  {
    name: 'America/New_York over the second Sunday of March, and over Nauryz',
    ...{ zone: 'America/New_York', issuedOn: '2030-02-18', dueOn: '2030-03-07', until: '2030-04-12T06:00:00.000Z' },
    sent: ['-3 2030-03-04T15:00', '0 2030-03-07T15:00', '+3 2030-03-11T14:00', '+7 2030-03-14T14:00', '+14 2030-03-26T14:00'],
    handedOverAt: '2030-03-28T14:00',
  },
  {
    name: 'America/New_York over the first Sunday of November',
    ...{ zone: 'America/New_York', issuedOn: '2030-10-14', dueOn: '2030-10-30', until: '2030-12-05T06:00:00.000Z' },
    sent: ['-3 2030-10-24T14:00', '0 2030-10-30T14:00', '+3 2030-11-04T15:00', '+7 2030-11-06T15:00', '+14 2030-11-13T15:00'],
    handedOverAt: '2030-11-20T15:00',
  },
] as const;

describe('six rungs at six instants', () => {
  it.each(ladders)('INV-2: in $name: at ten where the customer is, each once', async ({ zone, issuedOn, dueOn, until, sent, handedOverAt }) => {
    const deal = await chasedFrom(world, { zone, issuedOn, dueOn, email: `${issuedOn}@romashka.example` });
    await world.fastForward(deal, { untilAt: until });
    expect(await fatesOf(world, deal, 6)).toEqual([...sent.map(line => line.replace(' ', ' sent ')), '+21 done']);
    const { rows: tasks } = await world.pool.query("select created_at from human_task where invoice_id = $1 and kind = 'manual_collection'", [deal.invoiceId]);
    expect(tasks.map(task => task.created_at.toISOString().slice(0, 16))).toEqual([handedOverAt]);
    expect(new Set([...sent.map(line => line.slice(-16)), handedOverAt].map(at => timeInZone(`${at}:00.000Z`, zone)))).toEqual(new Set(['10:00']));
    expect(mail.received.filter(letter => letter.to === `${issuedOn}@romashka.example`).map(letter => letter.accepted)).toEqual(sent.map(() => true));
  });
});

describe('an invoice that is due on a holiday', () => {
  // 9 May 2030 is a Thursday, and Victory Day; 7 May is Defender of the Fatherland Day.
  it('writes on the working day after it, and does not call that day the due one; what counts from the due day counts from the holiday', async () => {
    const deal = await chasedFrom(world, { zone: 'Asia/Almaty', issuedOn: '2030-04-22', dueOn: '2030-05-09' });
    await world.fastForward(deal, { untilAt: '2030-06-14T06:00:00.000Z' });
    expect(await fatesOf(world, deal, 6)).toEqual([
      '-3 sent 2030-05-06T05:00',
      '0 sent 2030-05-10T05:00',
      '+3 sent 2030-05-13T05:00',
      '+7 sent 2030-05-16T05:00',
      '+14 sent 2030-05-23T05:00',
      '+21 done',
    ]);
    const words = (await lettersOf(world, deal)).find(letter => letter.kind === 'reminder_0')?.text;
    expect(words).toContain('пришёлся на нерабочий день, 9 мая');
    expect(words).not.toContain('Срок сегодня');
  });
});
