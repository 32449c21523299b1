/** The sheet of a chat and the draft that the device keeps of it. */
import { effect, untracked } from "@preact/signals";
import type { Client } from "../../sync/client.ts";
import type { Draft } from "../../sync/drafts.ts";
import { attach, release } from "./files.ts";
import type { Sheet } from "./sheet.ts";

const kept = new WeakSet<Sheet>();

/**
 * From now on the draft follows the sheet, once something was written on it here. Until then the sheet follows the draft: what
 * was kept before a reload, what is written in another tab. So two tabs that write to one chat do not disturb each other.
 */
export function keepSheet(client: Client, sheet: Sheet): void {
  if (kept.has(sheet)) return;
  kept.add(sheet);
  const draft = client.drafts.of(sheet.chatId);
  effect(() => {
    const told = draft.value;
    untracked(() => !sheet.isTouched.peek() && takeUp(sheet, told));
  });
  effect(() => {
    const now = draftOf(sheet);
    if (sheet.isTouched.value) untracked(() => client.drafts.set(sheet.chatId, now));
  });
}

/** What is to be kept: not the text of a message that is being changed; the text of one that the outbox has not taken yet. */
function draftOf(sheet: Sheet): Draft {
  const leaving = sheet.leaving.value;
  const text = sheet.editing.value?.before ?? sheet.text.value;
  const files = [...(leaving?.files ?? []), ...sheet.files.value.map((each) => each.file)];
  const replyTo = leaving?.replyTo ?? sheet.replyTo.value;
  return {
    text: [leaving?.text, text].filter(Boolean).join("\n"),
    ...(replyTo === null ? {} : { replyTo }),
    ...(files.length ? { files } : {}),
  };
}

function takeUp(sheet: Sheet, draft: Draft | null): void {
  for (const each of sheet.files.peek()) release(each);
  sheet.files.value = (draft?.files ?? []).map(attach);
  sheet.show(draft?.text ?? "");
  sheet.replyTo.value = draft?.replyTo ?? null;
}
