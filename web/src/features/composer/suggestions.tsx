// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus, and names the active line
// biome-ignore-all lint/a11y/useKeyWithClickEvents: so do its keys
import { t } from "../../i18n/words.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Choice, Completer } from "./completer.ts";

export interface SuggestionsProps {
  id: string;
  completer: Completer;
  onChoose: (choice: Choice) => void;
}

/** What could be meant, above the field. */
export function Suggestions({ id, completer, onChoose }: SuggestionsProps) {
  const offer = completer.offer.value;
  if (!offer) return null;
  return (
    <div class="composer-offer" role="listbox" id={id} aria-label={t("composer.suggestions")}>
      {offer.choices.map((choice, index) => (
        <div
          key={choice.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === offer.active}
          onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
          onClick={() => onChoose(choice)}
          onPointerMove={() => completer.point(index)}
        >
          <Sign choice={choice} />
          <b>{choice.label}</b>
          <span>{choice.detail}</span>
        </div>
      ))}
    </div>
  );
}

function Sign({ choice: { userId, glyph } }: { choice: Choice }) {
  if (glyph) return <span class="composer-glyph">{glyph}</span>;
  return userId ? <Face userId={userId} size={24} presence /> : <Icon name="users" />;
}
