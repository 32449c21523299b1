/** Pictures that are on this device only. */

const LARGEST = 50 * 2 ** 20; // bytes of a picture that is opened to see how large it is

/** Its size in pixels, upright; null if it is none. */
export async function measure(blob: Blob): Promise<{ width: number; height: number } | null> {
  if (blob.size > LARGEST) return null;
  try {
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    return null;
  }
}
