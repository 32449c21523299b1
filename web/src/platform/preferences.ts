/** What someone chose for this browser: how it looks, and in which language it speaks. Kept where it was chosen. */
import { type Signal, signal } from "@preact/signals";
import { chooseLanguage, type Language, speak } from "../i18n/words.ts";
import { keep, readKept } from "./kept.ts";

export type Theme = "system" | "light" | "dark";

const THEME = "besedka.theme";
const LANGUAGE = "besedka.language";

export const theme: Signal<Theme> = signal("system");
/** The language that was chosen; null: what the browser asks for. */
export const chosenLanguage: Signal<Language | null> = signal(null);

/** Look and speak as was chosen here before. */
export async function usePreferences(): Promise<void> {
  const [look, spoken] = [readKept(THEME), readKept(LANGUAGE)];
  if (look === "light" || look === "dark") setTheme(look);
  await setLanguage(spoken === "en" || spoken === "ru" ? spoken : null);
}

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  keep(THEME, wanted === "system" ? null : wanted);
}

export async function setLanguage(wanted: Language | null): Promise<void> {
  chosenLanguage.value = wanted;
  const spoken = wanted ?? chooseLanguage(navigator.languages);
  await speak(spoken);
  document.documentElement.lang = spoken;
  keep(LANGUAGE, wanted);
}
