/** What the rest of the page may use of the composer. */
import type { Message } from "../../domain/types.ts";
import { sheetOf } from "./sheet.ts";

export { Composer } from "./composer.tsx";
export { takeBack } from "./taking-back.ts";

/** Answer a message: it is quoted above the field, which takes the focus. */
export function replyTo(chatId: number, message: Message): void {
  sheetOf(chatId).answer(message.id);
}

/** Change a message of one's own: its text comes into the field of its chat. */
export function startEdit(message: Message): void {
  sheetOf(message.chat_id).startEdit(message);
}
