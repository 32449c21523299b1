/** The catalogue comes when somebody looks: it is larger than the page. */
import { language } from "../../i18n/words.ts";
import { type Emoji, findEmoji, type Groups, parseEmoji } from "./catalogue.ts";

const WORDS = {
  en: () => import("virtual:emoji/en"),
  ru: () => import("virtual:emoji/ru"),
};
const loaded = new Map<string, Promise<Groups>>();

/** All emoji, with the words of the page's language. Raises if they can't be loaded. */
export function loadEmoji(): Promise<Groups> {
  const spoken = language();
  const known = loaded.get(spoken);
  if (known) return known;
  const coming = Promise.all([import("virtual:emoji"), WORDS[spoken]()]).then(([all, words]) =>
    parseEmoji(all.default, words.default),
  );
  loaded.set(spoken, coming);
  coming.catch(() => loaded.delete(spoken));
  return coming;
}

/** Emoji for what was typed after a colon. */
export async function completeEmoji(query: string, most = 8): Promise<readonly Emoji[]> {
  return findEmoji(await loadEmoji(), query, most);
}
