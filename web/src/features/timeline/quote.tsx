import { useContext } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { brief } from "../../ui/brief.ts";
import { useQuoted } from "../../ui/quoted.ts";
import { Jump } from "./jump.ts";

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
