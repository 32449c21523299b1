/** Who would be left in a room, if I went: known before it is asked for what is refused. */
import type { Member } from "../../domain/types.ts";
import { listRoomMembers } from "../../sync/api/members.ts";
import type { Client } from "../../sync/client.ts";

type Others = "owners" | "members" | "none";

const PAGES_LOOKED_THROUGH = 20; // further owners are not looked for: whoever is left may be made one

/** The highest of the others: the room needs an owner. Raises `Problem`. */
export async function findOthers({ api, store }: Pick<Client, "api" | "store">, roomId: number): Promise<Others> {
  let found: Others = "none";
  let after = 0;
  for (let page = 0; page < PAGES_LOOKED_THROUGH; page++) {
    const { members, more } = await listRoomMembers(api, roomId, after);
    const others = members.filter((member: Member) => member.user_id !== store.myId);
    if (others.some((member) => member.role === "owner")) return "owners";
    if (others.length) found = "members";
    if (!more) break;
    after = members.at(-1)?.user_id ?? after;
  }
  return found;
}
