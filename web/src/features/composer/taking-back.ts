/** What is on its way, or was refused, and is not wanted like that comes back into the field. */
import type { Client } from "../../sync/client.ts";
import { MOST_FILES } from "./files.ts";
import { refuse } from "./refuse.ts";
import { attachTo } from "./sending.ts";
import { sheetOf } from "./sheet.ts";

/**
 * Text, files and what is answered, behind what was written meanwhile; nothing, if the server may have it already, or if
 * its files have no room there.
 */
export async function takeBack(client: Client, chatId: number, nonce: string): Promise<void> {
  const draft = await client.outbox.read(nonce);
  if (!draft) return;
  const [sheet, files] = [sheetOf(chatId), draft.files ?? []];
  if (sheet.files.peek().length + files.length > MOST_FILES) return refuse("too_many");
  sheet.add(draft.text);
  attachTo(client, sheet, files);
  sheet.replyTo.value ??= draft.replyTo ?? null;
  void client.drafts.flush(); // first, should the page end now
  client.outbox.discard(nonce);
}
