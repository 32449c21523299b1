/** What is offered to whom of the server as a whole, as `src/besedka/rights.py` has it: a test compares the two. */
import { RANKS } from "./rights.ts";
import type { Role } from "./types.ts";

// Those that not everyone has who may see the server's pages at all.
export const SERVER_TABLE = {
  "do these three to an admin or an owner": "owner",
  "make someone an owner, an admin or a plain member": "owner",
  "read who has done what of this": "owner",
} as const satisfies Record<string, Role>;

export function allowsOfServer(right: keyof typeof SERVER_TABLE, role: Role): boolean {
  return RANKS[role] >= RANKS[SERVER_TABLE[right]];
}
