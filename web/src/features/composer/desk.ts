/** The field of one chat at work: keys, what is completed, who is told that one writes. */

import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import { notify } from "../../ui/toasts.tsx";
import { type Choice, Completer, type Offer } from "./completer.ts";
import { grow } from "./grow.ts";
import { insertText } from "./insert.ts";
import { isOfMethod } from "./keys.ts";
import { Last } from "./last.ts";
import { submit } from "./sending.ts";
import type { Sheet } from "./sheet.ts";

export class Desk {
  readonly client: Client;
  readonly chat: ChatStore;
  readonly sheet: Sheet;
  readonly completer: Completer;
  readonly last: Last;
  readonly field: { current: HTMLTextAreaElement | null } = { current: null };
  /** Enter breaks the line where there are no other keys to do it with. */
  readonly isTouch = matchMedia("(pointer: coarse) and (hover: none)").matches;

  constructor(client: Client, chat: ChatStore, sheet: Sheet) {
    this.client = client;
    this.chat = chat;
    this.sheet = sheet;
    this.completer = new Completer(client, chat);
    this.last = new Last(client, chat, sheet, () => notify(t("composer.not_sent_yet")));
  }

  submit(): void {
    this.completer.close();
    void submit(this.client, this.sheet);
  }

  typed(event: InputEvent): void {
    const field = this.field.current;
    if (!field) return;
    this.last.leave();
    if (event.inputType.startsWith("history")) collapse(field);
    this.sheet.type(field.value);
    grow(field);
    this.tell();
    void this.completer.look(field.value, field.selectionStart);
    if (event.data?.endsWith(":")) void this.finishEmoji(field);
  }

  /** Somebody does something else. */
  left(): void {
    this.completer.close();
    this.last.leave();
  }

  /** The caret may have left what was being completed. */
  moved(): void {
    const field = this.field.current;
    const offer = this.completer.offer.peek();
    if (field && offer && field.selectionStart !== offer.sought.end) this.completer.close();
  }

  choose(choice: Choice): void {
    const sought = this.offered?.sought;
    if (!sought || !this.field.current) return;
    this.completer.close();
    insertText(this.field.current, choice.text, sought.start, sought.end);
    this.completer.close();
    choice.onChoose?.();
  }

  /** Put a text where the caret is. */
  insert(text: string): void {
    if (this.field.current) insertText(this.field.current, text);
  }

  /** A key of an input method is its own, and Tab leaves, unless there is something to choose. */
  press(event: KeyboardEvent): void {
    if (isOfMethod(event)) return;
    const { offered } = this;
    const isTaken = offered ? this.pressInList(event, offered) : this.pressInText(event);
    if (isTaken) event.preventDefault();
  }

  private get offered(): Offer | null {
    const field = this.field.current;
    return field && this.completer.at(field.value, field.selectionStart);
  }

  private pressInList(event: KeyboardEvent, offer: Offer): boolean {
    const choice = offer.choices[offer.active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.completer.move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape") this.completer.close();
    else if (choice && !event.shiftKey && (event.key === "Enter" || event.key === "Tab")) this.choose(choice);
    else return this.pressInText(event);
    return true;
  }

  private pressInText(event: KeyboardEvent): boolean {
    if (event.key === "Enter") return this.pressEnter(event);
    if (event.key === "Escape") return this.leave();
    return event.key === "ArrowUp" && !hasModifier(event) && this.last.edit();
  }

  private pressEnter(event: KeyboardEvent): boolean {
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.shiftKey || event.altKey || (this.isTouch && !isCommand)) return false;
    this.submit();
    return true;
  }

  private leave(): boolean {
    if (this.sheet.editing.peek()) this.sheet.leaveEdit();
    else if (this.sheet.replyTo.peek() !== null) this.sheet.answer(null);
    else return false;
    return true;
  }

  private tell(): void {
    if (this.sheet.text.peek() && !this.sheet.editing.peek()) this.client.typing(this.chat.id);
  }

  /** `:tada:` becomes the emoji as soon as it is written out, if nothing was typed meanwhile. */
  private async finishEmoji(field: HTMLTextAreaElement): Promise<void> {
    const before = field.value;
    const found = await this.completer.finish(before, field.selectionStart).catch(() => null);
    if (!found || field.value !== before || field.selectionStart !== found.sought.end) return;
    insertText(field, found.glyph, found.sought.start, found.sought.end);
  }
}

/** What is undone comes back selected: the next letter would take its place. */
function collapse(field: HTMLTextAreaElement): void {
  field.setSelectionRange(field.selectionEnd, field.selectionEnd);
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
}
