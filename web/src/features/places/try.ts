/** Things that are done with one click: what goes wrong is said in passing. */
import { wordsOf } from "../../ui/problem.tsx";
import { notify } from "../../ui/toasts.tsx";

export function tryTo(doing: Promise<unknown>): void {
  doing.catch((problem) => notify(wordsOf(problem)));
}
