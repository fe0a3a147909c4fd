import type { InvoicePageView } from '../views/invoice-view.ts';
import type { Tell } from './tell.ts';

/** What is in force of what the customer and we have told each other: one row each, the last what is asked for at present. Null where there is nothing to tell. */
export function presentStanding({ standing }: InvoicePageView, tell: Tell) {
  const { promises, dispute, claim, asked } = standing;
  const rows = [
    ...promises.map(({ payOn, amount }) => ({ name: tell.say('standing.promised', { day: tell.day(payOn, 'dative') }), sum: tell.money(amount), notes: [] as string[], strong: false })),
    ...(dispute === null
      ? []
      : [{ name: tell.say('standing.disputed'), sum: tell.money(dispute.amount), notes: [tell.say('standing.disputed_since', { day: tell.day(dispute.sinceOn, 'ablative') })], strong: false }]),
    ...(claim === null ? [] : [presentClaim(claim, tell)]),
    ...(asked === null ? [] : [{ name: tell.say('standing.asked'), sum: asked.amountMinor > 0 ? tell.money(asked) : tell.say('standing.asked_nothing'), notes: [], strong: true }]),
  ];
  return rows.length === 0 ? null : { rows };
}

function presentClaim({ paidOn, amount, saidOn, orders, restThroughOn }: NonNullable<InvoicePageView['standing']['claim']>, tell: Tell) {
  return {
    name: tell.say('standing.claimed', { day: tell.day(paidOn, 'locative') }),
    sum: amount === null ? tell.say('standing.claimed_all') : tell.money(amount),
    notes: [
      tell.say(orders > 0 ? 'standing.claimed_order' : 'standing.claimed_plain', { day: tell.day(saidOn, 'locative'), count: orders }),
      restThroughOn === null ? tell.say('standing.claimed_looking') : tell.say('standing.claimed_rest', { day: tell.day(restThroughOn, 'dative') }),
    ],
    strong: false,
  };
}
