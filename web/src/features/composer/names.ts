import type { ChatStore } from "../../store/chat.ts";

/** A chat as it is called in a sentence. */
export function nameOf(chat: ChatStore): string {
  const { kind, Name } = chat.chat.value;
  return kind === "channel" ? `#${Name}` : Name;
}
