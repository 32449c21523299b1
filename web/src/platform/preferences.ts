/** What someone chose for this browser: how it looks, and in which language it speaks. Kept where it was chosen. */
import { type Signal, signal } from "@preact/signals";
import { chooseLanguage, type Language, speak } from "../i18n/words.ts";

export type Theme = "system" | "light" | "dark";

const THEME = "besedka.theme";
const LANGUAGE = "besedka.language";

export const theme: Signal<Theme> = signal("system");
/** The language that was chosen; null: what the browser asks for. */
export const chosenLanguage: Signal<Language | null> = signal(null);

/** Look and speak as was chosen here before. */
export async function usePreferences(): Promise<void> {
  const [look, spoken] = [read(THEME), read(LANGUAGE)];
  if (look === "light" || look === "dark") setTheme(look);
  await setLanguage(spoken === "en" || spoken === "ru" ? spoken : null);
}

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  write(THEME, wanted === "system" ? null : wanted);
}

export async function setLanguage(wanted: Language | null): Promise<void> {
  chosenLanguage.value = wanted;
  const spoken = wanted ?? chooseLanguage(navigator.languages);
  await speak(spoken);
  document.documentElement.lang = spoken;
  write(LANGUAGE, wanted);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // refused: what is chosen lasts as long as the page
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // likewise
  }
}
