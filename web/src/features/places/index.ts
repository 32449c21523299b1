import "./places.css";
import "./details.css";
import { later } from "../../ui/later.tsx";

export { ChatHeader } from "./chat-header.tsx";
export { ChatList } from "./chat-list.tsx";
export { goToNew } from "./known.ts";
export { Rail } from "./rail.tsx";

export const Welcome = later(async () => (await import("./welcome.tsx")).Welcome);
export const RoomHome = later(async () => (await import("./welcome.tsx")).RoomHome);
export const Details = later(async () => (await import("./details.tsx")).Details);
/** Someone's profile beside `anchor`, which was clicked. */
export const PersonCard = later(async () => (await import("./person-card.tsx")).PersonCard);
