/** Things that are done with one click: what goes wrong is said in passing. */
import { sayProblem } from "../../ui/problem.tsx";

export function tryTo(doing: Promise<unknown>): void {
  doing.catch(sayProblem);
}
