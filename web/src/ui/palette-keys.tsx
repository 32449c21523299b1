import { t } from "../i18n/words.ts";

/** Which keys do what in a palette. `choose`: what Enter does. */
export function PaletteKeys({ choose }: { choose: string }) {
  return (
    <footer class="palette-foot" aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {t("common.key_move")}
      </span>
      <span>
        <kbd>Enter</kbd> {choose}
      </span>
      <span>
        <kbd>Esc</kbd> {t("common.key_close")}
      </span>
    </footer>
  );
}
