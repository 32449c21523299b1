import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import { Button } from "./button.tsx";
import { ProblemText } from "./problem.tsx";

interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

export interface Pages<Item> extends Page<Item> {
  readonly problem: unknown;
  readonly load: () => void;
}

/** A list of which the first page is given, and the others come when they are asked for. */
export function usePaged<Item>(
  first: readonly Item[] | null,
  more: boolean,
  next: (last: Item) => Promise<Page<Item>>,
): Pages<Item> {
  const [rest, setRest] = useState<Page<Item>>({ items: [], more });
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => setRest({ items: [], more }), [first, more]);
  const items = [...(first ?? []), ...rest.items];
  const load = () => {
    const last = items.at(-1);
    if (last === undefined) return;
    next(last).then((page) => setRest({ items: [...rest.items, ...page.items], more: page.more }), setProblem);
  };
  return { items, more: rest.more, problem, load };
}

/** The button for the next page, where there is one. */
export function More<Item>({ pages }: { pages: Pages<Item> }) {
  return (
    <>
      <ProblemText problem={pages.problem} />
      {pages.more && (
        <div>
          <Button onClick={pages.load}>{t("common.more")}</Button>
        </div>
      )}
    </>
  );
}
