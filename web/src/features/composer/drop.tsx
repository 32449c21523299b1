import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { Icon } from "../../ui/icon.tsx";

/** While files are dragged over the window all of it says where they would go, and takes them. */
export function DropZone({ name, onFiles }: { name: string; onFiles: (files: readonly File[]) => void }) {
  const isOver = useDrag(onFiles);
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

function useDrag(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const follow = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // else the browser opens the file in place of the page
      const isLeaving = event.type === "dragleave" && event.relatedTarget === null;
      setOver(event.type !== "drop" && !isLeaving);
      if (event.type === "drop") onFiles([...event.dataTransfer.files]);
    };
    for (const name of DRAGS) addEventListener(name, follow);
    return () => {
      for (const name of DRAGS) removeEventListener(name, follow);
    };
  }, [onFiles]);
  return isOver;
}

const DRAGS = ["dragenter", "dragover", "dragleave", "drop"] as const;
