/** What a chat is called, and the sign that stands for it. */
import type { Chat } from "../domain/types.ts";
import { t } from "../i18n/words.ts";

/** One's own notes are called so; everything else by its name. */
export function nameOf(chat: Chat, myId: number): string {
  return chat.kind === "direct" && chat.user_id === myId ? t("places.notes") : chat.Name;
}

/** The same within a sentence: channels have their sign there. */
export function calledOf(chat: Chat, myId: number): string {
  return chat.kind === "channel" ? `#${chat.Name}` : nameOf(chat, myId);
}

/** The icon for it, where no face is shown. */
export function iconOf(chat: Pick<Chat, "kind" | "private">): string {
  if (chat.kind === "channel") return chat.private ? "lock" : "hash";
  return chat.kind === "group" ? "users" : "message-circle";
}
