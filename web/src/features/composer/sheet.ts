/** What is being written in one chat: text, files, what it answers or changes. It outlives the view: chats are switched. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Message } from "../../domain/types.ts";
import { keepDraft, keptDraft } from "./drafts.ts";
import type { Attached } from "./files.ts";
import { canSend } from "./text.ts";

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
  /** While the outbox takes a message in, its text is kept as the draft: should the page die now, it is in one of them. */
  readonly leaving: Signal<string> = signal("");

  constructor(chatId: number) {
    this.chatId = chatId;
  }

  /** Whether there is something to send, or to save, that the server would take. */
  readonly isReady: ReadonlySignal<boolean> = computed(() => {
    const editing = this.editing.value;
    return canSend(this.text.value, editing ? editing.message.files.length : this.files.value.length);
  });

  readonly isEmpty: ReadonlySignal<boolean> = computed(() => this.text.value === "" && !this.files.value.length);

  /** What is to be kept: not the text of a message that is being changed. */
  readonly draft: ReadonlySignal<string> = computed(() =>
    [this.leaving.value, this.editing.value?.before ?? this.text.value].filter(Boolean).join("\n"),
  );

  /** Have another text in the field. */
  write(text: string): void {
    this.text.value = text;
    this.turn.value++;
  }

  /** The field is to have the focus. */
  focus(): void {
    this.turn.value++;
  }

  answer(message: Message): void {
    if (this.editing.peek()) this.leaveEdit();
    this.replyTo.value = message;
    this.focus();
  }

  stopAnswering(): void {
    this.replyTo.value = null;
    this.focus();
  }

  startEdit(message: Message): void {
    const before = this.editing.peek()?.before ?? this.text.peek();
    this.editing.value = { message, before };
    this.write(message.text);
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

/** The sheet of a chat, with the draft that was kept. Another user on this page begins with empty ones. */
export function sheetOf(chatId: number, userId = owner): Sheet {
  if (userId !== owner) sheets.clear();
  owner = userId;
  const known = sheets.get(chatId);
  if (known) return known;
  const sheet = new Sheet(chatId);
  sheets.set(chatId, sheet);
  takeUp(sheet, userId);
  return sheet;
}

function takeUp(sheet: Sheet, userId: number): void {
  const kept = keptDraft(userId, sheet.chatId);
  sheet.text.value = kept?.text ?? "";
  sheet.replyTo.value = kept?.replyTo ?? null;
  effect(() => {
    const [text, replyTo] = [sheet.draft.value, sheet.replyTo.value];
    keepDraft(userId, sheet.chatId, text || replyTo ? { text, ...(replyTo ? { replyTo } : {}) } : null);
  });
}
