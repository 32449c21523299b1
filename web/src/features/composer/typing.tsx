import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";

/** Who writes at this moment. Its line is always there, so that nothing moves. */
export function TypingLine({ chat }: { chat: ChatStore }) {
  const { store } = useClient();
  const names = chat.typing.value.filter((id) => id !== store.myId).map((id) => store.nameOf(id) || t("common.nobody"));
  return <div class="composer-typing">{names.length > 0 && <span>{wordsFor(names)}</span>}</div>;
}

function wordsFor(names: readonly string[]): string {
  const [first = "", second = ""] = names;
  if (names.length === 1) return t("composer.writes", { name: first });
  if (names.length === 2) return t("composer.two_write", { name: first, other: second });
  return t("composer.many_write", { count: names.length });
}
