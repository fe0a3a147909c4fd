type Placed = Readonly<{ personId: string; superiorId: string | null }>;

/**
 * The circle that a person's line of superiors would run in under `superiorId`: everybody on it in order, from the person to the person
 * again. Null where the line ends above somebody, as it must: a step that is late is told to the superior (Q2C.md 3).
 */
export function superiorCircle(personId: string, superiorId: string | null, people: readonly Placed[]): string[] | null {
  const superiors = new Map(people.map(person => [person.personId, person.superiorId]));
  const line = [personId];
  for (let next = superiorId; next !== null; next = superiors.get(next) ?? null) {
    if (next === personId) return [...line, personId];
    if (line.includes(next)) return null;
    line.push(next);
  }
  return null;
}
