/** The menus of the lists, and of an open chat: they come when the page has nothing else to do. */
import { later } from "../../ui/later.tsx";

export const ChatMenu = later(() => import("./chat-menu.tsx").then((part) => part.ChatMenu));
export const MeMenu = later(() => import("./me-menu.tsx").then((part) => part.MeMenu));
export const RoomMenu = later(() => import("./room-menu.tsx").then((part) => part.RoomMenu));
