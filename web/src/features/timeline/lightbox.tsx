import { useRef, useState } from "preact/hooks";
import type { File } from "../../domain/types.ts";
import { t } from "../../i18n/words.ts";
import { IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useModal } from "../../ui/modal.ts";
import { Toasts } from "../../ui/toasts.tsx";

interface Props {
  pictures: readonly File[];
  first: number;
  onClose: () => void;
}

/** Pictures over the whole page: arrows and swiping go on; Escape, a click beside and swiping down close. */
export function Lightbox({ pictures, first, onClose }: Props) {
  const ref = useModal();
  const [at, setAt] = useState(first);
  const move = (step: number) => setAt((before) => (before + step + pictures.length) % pictures.length);
  const swiping = useSwipe(move, onClose);
  const picture = pictures[at];
  if (!picture) return null;
  return (
    <dialog
      ref={ref}
      class="lightbox"
      aria-label={picture.name}
      onCancel={onClose}
      {...swiping}
      onClick={(event) => event.target === ref.current && onClose()}
      onKeyDown={(event) => {
        if (event.key === "ArrowRight") move(1);
        if (event.key === "ArrowLeft") move(-1);
      }}
    >
      <header>
        <span dir="auto">{picture.name}</span>
        <a
          class="icon-button"
          href={`/files/${picture.id}`}
          download={picture.name}
          aria-label={t("timeline.download")}
        >
          <Icon name="download" />
        </a>
        <IconButton icon="x" label={t("common.close")} onClick={onClose} />
      </header>
      <img src={`/files/${picture.id}`} alt={picture.name} width={picture.width} height={picture.height} />
      {pictures.length > 1 && (
        <footer>
          <IconButton icon="chevron-left" label={t("timeline.previous")} onClick={() => move(-1)} />
          <span>
            {at + 1} / {pictures.length}
          </span>
          <IconButton icon="chevron-right" label={t("timeline.next")} onClick={() => move(1)} />
        </footer>
      )}
      <Toasts />
    </dialog>
  );
}

const FAR = 50; // pixels that a finger moves if it means to

/** One finger over a picture that is not enlarged. */
function useSwipe(move: (step: number) => void, onClose: () => void) {
  const from = useRef<Touch | undefined>(undefined);
  return {
    onTouchStart: ({ touches }: TouchEvent) => {
      const isWhole = (visualViewport?.scale ?? 1) < 1.01;
      from.current = touches.length === 1 && isWhole ? touches[0] : undefined;
    },
    onTouchEnd: ({ changedTouches: [to] }: TouchEvent) => {
      if (!from.current || !to) return;
      const [right, down] = [to.clientX - from.current.clientX, to.clientY - from.current.clientY];
      from.current = undefined;
      if (Math.abs(right) > Math.max(FAR, Math.abs(down))) move(right < 0 ? 1 : -1);
      else if (down > Math.max(2 * FAR, Math.abs(right))) onClose();
    },
  };
}
