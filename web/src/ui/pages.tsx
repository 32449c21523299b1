import "./lines.css";
import "./pages.css";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { isPageCovered } from "./layers.ts";
import { useTitle } from "./title.ts";

export interface Section {
  readonly key: string;
  readonly icon: string;
  readonly label: string;
  readonly address: string;
  readonly view: () => ComponentChildren;
}

interface Props {
  title: string;
  sections: readonly Section[];
  /** Which one was chosen; on a phone the list alone is shown without one, elsewhere the first. */
  chosen: string | undefined;
  onClose: () => void;
  onBack: () => void;
}

/** Several pages of one thing, beside the list of them. Escape closes them, unless one writes. */
export function Pages({ title, sections, chosen, onClose, onBack }: Props) {
  const section = sections.find((each) => each.key === chosen) ?? sections[0];
  useTitle(title);
  useEscape(onClose);
  return (
    <div class="pages" data-showing={chosen ? "section" : "list"}>
      <header>
        <IconButton icon="arrow-left" label={t("common.back")} onClick={chosen ? onBack : onClose} />
        <h1>{title}</h1>
        <span style={{ flex: 1 }} />
        <IconButton icon="x" label={t("common.close")} onClick={onClose} />
      </header>
      <nav aria-label={title}>
        <ul>
          {sections.map((each) => (
            <li key={each.key}>
              <a href={each.address} aria-current={each === section ? "page" : undefined}>
                <Icon name={each.icon} />
                {each.label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main>{section?.view()}</main>
    </div>
  );
}

function useEscape(onClose: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isMeant = event.key === "Escape" && !event.defaultPrevented && !isPageCovered();
      if (isMeant && !(event.target instanceof Element && event.target.matches("input, textarea, select"))) onClose();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [onClose]);
}
