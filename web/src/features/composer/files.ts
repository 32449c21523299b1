/** Files that are to go with a message. */
export interface Attached {
  readonly key: number;
  readonly file: File;
  /** A local address to show a picture by; to be revoked. */
  readonly preview?: string;
}

/** What is dropped or pasted. A folder comes as a file with some size, of which nothing can be read: it is given as an empty one. */
export function filesOf({ items, files }: DataTransfer): readonly File[] {
  const entries = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  return [...files].map((file, index) => (entries[index]?.isDirectory ? new File([], file.name) : file));
}

export const MOST_FILES = 10; // of one message

let last = 0;

export function attach(file: File): Attached {
  const isPicture = /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type);
  return { key: ++last, file, ...(isPicture ? { preview: URL.createObjectURL(file) } : {}) };
}

export function release(attached: Attached): void {
  if (attached.preview) URL.revokeObjectURL(attached.preview);
}

export type Refusal = "too_many" | "too_large" | "empty";

/** Which of these, of at most `limit` bytes each, can be attached beside those that are, and why not the others. */
export function choose(
  held: number,
  offered: readonly File[],
  limit: number,
): { taken: readonly File[]; refused: readonly { file: File; why: Refusal }[] } {
  const taken: File[] = [];
  const refused: { file: File; why: Refusal }[] = [];
  for (const file of offered) {
    const why = whyNot(file, held + taken.length, limit);
    if (why) refused.push({ file, why });
    else taken.push(file);
  }
  return { taken, refused };
}

function whyNot(file: File, held: number, limit: number): Refusal | null {
  if (file.size > limit) return "too_large";
  if (!file.size) return "empty";
  return held >= MOST_FILES ? "too_many" : null;
}
