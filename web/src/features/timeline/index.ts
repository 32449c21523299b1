import "./timeline.css";
import "./message.css";
import "./media.css";

export { spellSize } from "./attachments.tsx";
export { MessageText } from "./text.tsx";
export { Timeline } from "./timeline.tsx";
