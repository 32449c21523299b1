/** The menus of the lists, and of an open chat: they come when the page has nothing else to do. */
import { later } from "../../ui/later.tsx";

export const ChatMenu = later(async () => (await import("./chat-menu.tsx")).ChatMenu);
export const MeMenu = later(async () => (await import("./me-menu.tsx")).MeMenu);
export const RoomMenu = later(async () => (await import("./room-menu.tsx")).RoomMenu);
