/**
 * A recording says nowhere how long it is, since that is not known when its head is written. Players then show no length,
 * and the server can't tell it either: it is written into the head afterwards. A length that can't be written is left out.
 */
const EBML = [0x1a, 0x45, 0xdf, 0xa3];
const SEGMENT = [0x18, 0x53, 0x80, 0x67];
const INFO = [0x15, 0x49, 0xa9, 0x66];
const DURATION = [0x44, 0x89, 0x88]; // the element's name, and eight bytes of it
const ADDED = DURATION.length + 8;

/** The recording with its length, in milliseconds: the unit of a recorder's time stamps. */
export function withDuration(bytes: Uint8Array<ArrayBuffer>, milliseconds: number): Uint8Array<ArrayBuffer>[] {
  const sizeAt = findInfo(bytes);
  const size = sizeAt === null ? null : readSize(bytes, sizeAt);
  if (sizeAt === null || !size) return [bytes];
  const end = sizeAt + size.width + size.value;
  const added = new Uint8Array(ADDED);
  added.set(DURATION);
  new DataView(added.buffer).setFloat64(DURATION.length, milliseconds);
  const head = [bytes.slice(0, sizeAt), spellSize(size.value + ADDED), bytes.slice(sizeAt + size.width, end)];
  return [...head, added, bytes.slice(end)];
}

/** Where the size of the head's `Info` stands. The segment has to be without end: else its size would be wrong then. */
function findInfo(bytes: Uint8Array): number | null {
  if (!startsWith(bytes, EBML, 0)) return null;
  const header = readSize(bytes, EBML.length);
  const segment = EBML.length + (header ? header.width + header.value : 0);
  if (!header || !startsWith(bytes, SEGMENT, segment)) return null;
  const isOpen = bytes[segment + 4] === 0x01 && bytes.slice(segment + 5, segment + 12).every((byte) => byte === 0xff);
  const info = segment + 12;
  return isOpen && startsWith(bytes, INFO, info) ? info + INFO.length : null;
}

function startsWith(bytes: Uint8Array, wanted: readonly number[], place: number): boolean {
  return wanted.every((byte, index) => bytes[place + index] === byte);
}

/** A size is as many bytes as its first one has leading zeros, and one. */
function readSize(bytes: Uint8Array, place: number): { value: number; width: number } | null {
  const first = bytes[place] ?? 0;
  const width = Math.clz32(first) - 23;
  if (!first || width > 4) return null;
  let value = first - (0x80 >> (width - 1));
  for (let index = 1; index < width; index++) value = value * 256 + (bytes[place + index] ?? 0);
  return { value, width };
}

function spellSize(value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([0x10 | (value >>> 24), value >>> 16, value >>> 8, value]);
}
