/** A colleague as work is given out; `active` false: has left. */
export type Colleague = Readonly<{ id: string; roles: readonly string[]; superiorId: string | null; active: boolean }>;

/**
 * Who has the work of a person (DN14): that person, or where they have left the nearest above them who is there, else a director, else an
 * admin. Where nobody at all is there it stays with the person: work is never without one. People in the order in which they are asked.
 */
export function whoTakes(personId: string, people: readonly Colleague[]): string {
  const line = [personId, ...above(personId, people)];
  return line.find(id => isThere(id, people)) ?? firstOf('director', people) ?? firstOf('admin', people) ?? personId;
}

/** The head of a person: the nearest above them who is there, or else a director, or else whoever has the person's work. */
export function headAbove(personId: string, people: readonly Colleague[]): string {
  return above(personId, people).find(id => isThere(id, people)) ?? firstOf('director', people) ?? whoTakes(personId, people);
}

/** The line of superiors upwards, each once. */
function above(personId: string, people: readonly Colleague[]): string[] {
  const line: string[] = [];
  const superiorOf = (id: string) => people.find(person => person.id === id)?.superiorId ?? null;
  for (let next = superiorOf(personId); next !== null && next !== personId && !line.includes(next); next = superiorOf(next)) line.push(next);
  return line;
}

const isThere = (id: string, people: readonly Colleague[]): boolean => people.some(person => person.id === id && person.active);
const firstOf = (role: string, people: readonly Colleague[]): string | undefined => people.find(person => person.active && person.roles.includes(role))?.id;
