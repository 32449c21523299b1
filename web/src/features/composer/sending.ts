/** From the sheet into the outbox. */
import { batch } from "@preact/signals";
import { t } from "../../i18n/words.ts";
import { Problem } from "../../sync/api.ts";
import type { Client } from "../../sync/client.ts";
import type { Draft } from "../../sync/drafts.ts";
import { sayProblem } from "../../ui/problem.tsx";
import { attach, choose, MOST_FILES, release } from "./files.ts";
import { refuse } from "./refuse.ts";
import type { Sheet } from "./sheet.ts";
import { trimText } from "./text.ts";

/** Send what is on the sheet, or keep the message as it was changed. */
export function submit(client: Client, sheet: Sheet): Promise<void> {
  if (!sheet.isReady.peek()) return Promise.resolve();
  return sheet.editing.peek() ? saveEdit(client, sheet) : send(client, sheet);
}

/** The field is empty at once; should the outbox not take the message, it is on the sheet again. */
async function send(client: Client, sheet: Sheet): Promise<void> {
  const [text, files, replied] = [sheet.text.peek(), sheet.files.peek(), sheet.replyTo.peek()];
  const message = { text, files: files.map((each) => each.file), ...(replied === null ? {} : { replyTo: replied }) };
  empty(sheet, message);
  try {
    await client.outbox.add(sheet.chatId, { ...message, text: trimText(text) }, "draft");
    for (const each of files) release(each);
  } catch (problem) {
    sheet.hold([...files, ...sheet.files.peek()]);
    sheet.replyTo.value ??= replied;
    sheet.write([text, sheet.text.peek()].filter(Boolean).join("\n"));
    sayProblem(problem);
  } finally {
    if (sheet.leaving.peek() === message) sheet.leaving.value = null;
    if (sheet.isEmpty.peek()) sheet.isTouched.value = false;
  }
}

function empty(sheet: Sheet, leaving: Draft): void {
  batch(() => {
    sheet.leaving.value = leaving;
    sheet.hold([]);
    sheet.replyTo.value = null;
    sheet.write("");
  });
}

/** The field stays as it is until the server has said yes. */
async function saveEdit(client: Client, sheet: Sheet): Promise<void> {
  const editing = sheet.editing.peek();
  const text = trimText(sheet.text.peek());
  if (!editing) return;
  try {
    if (text !== editing.message.text) await client.edit(editing.message.id, text);
    if (sheet.editing.peek() === editing) sheet.leaveEdit();
  } catch (problem) {
    sayProblem(problem, client.store.chat(sheet.chatId)?.chat.peek());
    if (problem instanceof Problem && problem.code === "no_such_message") sheet.keepEdit();
  }
}

/** Put files on the sheet; what can't go with a message is said at once. */
export function attachTo({ fileLimit }: Client, sheet: Sheet, offered: readonly File[]): void {
  const { taken, refused } = choose(sheet.files.peek().length, offered, fileLimit);
  sheet.hold([...sheet.files.peek(), ...taken.map(attach)]);
  const first = refused[0];
  if (first) refuse(first.why, first.file.name, fileLimit);
  if (taken.length) sheet.focus();
}

export function detach(sheet: Sheet, key: number): void {
  const gone = sheet.files.peek().find((each) => each.key === key);
  if (gone) release(gone);
  sheet.hold(sheet.files.peek().filter((each) => each.key !== key));
  sheet.focus();
}

/** A text that is too long for a message goes as a file. */
export function sendAsFile(client: Client, sheet: Sheet): void {
  const file = new File([sheet.text.peek()], `${t("composer.text_file")}.txt`, { type: "text/plain" });
  if (sheet.files.peek().length >= MOST_FILES) return refuse("too_many");
  attachTo(client, sheet, [file]);
  sheet.write("");
}
