import "./timeline.css";
import "./message.css";
import "./media.css";

export { Timeline } from "./timeline.tsx";
