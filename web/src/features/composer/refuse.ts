import { t } from "../../i18n/words.ts";
import { fetchLater } from "../../ui/later.tsx";
import { notify } from "../../ui/toasts.tsx";
import type { Refusal } from "./files.ts";

/** The words for what can't go with a message, which come when the page is idle, or when they are needed. */
export const refusals = { load: () => fetchLater(() => import("./refusal.ts")) };

/** Say why a file can't go with a message. */
export function refuse(why: Refusal, name = "", limit = 0): void {
  refusals.load().then(
    ({ wordsForRefusal }) => notify(wordsForRefusal(why, name, limit)),
    () => notify(t("problem.offline")),
  );
}
