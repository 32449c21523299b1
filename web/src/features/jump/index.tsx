/** Going somewhere else by the keyboard: the palette, the neighbours, and the page that says which keys there are. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import { go, route } from "../../app/routes.ts";
import { type Shortcut, shortcutOf } from "../../platform/shortcuts.ts";
import type { Client } from "../../sync/client.ts";
import { later, loadSoon } from "../../ui/later.tsx";
import { laterPalette } from "../../ui/later-palette.tsx";
import { coverPage } from "../../ui/layers.ts";
import { visit } from "./recent.ts";

const shown = signal<"palette" | "keys" | null>(null);
coverPage(() => shown.peek() !== null);
const close = () => {
  shown.value = null;
};
const typed = signal("");
const PalettePane = laterPalette("jump.title", "jump.placeholder", () =>
  import("./pane.tsx").then((part) => part.Pane),
);
const loadNeighbours = () => import("./neighbours.ts");
const KeysPane = later<{ onClose: () => void }>(() => import("./keys.tsx").then((part) => part.Keys));

export function openJump(): void {
  if (shown.peek() !== "palette") typed.value = "";
  shown.value = "palette";
}

export function openKeys(): void {
  shown.value = "keys";
}

/** Listens for the keys. Stands once on the page. */
export function Jump() {
  const client = useClient();
  const at = route.value;
  useEffect(() => loadSoon(PalettePane, KeysPane, { load: loadNeighbours }), []);
  useEffect(() => {
    if (at.at === "chat") visit(at.chatId);
  }, [at]);
  // Before the page is painted: who sees it may press a key.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => act(event, client) && event.preventDefault();
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [client]);
  if (shown.value === "palette") return <PalettePane typed={typed} onClose={close} />;
  return shown.value === "keys" ? <KeysPane onClose={close} /> : null;
}

function act(event: KeyboardEvent, client: Client): boolean {
  if (event.isComposing || event.defaultPrevented) return false;
  const shortcut = shortcutOf(event);
  if (shortcut) return actOnShortcut(shortcut);
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.altKey && !isCommand && /^Arrow(Up|Down)$/.test(event.key)) return pressArrow(event, client);
  if (event.key !== "?" || isCommand || event.altKey || isTyping(event.target)) return false;
  openKeys();
  return true;
}

function actOnShortcut(shortcut: Shortcut): boolean {
  if (shortcut === "jump") openJump();
  else if (shortcut === "keys") openKeys();
  else return false;
  return true;
}

function pressArrow({ key, shiftKey }: KeyboardEvent, client: Client): boolean {
  if (document.querySelector("dialog[open]")) return false;
  void goToNeighbour(client, key === "ArrowDown" ? 1 : -1, shiftKey).catch(() => {}); // the next press tries again
  return true;
}

async function goToNeighbour({ store }: Client, step: 1 | -1, isUnread: boolean): Promise<void> {
  const { chatsInOrder, neighbour, unreadNeighbour } = await loadNeighbours();
  const at = route.peek();
  const here = at.at === "chat" ? at.chatId : null;
  const chatId = (isUnread ? unreadNeighbour : neighbour)(chatsInOrder(store), here, step);
  if (chatId !== null) go({ at: "chat", chatId });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}
