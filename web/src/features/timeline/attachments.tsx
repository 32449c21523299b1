import { useState } from "preact/hooks";
import type { File } from "../../domain/types.ts";
import { Icon } from "../../ui/icon.tsx";
import { later } from "../../ui/later.tsx";
import { spellSize } from "../../ui/size.ts";

const WIDEST = 400; // pixels of a picture in the conversation
const HIGHEST = 320;
const LARGEST = 50_000_000; // pixels, as for the server

const Sound = later<{ file: File }>(
  () => import("./sound.tsx").then((part) => part.Sound),
  () => <div class="sound" />,
);
const Lightbox = later(() => import("./lightbox.tsx").then((part) => part.Lightbox));

/** The files of a message, each as what it is. */
export function Attachments({ files }: { files: readonly File[] }) {
  const pictures = files.filter(isPicture);
  const [open, setOpen] = useState<number | null>(null);
  return (
    <div class="attachments">
      {pictures.map((file, index) => (
        <Picture key={file.id} file={file} onOpen={() => setOpen(index)} />
      ))}
      {files.map((file) => !isPicture(file) && <Attachment key={file.id} file={file} />)}
      {open !== null && <Lightbox pictures={pictures} first={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Its place is kept before it has come: nothing below it moves. */
function Picture({ file, onOpen }: { file: File; onOpen: () => void }) {
  const { width, height } = fit(file.width ?? WIDEST, file.height ?? HIGHEST);
  const source = file.thumbnail ? `/files/${file.id}?size=thumbnail` : `/files/${file.id}`;
  return (
    <button
      type="button"
      class="picture"
      style={{ "--ratio": `${width} / ${height}`, "--width": `${width}px` }}
      onClick={onOpen}
    >
      <img src={source} alt={file.name} width={width} height={height} loading="lazy" decoding="async" />
    </button>
  );
}

function Attachment({ file }: { file: File }) {
  if (file.media_type.startsWith("audio/")) return <Sound file={file} />;
  if (file.media_type.startsWith("video/")) return <Film file={file} />;
  return (
    <a class="file-card" href={`/files/${file.id}`} download={file.name}>
      <Icon name="file" />
      <span class="about">
        <span dir="auto">{file.name}</span>
        <small>{spellSize(file.size)}</small>
      </span>
      <Icon name="download" />
    </a>
  );
}

function Film({ file }: { file: File }) {
  const { width, height } = fit(file.width ?? 16 * 25, file.height ?? 9 * 25);
  return (
    // biome-ignore lint/a11y/useMediaCaption: likewise
    <video
      controls
      preload="metadata"
      class="film"
      src={`/files/${file.id}`}
      width={width}
      height={height}
      aria-label={file.name}
    />
  );
}

/** Of one that the server makes no small picture of, since it would fill the memory, there is none here either. */
export function isPicture({ media_type, width, height }: Pick<File, "media_type" | "width" | "height">): boolean {
  return media_type.startsWith("image/") && !!width && !!height && width * height <= LARGEST;
}

export function fit(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
