import { useClient } from "../../app/context.ts";
import { t } from "../../i18n/words.ts";
import type { ChatStore } from "../../store/chat.ts";
import { Button } from "../../ui/button.tsx";
import { sendAsFile } from "./sending.ts";
import type { Sheet } from "./sheet.ts";
import { charactersLeft } from "./text.ts";

/** Who writes at this moment, and how much room is left. The line is always there, so that nothing moves. */
export function StatusLine({ chat, sheet }: { chat: ChatStore; sheet: Sheet }) {
  return (
    <div class="composer-status">
      <Writing chat={chat} />
      <Left sheet={sheet} />
    </div>
  );
}

function Writing({ chat }: { chat: ChatStore }) {
  const { store } = useClient();
  const names = chat.typing.value.filter((id) => id !== store.myId).map((id) => store.nameOf(id) || t("common.nobody"));
  return (
    <span class="composer-writing">
      {names.length > 0 && (
        <>
          <i class="composer-dots" aria-hidden="true" />
          {wordsFor(names)}
        </>
      )}
    </span>
  );
}

function wordsFor(names: readonly string[]): string {
  const [first = "", second = ""] = names;
  if (names.length === 1) return t("composer.writes", { name: first });
  if (names.length === 2) return t("composer.two_write", { name: first, other: second });
  return t("composer.many_write", { count: names.length });
}

function Left({ sheet }: { sheet: Sheet }) {
  const client = useClient();
  const left = charactersLeft(sheet.text.value);
  if (left === null) return null;
  if (left >= 0) return <span class="composer-left">{t("composer.left", { count: left })}</span>;
  return (
    <span class="composer-left over" role="alert">
      {t("composer.over", { count: -left })}
      {!sheet.editing.value && (
        <Button look="quiet" onClick={() => sendAsFile(client, sheet)}>
          {t("composer.as_file")}
        </Button>
      )}
    </span>
  );
}
