import { useState } from "preact/hooks";
import { sayProblem } from "./problem.tsx";

/** For a choice that shows at once: if it is refused, that is said, and what was chosen before is shown again. */
export function useAttempt(): (doing: Promise<unknown>) => void {
  const [, render] = useState(0);
  return (doing) =>
    void doing.catch((problem) => {
      sayProblem(problem);
      render((before) => before + 1);
    });
}
