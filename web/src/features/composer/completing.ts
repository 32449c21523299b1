/** What completes: one part of the program, loaded before it is needed. */
export { Choices } from "./choices.ts";
export { Suggestions } from "./suggestions.tsx";
