/** What is being written in one chat: text, files, what it answers or changes. It outlives the view: chats are switched. */
import { type Signal, signal } from "@preact/signals";
import type { Message } from "../../domain/types.ts";
import type { Attached } from "./files.ts";

/** A message that is being changed, and the text that stood in the field before. */
export interface Editing {
  readonly message: Message;
  readonly before: string;
}

export class Sheet {
  readonly chatId: number;
  readonly text: Signal<string> = signal("");
  readonly files: Signal<readonly Attached[]> = signal([]);
  readonly replyTo: Signal<Message | null> = signal(null);
  readonly editing: Signal<Editing | null> = signal(null);
  /** Raised when the text was changed by other means than by typing: the field takes it over, and the focus. */
  readonly turn: Signal<number> = signal(0);

  constructor(chatId: number) {
    this.chatId = chatId;
  }

  /** Have another text in the field. */
  write(text: string): void {
    this.text.value = text;
    this.turn.value++;
  }

  answer(message: Message): void {
    if (this.editing.peek()) this.leaveEdit();
    this.replyTo.value = message;
    this.turn.value++;
  }

  startEdit(message: Message): void {
    const before = this.editing.peek()?.before ?? this.text.peek();
    this.editing.value = { message, before };
    this.write(message.text);
  }

  /** The field has again what stood there before. */
  leaveEdit(): void {
    const editing = this.editing.peek();
    this.editing.value = null;
    this.write(editing?.before ?? "");
  }

  /** What is to be kept as the draft: not the text of a message that is being changed. */
  get draft(): string {
    return this.editing.value?.before ?? this.text.value;
  }
}

let owner = 0;
const sheets = new Map<number, Sheet>();

/** The sheet of a chat. Another user on this page begins with empty ones. */
export function sheetOf(chatId: number, userId = owner): Sheet {
  if (userId !== owner) sheets.clear();
  owner = userId;
  const sheet = sheets.get(chatId) ?? new Sheet(chatId);
  sheets.set(chatId, sheet);
  return sheet;
}
