import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { copy } from "../../ui/copy.ts";
import { useColours } from "./colours.ts";

/** A block of code, left to right, with its colours as soon as they are there. */
export function CodeBlock({ language, text }: { language: string; text: string }) {
  const parts = useColours(language, text);
  return (
    <div class="code-block">
      <pre dir="ltr" tabIndex={0}>
        <code>
          {parts?.map((part, index) =>
            part.kind ? (
              <span key={index} class={`hl-${part.kind}`}>
                {part.text}
              </span>
            ) : (
              part.text
            ),
          ) ?? text}
        </code>
      </pre>
      <IconButton icon="copy" label={t("common.copy")} onClick={() => void copy(text)} />
    </div>
  );
}
