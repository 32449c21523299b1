/** What is being written in one chat: text, files, what it answers or changes. It outlives the view: chats are switched. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message } from "../../domain/types.ts";
import type { Draft } from "../../sync/drafts.ts";
import type { Attached } from "./files.ts";
import { canSend } from "./text.ts";

/** A message that is being changed, and the text that stood in the field before. */
export interface Editing {
  readonly message: Message;
  readonly before: string;
}

/** The text was changed by other means than by typing: the field takes it over. */
export interface Turn {
  readonly count: number;
  readonly isFocus: boolean;
}

export class Sheet {
  readonly chatId: number;
  readonly text: Signal<string> = signal("");
  readonly files: Signal<readonly Attached[]> = signal([]);
  /** The id of the message that is answered, be it known here or not. */
  readonly replyTo: Signal<number | null> = signal(null);
  readonly editing: Signal<Editing | null> = signal(null);
  readonly turn: Signal<Turn> = signal({ count: 0, isFocus: false });
  /** Something was written here, by whoever uses this tab; until then it shows what is kept. */
  readonly isTouched: Signal<boolean> = signal(false);
  /** What the outbox is taking in: kept until it has, so that it is in one of them should the page die now. */
  readonly leaving: Signal<Draft | null> = signal(null);

  constructor(chatId: number) {
    this.chatId = chatId;
  }

  /** Whether there is something to send, or to save, that the server would take. */
  readonly isReady: ReadonlySignal<boolean> = computed(() => {
    const editing = this.editing.value;
    return canSend(this.text.value, editing ? editing.message.files.length : this.files.value.length);
  });

  readonly isEmpty: ReadonlySignal<boolean> = computed(() => this.text.value === "" && !this.files.value.length);

  /** The field has this text now, by typing. */
  type(text: string): void {
    batch(() => {
      this.isTouched.value = true;
      this.text.value = text;
    });
  }

  /** Have another text in the field, and the focus there. */
  write(text: string): void {
    this.type(text);
    this.focus();
  }

  /** Have this behind what stands in the field; while a message is changed, behind what will stand there after that. */
  add(text: string): void {
    const editing = this.editing.peek();
    const all = [editing?.before ?? this.text.peek(), text].filter(Boolean).join("\n");
    if (!editing) return this.write(all);
    this.isTouched.value = true;
    this.editing.value = { ...editing, before: all };
  }

  /** Have another text in the field, without the focus, and not written by whoever uses this tab. */
  show(text: string): void {
    batch(() => {
      this.text.value = text;
      this.turn.value = { count: this.turn.peek().count + 1, isFocus: false };
    });
  }

  /** The field is to have the focus. */
  focus(): void {
    this.turn.value = { count: this.turn.peek().count + 1, isFocus: true };
  }

  hold(files: readonly Attached[]): void {
    batch(() => {
      this.isTouched.value = true;
      this.files.value = files;
    });
  }

  answer(messageId: number | null): void {
    if (this.editing.peek()) this.leaveEdit();
    this.isTouched.value = true;
    this.replyTo.value = messageId;
    this.focus();
  }

  startEdit(message: Message): void {
    const before = this.editing.peek()?.before ?? this.text.peek();
    this.editing.value = { message, before };
    this.write(message.text);
  }

  /** There is no message to be changed any more: what it was to say stays, behind what stood there before. */
  keepEdit(): void {
    const words = [this.editing.peek()?.before, this.text.peek()];
    this.editing.value = null;
    this.write(words.filter(Boolean).join("\n"));
  }

  /** The field has again what stood there before. */
  leaveEdit(): void {
    const before = this.editing.peek()?.before ?? "";
    this.editing.value = null;
    this.write(before);
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
