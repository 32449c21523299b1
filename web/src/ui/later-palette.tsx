import type { Signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t, type WordKey } from "../i18n/words.ts";
import { later } from "./later.tsx";
import { Palette } from "./palette.tsx";

interface Props {
  /** What stands in its line. */
  typed: Signal<string>;
  onClose: () => void;
}

/** A palette whose list comes later: its line is there at once, so that what is typed right after the key that opens it is not lost. */
export function laterPalette<More extends Props>(
  label: WordKey,
  placeholder: WordKey,
  fetch: () => Promise<ComponentType<More>>,
) {
  return later<More>(fetch, ({ typed, onClose }) => (
    <Palette
      label={t(label)}
      placeholder={t(placeholder)}
      query={typed.value}
      onQuery={(text) => {
        typed.value = text;
      }}
      onClose={onClose}
    />
  ));
}
