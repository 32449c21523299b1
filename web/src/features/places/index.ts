import "./places.css";
import "./details.css";
import { later } from "../../ui/later.tsx";

export { ChatHeader } from "./chat-header.tsx";
export { ChatList } from "./chat-list.tsx";
export { chatToBegin, goToLast } from "./chosen.ts";
export { enterRoom, goToNew } from "./known.ts";
export { Rail } from "./rail.tsx";
export { Gone, RoomHome, Welcome } from "./welcome.tsx";

export const Details = later(() => import("./details.tsx").then((part) => part.Details));
/** Someone's profile beside `anchor`, which was clicked. */
export const PersonCard = later(() => import("./person-card.tsx").then((part) => part.PersonCard));
