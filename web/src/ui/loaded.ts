import { useCallback, useEffect, useState } from "preact/hooks";

/** What is loaded when a view appears, and again by `reload` or when one of `needs` changes; an answer that is late is dropped. */
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
  return { value, problem, reload: useCallback(() => setRound((before) => before + 1), []) };
}
