import { useContext, useEffect, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { plainText } from "../../domain/plain.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Jump } from "./jump.ts";

/** The message that is answered, in one line; a click goes there. */
export function Quote({ chat, messageId }: { chat: ChatStore; messageId: number }) {
  const { api, store } = useClient();
  const jump = useContext(Jump);
  const known = chat.history.find(messageId);
  const [asked, setAsked] = useState<Message | null | undefined>(undefined);
  const quoted = known ?? asked;
  useEffect(() => {
    if (!known) api.get<Message>(`/messages/${messageId}`).then(setAsked, () => setAsked(null));
  }, [messageId]);
  if (!quoted || quoted.deleted) {
    return <div class="quote">{quoted === undefined ? "\u00A0" : t("timeline.quote_gone")}</div>;
  }
  const name = store.nameOf(quoted.author_id) || t("common.nobody");
  return (
    <button type="button" class="quote" onClick={() => jump(quoted.seq)}>
      <b dir="auto">{name}</b> <span dir="auto">{plainText(quoted) || quoted.files[0]?.name || ""}</span>
    </button>
  );
}
