/** The square of a picture that one looks at, and cutting it out. */

const SIDE = 512; // pixels of what is sent: the server keeps no more

/** How far the picture's middle is from the square's, in pixels of the view, and how much it is enlarged. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Size {
  readonly naturalWidth: number;
  readonly naturalHeight: number;
}

/** By how much a picture is scaled to just cover a square. */
export function scaleOf(image: Size, view: number): number {
  return view / Math.min(image.naturalWidth, image.naturalHeight);
}

/** The nearest place at which the picture covers the whole square. */
export function clampPlace(place: Place, image: Size, view: number): Place {
  const scale = scaleOf(image, view) * place.zoom;
  const spareX = (image.naturalWidth * scale - view) / 2;
  const spareY = (image.naturalHeight * scale - view) / 2;
  const clamp = (value: number, spare: number) => Math.max(-spare, Math.min(spare, value));
  return { x: clamp(place.x, spareX), y: clamp(place.y, spareY), zoom: place.zoom };
}

export async function cutSquare(image: HTMLImageElement, place: Place, view: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  const scale = scaleOf(image, view) * place.zoom;
  const side = view / scale;
  const left = image.naturalWidth / 2 - place.x / scale - side / 2;
  const top = image.naturalHeight / 2 - place.y / scale - side / 2;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
  return canvas.convertToBlob({ type: "image/png" });
}
