import "./account.css";

export { Join } from "./join.tsx";
export { SetPassword } from "./password.tsx";
export { Stranger } from "./stranger.tsx";
