import "./lines.css";
import "./pages.css";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/words.ts";
import { IconButton } from "./button.tsx";
import { useEscape } from "./escape.ts";
import { Icon } from "./icon.tsx";
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
  useEscape(onClose, isNoField);
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

function isNoField({ target }: Event): boolean {
  return !(target instanceof Element && target.matches("input, textarea, select"));
}
