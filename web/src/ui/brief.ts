import { plainText } from "../domain/plain.ts";
import type { Message } from "../domain/types.ts";
import { calledFile } from "./file.ts";

/** What a message says, where there is little room: its words without markup, or else what its first file is called. */
export function brief(message: Message): string {
  const file = message.files[0];
  return plainText(message) || (file ? calledFile(file) : "");
}
