/** What is offered to whom, as `src/besedka/rights.py` has it: the server has the last word. A test compares the two. */
import type { Chat, Role } from "./types.ts";

type Place = "room" | "public" | "private" | "group" | "direct";
const NOBODY = null;

// The lowest role that may; the higher ones may too.
export const TABLE = {
  //                  room      public    private   group     direct
  "make a channel": ["admin", NOBODY, NOBODY, NOBODY, NOBODY],
  "add someone": [NOBODY, NOBODY, "admin", "member", NOBODY],
  "invite people, and revoke invites": ["admin", NOBODY, NOBODY, NOBODY, NOBODY],
  leave: ["member", NOBODY, "member", "member", NOBODY],
  "remove a member": ["admin", NOBODY, "admin", "owner", NOBODY],
  "remove an admin or an owner": ["owner", NOBODY, NOBODY, NOBODY, NOBODY],
  "make someone an owner, an admin or a member": ["owner", NOBODY, NOBODY, NOBODY, NOBODY],
  "rename it": ["admin", "admin", "admin", "member", NOBODY],
  "say what it is about": [NOBODY, "admin", "admin", NOBODY, NOBODY],
  "make it private, or public": [NOBODY, "admin", "admin", NOBODY, NOBODY],
  "delete it": ["owner", "admin", "admin", "owner", NOBODY],
  "delete a message of someone else's": [NOBODY, "admin", "admin", "owner", NOBODY],
} as const satisfies Record<string, readonly (Role | null)[]>;

export type Right = keyof typeof TABLE;

const COLUMNS: readonly Place[] = ["room", "public", "private", "group", "direct"];
export const RANKS: Readonly<Record<Role, number>> = { member: 0, admin: 1, owner: 2 };

export function allows(right: Right, place: Place, role: Role): boolean {
  const lowest = TABLE[right][COLUMNS.indexOf(place)] ?? null;
  return lowest !== null && RANKS[role] >= RANKS[lowest];
}

export function placeOf(chat: Pick<Chat, "kind" | "private">): Place {
  if (chat.kind !== "channel") return chat.kind;
  return chat.private ? "private" : "public";
}

/** What one may be counted as in a chat: `inRoom` is one's role in the room of a channel. */
export function roleIn(chat: Pick<Chat, "role">, inRoom: Role | undefined): Role {
  return higher(chat.role ?? "member", inRoom ?? "member");
}

/** In a private channel one's role is the higher one of that in the channel and that in the room. */
export function higher(first: Role, second: Role): Role {
  return RANKS[first] >= RANKS[second] ? first : second;
}
