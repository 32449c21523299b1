/** What waits in a room, or outside of all. */
import type { Counted } from "../../domain/types.ts";

export interface Waiting {
  /** Messages, of chats that tell of all. */
  readonly unread: number;
  /** Those for which someone waits: mentions, and what is said to me alone. */
  readonly calls: number;
}

/** How a chat's own badge looks: `call` for a mention or a direct message, `muted` where one wants to hear of nothing. */
export function lookOf(chat: Counted): "call" | "muted" | undefined {
  if (chat.notifications === "none") return "muted";
  return chat.MentionCount > 0 || (chat.kind === "direct" && chat.notifications === "all") ? "call" : undefined;
}

/** The number on a chat's badge: of the mentions where one wants to hear of them only. */
export function countOf(chat: Counted): number {
  return chat.notifications === "mentions" && chat.MentionCount ? chat.MentionCount : chat.NewMsgCount;
}

/** The sums over the chats of a room, or those of none (`null`); muted ones wait for nobody. */
export function waitingIn(chats: Iterable<Counted>, roomId: number | null): Waiting {
  let [unread, calls] = [0, 0];
  for (const chat of chats) {
    if ((chat.room_id ?? null) !== roomId || chat.notifications === "none") continue;
    if (chat.notifications === "all") unread += chat.NewMsgCount;
    calls += chat.kind === "direct" && chat.notifications === "all" ? chat.NewMsgCount : chat.MentionCount;
  }
  return { unread, calls };
}
