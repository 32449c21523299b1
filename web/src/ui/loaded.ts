import { useCallback, useEffect, useState } from "preact/hooks";
import { isAway, useAgain } from "./again.ts";

/**
 * What is loaded when a view appears, and again by `reload`, when one of `needs` changes, or when the server can be reached where
 * it could not; an answer that is late is dropped.
 */
export function useLoaded<Value>(load: () => Promise<Value>, needs: readonly unknown[]) {
  const [value, setValue] = useState<Value | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isLate = false;
    const take = (set: () => void) => !isLate && set();
    load().then(
      (loaded) =>
        take(() => {
          setValue(loaded);
          setProblem(null);
        }),
      (thrown) => take(() => setProblem(thrown)),
    );
    return () => {
      isLate = true;
    };
  }, [round, ...needs]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  useAgain(isAway(problem), reload);
  return { value, problem, reload };
}
