/** Which room's channels are listed; null: direct and group chats. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { route } from "../../app/routes.ts";
import type { Store } from "../../store/store.ts";

const last = signal<number | null>(null);

export function chosenRoom(store: Store): ReadonlySignal<number | null> {
  return computed(() => {
    const at = route.value;
    if (at.at === "room") return at.roomId;
    if (at.at === "chat") return store.chat(at.chatId)?.chat.value.room_id ?? null;
    const kept = last.value;
    return kept !== null && store.rooms.value.has(kept) ? kept : null;
  });
}

/** Be at a room's list when no chat is open. */
export function keepRoom(roomId: number | null): void {
  last.value = roomId;
}
