/** What the rest of the page may use of emoji. */
export type { Emoji } from "./catalogue.ts";
export { remember, tone } from "./habits.ts";
export { completeEmoji } from "./loading.ts";
export { useGlyphs } from "./named.ts";
export { EmojiPicker, warmEmoji } from "./picker.tsx";
export { withTone } from "./tones.ts";
