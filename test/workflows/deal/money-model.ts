export type Money = Readonly<{ owed: number; paid: number }>;
export type Fact = Readonly<{ id: string; what: 'payment' | 'credit' | 'pauses'; amount: number }>;

/** The ledger and what the deal has heard of it, kept apart: facts by their names, sums added up when they are asked for. */
export class MoneyModel {
  readonly #total: number;
  readonly #facts = new Map<string, Fact>();
  readonly #heard: (Fact & Readonly<{ minute: number }>)[] = [];
  readonly #undone: string[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  take(what: Fact['what'], id: string, amount: number): void {
    if (what === 'pauses' || amount > 0) this.#facts.set(id, { id, what, amount });
  }

  /** Takes back the payment that the deal heard of last. */
  undo(id: string): void {
    const last = this.#heard.findLast(fact => fact.what === 'payment' && fact.amount > 0 && !this.#undone.includes(fact.id));
    if (!last) return;
    this.#undone.push(last.id);
    this.#facts.set(id, { id, what: 'payment', amount: -last.amount });
  }

  fact(id: string): Fact | null {
    return this.#facts.get(id) ?? null;
  }

  hear(fact: Fact, minute: number): void {
    this.#heard.push({ ...fact, minute });
  }

  get owed(): number {
    return this.#sum([...this.#facts.values()]).owed;
  }

  /** What the deal has heard of. */
  get known(): Money {
    return this.#sum(this.#heard);
  }

  /** The ledger of now, without what the deal heard of after that minute. */
  at(minute: number): Money {
    const later = this.#heard.filter(fact => fact.minute > minute).map(fact => fact.id);
    return this.#sum([...this.#facts.values()].filter(fact => !later.includes(fact.id)));
  }

  #sum(facts: readonly Fact[]): Money {
    const of = (what: Fact['what']) => facts.filter(fact => fact.what === what).reduce((sum, fact) => sum + fact.amount, 0);
    return { owed: this.#total - of('payment') - of('credit'), paid: of('payment') };
  }
}
