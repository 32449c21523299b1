import { type Language, t } from "../../i18n/words.ts";
import { chosenLanguage, setLanguage, setTheme, type Theme, theme } from "../../platform/preferences.ts";
import { Choices } from "../../ui/choices.tsx";

/** How it looks and in which language it speaks, in this browser. */
export function Appearance() {
  return (
    <section>
      <h2>{t("settings.appearance")}</h2>
      <p class="lead">{t("settings.appearance_lead")}</p>
      <Choices<Theme>
        legend={t("settings.theme")}
        name="theme"
        value={theme.value}
        options={[
          { value: "system", label: t("settings.theme_system") },
          { value: "light", label: t("settings.theme_light") },
          { value: "dark", label: t("settings.theme_dark") },
        ]}
        onChoose={setTheme}
      />
      <Choices<Language | "system">
        legend={t("settings.language")}
        name="language"
        value={chosenLanguage.value ?? "system"}
        options={[
          { value: "system", label: t("settings.language_system") },
          { value: "en", label: "English", lang: "en" },
          { value: "ru", label: "Русский", lang: "ru" },
        ]}
        onChoose={(wanted) => void setLanguage(wanted === "system" ? null : wanted)}
      />
    </section>
  );
}
