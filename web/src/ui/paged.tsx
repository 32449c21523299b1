import { useRef, useState } from "preact/hooks";
import { t } from "../i18n/words.ts";
import type { Page } from "../sync/api.ts";
import { Button } from "./button.tsx";
import { ProblemText } from "./problem.tsx";

export interface Paged<Item> extends Page<Item> {
  readonly problem: unknown;
  readonly loadMore: () => void;
}

interface Later<Item> {
  readonly after: Page<Item> | null;
  readonly pages: readonly Page<Item>[];
  readonly problem: unknown;
}

/**
 * A list of which the first page is given, and the others come by `next` when they are asked for. With another first page it
 * is another list: what comes late of the one before is dropped.
 */
export function usePaged<Item>(first: Page<Item> | null, next: (last: Item) => Promise<Page<Item>>): Paged<Item> {
  const [later, setLater] = useState<Later<Item>>({ after: null, pages: [], problem: null });
  const { pages, problem } = later.after === first ? later : { pages: [], problem: null };
  const current = useRef(first);
  current.current = first;
  const take = (change: Omit<Later<Item>, "after">) =>
    current.current === first && setLater({ after: first, ...change });
  const items = [...(first?.items ?? []), ...pages.flatMap((page) => page.items)];
  const loadMore = () => {
    const last = items.at(-1);
    if (last === undefined) return;
    next(last).then(
      (page) => take({ pages: [...pages, page], problem: null }),
      (thrown) => take({ pages, problem: thrown }),
    );
  };
  return { items, more: pages.at(-1)?.more ?? first?.more ?? false, problem, loadMore };
}

/** The button for the next page, where there is one. */
export function More<Item>({ list }: { list: Paged<Item> }) {
  return (
    <>
      <ProblemText problem={list.problem} />
      {list.more && (
        <div>
          <Button onClick={list.loadMore}>{t("common.show_more")}</Button>
        </div>
      )}
    </>
  );
}
