import "./account.css";

export { Join } from "./join.tsx";
export { NewPassword } from "./password.tsx";
export { learnServer, serverAbout } from "./server.ts";
export { SignIn } from "./sign-in.tsx";
export { SignUp } from "./sign-up.tsx";
