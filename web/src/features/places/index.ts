import "./places.css";
import "./details.css";

export { ChatHeader } from "./chat-header.tsx";
export { ChatList } from "./chat-list.tsx";
export { Details } from "./details.tsx";
export { PersonCard } from "./person-card.tsx";
export { Rail } from "./rail.tsx";
export { RoomHome, Welcome } from "./welcome.tsx";
