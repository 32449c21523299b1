/** What can be opened from anywhere with Ctrl or ⌘. */
export type Shortcut = "jump" | "keys" | "search";

type Keys = Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "code">;

/** By the place of the key: in a Russian layout it says something else. */
export function shortcutOf({ ctrlKey, metaKey, altKey, shiftKey, code }: Keys): Shortcut | null {
  if (altKey || !(ctrlKey || metaKey)) return null;
  if (shiftKey) return code === "KeyF" ? "search" : null;
  if (code === "KeyK") return "jump";
  return code === "Slash" ? "keys" : null;
}
