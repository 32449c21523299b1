/** What is written in a chat and not sent, kept for a reload: in this tab alone, so that tabs do not overwrite each other. */
import type { Message } from "../../domain/types.ts";

export interface KeptDraft {
  readonly text: string;
  readonly replyTo?: Message;
}

export function keptDraft(userId: number, chatId: number): KeptDraft | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(userId, chatId)) ?? "null") as KeptDraft | null;
  } catch {
    return null;
  }
}

/** Null: there is nothing to keep any more. */
export function keepDraft(userId: number, chatId: number, draft: KeptDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(keyOf(userId, chatId), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(userId, chatId));
  } catch {
    // refused or full: it lasts as long as the page
  }
}

function keyOf(userId: number, chatId: number): string {
  return `besedka.draft.${userId}.${chatId}`;
}
