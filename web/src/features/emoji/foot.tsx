import { t } from "../../i18n/words.ts";
import type { Emoji } from "./catalogue.ts";
import { chooseTone, tone } from "./habits.ts";
import { TONES, withTone } from "./tones.ts";

/** What the active emoji is called, and the tone of skin. */
export function Foot({ emoji }: { emoji: Emoji | undefined }) {
  return (
    <footer class="emoji-foot">
      {emoji && (
        <>
          <span class="emoji-large" aria-hidden="true">
            {emoji.hasTones ? withTone(emoji.glyph, tone.value) : emoji.glyph}
          </span>
          <span class="emoji-name">
            <b>{emoji.name}</b>
            <small>{`:${emoji.codes[0]}:`}</small>
          </span>
        </>
      )}
      <Tones />
    </footer>
  );
}

function Tones() {
  return (
    <select
      class="emoji-tones"
      aria-label={t("emoji.tone")}
      value={tone.value}
      onChange={(event) => chooseTone(Number(event.currentTarget.value))}
    >
      {TONES.map((each) => (
        <option key={each} value={each}>
          {withTone("✋", each)}
        </option>
      ))}
    </select>
  );
}
