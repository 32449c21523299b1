import { useLayoutEffect, useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { Icon } from "../../ui/icon.tsx";
import { isPageCovered } from "../../ui/layers.ts";
import { filesOf } from "./files.ts";
import type { Sheet } from "./sheet.ts";

interface Props {
  sheet: Sheet;
  name: string;
  onFiles: (files: readonly File[]) => void;
}

/**
 * While files are dragged over the window all of it says where they would go, and takes them: unless something lies above, or a
 * message is being changed, which takes none.
 */
export function DropZone({ sheet, name, onFiles }: Props) {
  const isOver = useDrag(sheet, onFiles);
  if (!isOver) return null;
  return (
    <div class="composer-drop">
      <div>
        <Icon name="paperclip" />
        <b>{t("composer.drop", { name })}</b>
      </div>
    </div>
  );
}

/** From before the chat is painted: who sees it may drop files there. */
function useDrag(sheet: Sheet, onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    const follow = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      if (sheet.editing.peek() || isPageCovered()) return setOver(false);
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      const isLeaving = event.type === "dragleave" && event.relatedTarget === null;
      setOver(event.type !== "drop" && !isLeaving);
      if (event.type === "drop") onFiles(filesOf(event.dataTransfer));
    };
    for (const name of DRAGS) addEventListener(name, follow);
    return () => {
      for (const name of DRAGS) removeEventListener(name, follow);
    };
  }, [sheet, onFiles]);
  return isOver;
}

const DRAGS = ["dragenter", "dragover", "dragleave", "drop"] as const;
