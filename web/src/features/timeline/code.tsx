import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { fetchLater } from "../../ui/later.tsx";
import { sayProblem } from "../../ui/problem.tsx";
import { useColours } from "./colours.ts";

const loadCopy = () => fetchLater(() => import("../../ui/copy.ts"));

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
      <IconButton icon="copy" label={t("common.copy")} onClick={() => copyLater(text)} />
    </div>
  );
}

function copyLater(text: string): void {
  loadCopy()
    .then(({ copy }) => copy(text))
    .catch(sayProblem);
}
