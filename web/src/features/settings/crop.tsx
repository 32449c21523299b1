import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemText } from "../../ui/problem.tsx";
import { clampPlace, cutSquare, type Place, scaleOf } from "./square.ts";

interface Props {
  file: File;
  onCut: (picture: Blob) => Promise<void>;
  onClose: () => void;
}

const VIEW = 320; // pixels of the square that is looked through
const STEP = 12; // pixels that an arrow key moves
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** Choose the square of a picture that others will see: drag it, or move it by the arrows, and zoom. */
export function Crop({ file, onCut, onClose }: Props) {
  const [image, setImage] = useState<HTMLImageElement | null>(null);
  const [place, setPlace] = useState<Place>({ x: 0, y: 0, zoom: 1 });
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => loadImage(file, setImage, setProblem), [file]);
  const cut = async () => {
    if (!image) return;
    setBusy(true);
    await cutSquare(image, place, VIEW).then(onCut).catch(setProblem);
    setBusy(false);
  };
  return (
    <Dialog title={t("settings.cut_photo")} onClose={onClose}>
      <div class="stack">
        {image && <View image={image} place={place} onMove={(to) => setPlace(clampPlace(to, image, VIEW))} />}
        <ProblemText problem={problem} />
        <footer>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="primary" disabled={!image || busy} onClick={cut}>
            {t("common.save")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

interface ViewProps {
  image: HTMLImageElement;
  place: Place;
  onMove: (place: Place) => void;
}

function View(props: ViewProps) {
  const { place, onMove } = props;
  return (
    <>
      <Square {...props} />
      <input
        class="crop-zoom"
        type="range"
        min="1"
        max="4"
        step="0.01"
        aria-label={t("settings.zoom")}
        value={place.zoom}
        onInput={(event) => onMove({ ...place, zoom: Number(event.currentTarget.value) })}
      />
    </>
  );
}

function Square({ image, place, onMove }: ViewProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []); // it comes after its dialog
  const dragged = useRef<{ x: number; y: number } | null>(null);
  const width = image.naturalWidth * scaleOf(image, VIEW) * place.zoom;
  const translate = `calc(-50% + ${place.x}px) calc(-50% + ${place.y}px)`;
  const moveBy = (x: number, y: number) => onMove({ ...place, x: place.x + x, y: place.y + y });
  return (
    <div
      ref={ref}
      class="crop"
      role="application"
      tabIndex={0}
      aria-label={t("settings.cut_hint")}
      onKeyDown={(event) => {
        const step = ARROWS[event.key];
        if (!step) return;
        moveBy(...step);
        event.preventDefault(); // the dialog would scroll
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        const from = dragged.current;
        if (!from) return;
        dragged.current = { x: event.clientX, y: event.clientY };
        moveBy(event.clientX - from.x, event.clientY - from.y);
      }}
      onPointerUp={() => {
        dragged.current = null;
      }}
    >
      <img src={image.src} alt="" style={{ width: `${width}px`, translate }} />
    </div>
  );
}

function loadImage(file: File, onLoad: (image: HTMLImageElement) => void, onProblem: (problem: unknown) => void) {
  const address = URL.createObjectURL(file);
  const image = new Image();
  image.onload = () => onLoad(image);
  image.onerror = () => onProblem(new Error("no picture"));
  image.src = address;
  return () => URL.revokeObjectURL(address);
}
