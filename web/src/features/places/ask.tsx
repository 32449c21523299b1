/**
 * The dialogs of rooms and chats, one at a time. They stand beside the lists, not within: on a phone those are hidden while
 * a chat is open. Their code comes when the first one is asked for.
 */
import { signal } from "@preact/signals";
import { type ComponentChildren, Fragment } from "preact";
import { t } from "../../i18n/words.ts";
import { fetchLater } from "../../ui/later.tsx";
import { notify } from "../../ui/toasts.tsx";

type Dialogs = typeof import("./dialogs.ts");
type View = (dialogs: Dialogs, close: () => void) => ComponentChildren;

const shown = signal<{ readonly key: number; readonly render: () => ComponentChildren } | null>(null);
let last = 0;

/** Show a dialog, instead of the one that is shown. */
export function ask(view: View): void {
  const key = ++last;
  const close = () => {
    if (shown.peek()?.key === key) shown.value = null;
  };
  fetchLater(() => import("./dialogs.ts")).then(
    (dialogs) => {
      if (key === last) shown.value = { key, render: () => view(dialogs, close) };
    },
    () => notify(t("problem.offline")),
  );
}

/** Where what was asked for appears. Stands once on the page. */
export function Asked() {
  const asked = shown.value;
  return asked && <Fragment key={asked.key}>{asked.render()}</Fragment>;
}
