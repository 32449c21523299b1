import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { unblock } from "../../sync/api/blocks.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { isHeld, sayProblem } from "../../ui/problem.tsx";

/**
 * Why what one writes here does not arrive, where that is known: the other one of a direct chat has blocked me, or I them. Of
 * the former nobody is told; it shows by what was refused (docs/decisions/0034).
 */
export function Notice({ chat }: { chat: ChatStore }) {
  const { api, store } = useClient();
  const shown = chat.profile.value;
  const { kind, user_id: other = 0, Name: name } = shown;
  if (kind !== "direct" || other === store.myId) return null;
  if (chat.pending.value.some((each) => isHeld(shown, each.problem))) {
    return <Line words={t("composer.refused", { name })} />;
  }
  if (!store.blocked.value.has(other)) return null;
  const undo = () => void unblock(api, other).catch(sayProblem);
  return <Line words={t("composer.blocked", { name })} onUndo={undo} />;
}

function Line({ words, onUndo }: { words: string; onUndo?: () => void }) {
  return (
    <p class="composer-notice" role="status">
      <Icon name="ban" />
      <span>{words}</span>
      {onUndo && (
        <Button look="quiet" onClick={onUndo}>
          {t("composer.unblock")}
        </Button>
      )}
    </p>
  );
}
