import { later } from "../../ui/later.tsx";

export interface PickerProps {
  /** What it was opened from: it stands beside this. */
  anchor: HTMLElement;
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** All emoji to pick from, open while it is rendered. A click with Shift picks, and leaves it open. */
export const EmojiPicker = later<PickerProps>(() => import("./panel.tsx").then((part) => part.Panel));

/** Have all that it takes at hand: the picker, and what is in it. */
export async function warmEmoji(): Promise<void> {
  const { loadEmoji } = await import("./loading.ts");
  await Promise.all([EmojiPicker.load(), loadEmoji()]);
}
