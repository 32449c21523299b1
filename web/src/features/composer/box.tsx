import { useLayoutEffect, useRef } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import type { Client } from "../../sync/client.ts";
import { isOfMethod } from "./keys.ts";
import { submit } from "./sending.ts";
import type { Sheet } from "./sheet.ts";

/** The field. What is typed belongs to the browser (undo, input methods, spelling); it is written over only by `turn`. */
export function Box({ chat, sheet }: { chat: ChatStore; sheet: Sheet }) {
  const client = useClient();
  const ref = useRef<HTMLTextAreaElement>(null);
  useTurns(ref, sheet);
  const { Name, kind } = chat.chat.value;
  return (
    <textarea
      ref={ref}
      rows={1}
      dir="auto"
      aria-label={t("composer.message")}
      placeholder={t("composer.write_to", { name: kind === "channel" ? `#${Name}` : Name })}
      onInput={(event) => {
        sheet.text.value = event.currentTarget.value;
      }}
      onKeyDown={(event) => act(event, client, sheet)}
    />
  );
}

function useTurns(ref: { current: HTMLTextAreaElement | null }, sheet: Sheet): void {
  const turn = sheet.turn.value;
  const seen = useRef(turn);
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field) return;
    if (field.value !== sheet.text.peek()) field.value = sheet.text.peek();
    if (seen.current !== turn) field.focus();
    seen.current = turn;
  }, [turn]);
}

function act(event: KeyboardEvent, client: Client, sheet: Sheet): void {
  if (isOfMethod(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    void submit(client, sheet);
  }
}
