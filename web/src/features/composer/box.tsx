import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import { calledOf } from "../../ui/chat.ts";
import { isForField, isPasteForField } from "./anywhere.ts";
import type { Desk } from "./desk.ts";
import { filesOf } from "./files.ts";
import { grow, growByWidth } from "./grow.ts";
import { pastedFiles } from "./paste.ts";
import { attachTo } from "./sending.ts";

/** The field. What is typed belongs to the browser (undo, input methods, spelling); it is written over only by `turn`. */
export function Box({ desk, listId }: { desk: Desk; listId: string }) {
  const { sheet, completer } = desk;
  useTurns(desk);
  useWidth(desk);
  useTypingAnywhere(desk);
  const offer = completer.offer.value;
  const isKept = !sheet.editing.value && !sheet.files.value.length;
  return (
    <textarea
      ref={desk.field}
      rows={1}
      data-kept={isKept ? "" : undefined}
      dir="auto"
      enterkeyhint={desk.isTouch ? "enter" : "send"}
      aria-label={t("composer.message")}
      placeholder={usePlaceholder(desk)}
      aria-autocomplete="list"
      aria-controls={offer ? listId : undefined}
      aria-activedescendant={offer ? `${listId}-${offer.active}` : undefined}
      onInput={(event) => desk.typed(event)}
      onKeyDown={(event) => desk.press(event)}
      onSelect={() => desk.moved()}
      onBlur={() => desk.left()}
      onPaste={(event) => pasteFiles(desk, event)}
    />
  );
}

function usePlaceholder({ chat }: Desk): string {
  const { store } = useClient();
  const { kind, user_id } = chat.profile.value;
  if (kind === "direct" && user_id === store.myId) return t("composer.write_note");
  return t("composer.write_to", { name: calledOf(chat.profile.value, store) });
}

/** The sheet was written to from elsewhere: the field follows, with the caret at the end. */
function useTurns({ field, sheet }: Desk): void {
  const { count, isFocus } = sheet.turn.value;
  const seen = useRef(count);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    if (element.value !== sheet.text.peek()) element.value = sheet.text.peek();
    grow(element);
    if (seen.current === count || !isFocus) return;
    seen.current = count;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [count]);
}

function useWidth({ field }: Desk): void {
  useEffect(() => (field.current ? growByWidth(field.current) : undefined), []);
}

/** From before the field is painted: who sees it may type. */
function useTypingAnywhere(desk: Desk): void {
  useLayoutEffect(() => {
    const catchKey = (event: KeyboardEvent) => isForField(event) && desk.field.current?.focus();
    const catchPaste = (event: ClipboardEvent) => isPasteForField(event) && paste(desk, event);
    addEventListener("keydown", catchKey);
    addEventListener("paste", catchPaste);
    return () => {
      removeEventListener("keydown", catchKey);
      removeEventListener("paste", catchPaste);
    };
  }, [desk]);
}

/** What the browser would put nowhere. */
function paste(desk: Desk, event: ClipboardEvent): void {
  pasteFiles(desk, event);
  const text = event.clipboardData?.getData("text/plain");
  if (!text || event.defaultPrevented) return;
  event.preventDefault();
  desk.insert(text);
}

/** Files go with the message. */
function pasteFiles({ client, sheet }: Desk, event: ClipboardEvent): void {
  const data = event.clipboardData;
  const files = data ? pastedFiles({ types: data.types, files: filesOf(data) }) : [];
  if (!files.length || sheet.editing.peek()) return;
  event.preventDefault();
  attachTo(client, sheet, files);
}
