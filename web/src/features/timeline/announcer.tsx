import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { plainText } from "../../domain/plain.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";

/** Reads aloud what others write here, politely. The history beside it is silent. */
export function Announcer({ chat }: { chat: ChatStore }) {
  const { store } = useClient();
  const [text, setText] = useState("");
  const last = chat.lastMessage.value;
  const known = useRef(last?.seq ?? 0);
  useEffect(() => {
    if (!last || last.seq <= known.current) return;
    known.current = last.seq;
    if (last.author_id === store.myId || store.blocked.peek().has(last.author_id)) return;
    setText(
      t("timeline.announce", { name: store.nameOf(last.author_id) || t("common.nobody"), text: plainText(last) }),
    );
  }, [last?.seq]);
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
