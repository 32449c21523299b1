import { useRef, useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { EmojiPicker, warmEmoji } from "../emoji/index.ts";
import type { Desk } from "./desk.ts";
import { attachTo } from "./sending.ts";

export function AttachButton({ desk }: { desk: Desk }) {
  const ref = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton icon="plus" label={t("composer.attach")} onClick={() => ref.current?.click()} />
      <input
        ref={ref}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          attachTo(desk.client, desk.sheet, [...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </>
  );
}

/** The catalogue is asked for when the pointer comes near, so that it is there when it is wanted. */
export function EmojiButton({ desk }: { desk: Desk }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const warm = () => void warmEmoji().catch(() => {});
  return (
    <>
      <IconButton
        icon="smile"
        label={t("composer.emoji")}
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onPointerEnter={warm}
        onFocus={warm}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && <EmojiPicker anchor={anchor} onPick={(emoji) => desk.insert(emoji)} onClose={() => setAnchor(null)} />}
    </>
  );
}

export function SendButton({ desk }: { desk: Desk }) {
  const { sheet } = desk;
  const isEdit = sheet.editing.value !== null;
  return (
    <IconButton
      class="composer-send"
      icon={isEdit ? "check" : "send-horizontal"}
      label={t(isEdit ? "common.save" : "composer.send")}
      disabled={!sheet.isReady.value}
      onMouseDown={(event) => event.preventDefault()} // the keyboard of a phone stays
      onClick={() => desk.submit()}
    />
  );
}
