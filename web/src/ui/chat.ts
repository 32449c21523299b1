/** What a chat is called, and the sign that stands for it. */
import { nameFor } from "../domain/groups.ts";
import type { ChatProfile } from "../domain/types.ts";
import { t } from "../i18n/words.ts";
import type { Store } from "../store/store.ts";

/** To whom it is said. */
type Reader = Pick<Store, "me">;

/** One's own notes are called so; everything else by its name. */
export function nameOf(chat: ChatProfile, store: Reader): string {
  const me = store.me.value;
  return chat.kind === "direct" && chat.user_id === me?.id ? t("places.notes") : nameFor(chat, me);
}

/** The same within a sentence: channels have their sign there. */
export function calledOf(chat: ChatProfile, store: Reader): string {
  return chat.kind === "channel" ? `#${chat.Name}` : nameOf(chat, store);
}

/** The icon for it, where no face is shown. */
export function iconOf(chat: Pick<ChatProfile, "kind" | "private">): string {
  if (chat.kind === "channel") return chat.private ? "lock" : "hash";
  return chat.kind === "group" ? "users" : "message-circle";
}
