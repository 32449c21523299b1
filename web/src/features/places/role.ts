/** What one is in a chat, as the rights count it. */
import { useClient } from "../../app/context.ts";
import { roleIn } from "../../domain/rights.ts";
import type { ChatProfile, Role } from "../../domain/types.ts";

export function useRole(chat: ChatProfile): Role {
  const { store } = useClient();
  return roleIn(chat, store.rooms.value.get(chat.room_id ?? 0)?.role);
}
