import "./timeline.css";
import "./message.css";
import "./media.css";

export { MessageText } from "./text.tsx";
export { Timeline } from "./timeline.tsx";
