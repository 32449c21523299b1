/** Whom the beginning of a name means. Pure. */
import type { Member } from "../../domain/types.ts";

type Person = Pick<Member, "user_id" | "username" | "name">;

/** Those whom the query fits, by how well, then by who wrote last. `recent`: ids, the latest first. */
export function rankPeople<T extends Person>(people: readonly T[], query: string, recent: readonly number[]): T[] {
  const wanted = fold(query);
  const lastPlace = recent.length;
  const placeOf = (person: T) => (recent.indexOf(person.user_id) + lastPlace + 1) % (lastPlace + 1);
  return people
    .map((person) => ({ person, rank: fit(person, wanted), place: placeOf(person) }))
    .filter((each) => each.rank < NO_FIT)
    .sort((a, b) => a.rank - b.rank || a.place - b.place || a.person.username.localeCompare(b.person.username))
    .map((each) => each.person);
}

const NO_FIT = 3;

function fit({ username, name }: Person, wanted: string): number {
  const [user, full] = [fold(username), fold(name)];
  if (user.startsWith(wanted) || full.startsWith(wanted)) return 0;
  if (full.split(/\s+/).some((word) => word.startsWith(wanted))) return 1;
  return user.includes(wanted) || full.includes(wanted) ? 2 : NO_FIT;
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
