import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Icon } from "../../ui/icon.tsx";

/** Why what one writes here does not arrive, where that is known: the other one of a direct chat has blocked me, or I them. */
export function Notice({ chat }: { chat: ChatStore }) {
  const { store } = useClient();
  const { kind, user_id: other = 0, Name: name } = chat.chat.value;
  if (kind !== "direct" || other === store.myId) return null;
  const isRefused = chat.pending.value.some((each) => each.problem === "forbidden");
  if (!isRefused && !store.blocked.value.has(other)) return null;
  return (
    <p class="composer-notice" role="status">
      <Icon name="ban" />
      {t(isRefused ? "composer.refused" : "composer.blocked", { name })}
    </p>
  );
}
