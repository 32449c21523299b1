import { t } from "../../i18n/words.ts";
import { spellSize } from "../../ui/size.ts";
import { MOST_FILES, type Refusal } from "./files.ts";

/** Why a file can't go with a message. `limit`: how many bytes one may have. */
export function wordsForRefusal(why: Refusal, name: string, limit: number): string {
  if (why === "too_many") return t("composer.too_many", { count: MOST_FILES });
  if (why === "empty") return t("composer.empty", { name });
  return t("composer.too_large", { name, size: spellSize(limit) });
}
