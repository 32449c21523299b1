import "./timeline.css";
import "./message.css";
import "./media.css";
import "./reactions.css";

export { Timeline } from "./timeline.tsx";
