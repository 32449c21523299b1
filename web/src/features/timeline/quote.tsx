import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Message } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { type Api, Problem } from "../../sync/api.ts";
import { brief } from "./brief.ts";
import { Jump } from "./jump.ts";

/** A message; null: there is none any more, or none for me; undefined: that can't be said yet. */
type Quoted = Message | null | undefined;

/** The message that is answered, in one line; a click goes there, also while it is not known yet what it says. */
export function Quote({ chat, messageId }: { chat: ChatStore; messageId: number }) {
  const { store } = useClient();
  const jump = useContext(Jump);
  const [quoted, ask] = useQuoted(chat, messageId);
  if (quoted === null || quoted?.deleted) return <div class="quote">{t("timeline.quote_gone")}</div>;
  const follow = async () => {
    const found = quoted ?? (await ask());
    if (found && !found.deleted) jump(found.seq);
  };
  const name = quoted && (store.nameOf(quoted.author_id) || t("common.nobody"));
  return (
    <button type="button" class="quote" aria-label={quoted ? undefined : t("common.loading")} onClick={follow}>
      <b dir="auto">{name ?? "\u00A0"}</b> <span dir="auto">{quoted && brief(quoted)}</span>
    </button>
  );
}

/** What is known of it by now, and a way to wait for it: it is asked for once, and again where there was no connection. */
function useQuoted(chat: ChatStore, messageId: number): readonly [Quoted, () => Promise<Quoted>] {
  const { api, gateway } = useClient();
  const [asked, setAsked] = useState<Quoted>(undefined);
  const coming = useRef<Promise<Quoted> | null>(null);
  const quoted = chat.history.find(messageId) ?? asked;
  const ask = () => {
    coming.current ??= find(api, messageId).then((found) => {
      coming.current = null;
      setAsked(found);
      return found;
    });
    return coming.current;
  };
  const isMissing = quoted === undefined;
  const isOpen = isMissing && gateway.connection.value === "open";
  useEffect(() => {
    if (isMissing) void ask();
  }, [messageId, isMissing, isOpen]);
  return [quoted, ask];
}

function find(api: Api, messageId: number): Promise<Quoted> {
  return api
    .get<Message>(`/messages/${messageId}`)
    .catch((problem) => (problem instanceof Problem && problem.status === 404 ? null : undefined));
}
