import "./account.css";

export { Join } from "./join.tsx";
export { Stranger } from "./stranger.tsx";
