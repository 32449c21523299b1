import { createContext } from "preact";

/** Goes to a message of the conversation by its `seq`. Needs a timeline above. */
export const Jump = createContext<(seq: number) => void>(() => {});
