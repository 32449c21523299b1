import { useClient } from "../../app/context.ts";
import { plainText } from "../../domain/plain.ts";
import type { ChatProfile, LastMessage } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import type { Store } from "../../store/store.ts";
import { spellWhen } from "../../ui/times.ts";

/** The second line of a chat's row where there is room for one: the beginning of what was said last, and when. */
export function LastSaid({ chat, last }: { chat: ChatProfile; last: LastMessage }) {
  const { store } = useClient();
  const isHidden = store.blocked.value.has(last.author_id); // as in the conversation
  const text = isHidden ? t("places.from_blocked") : plainText(last).trim() || t("places.no_words");
  const name = isHidden ? "" : saidBy(chat, last, store);
  return (
    <>
      <time dateTime={last.created_at}>{spellWhen(last.created_at)}</time>
      <span class="said" dir={name ? undefined : "auto"}>
        {name ? (
          <>
            <bdi>{name}</bdi>: <bdi>{text}</bdi>
          </>
        ) : (
          text
        )}
      </span>
    </>
  );
}

/** Who said it; empty where there is but one who can have said it. */
function saidBy(chat: ChatProfile, { author_id }: LastMessage, store: Store): string {
  if (chat.kind === "direct" && chat.user_id === store.myId) return "";
  if (author_id === store.myId) return t("places.you");
  return chat.kind === "group" ? store.nameOf(author_id) : "";
}
