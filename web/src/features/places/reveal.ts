/** The chat that is open is in the view of its list, also where one came to it by other ways than the list. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { route } from "../../app/routes.ts";
import type { ChatStore } from "../../store/chat.ts";
import { hasComeBack } from "./chosen.ts";

/** Of a row's link: it is shown when its chat becomes the open one, and moves nothing where it is seen. */
export function useRevealed(isCurrent: boolean) {
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (!isCurrent || !ref.current || hasComeBack()) return;
    if (!isSeen(ref.current)) ref.current.scrollIntoView({ block: "center" });
  }, [isCurrent]);
  return ref;
}

/** The row of the open chat is made, however far down it is. By itself, so that going elsewhere renders no list. */
export function RowOfOpen({ chats, reach }: { chats: readonly ChatStore[]; reach: (rows: number) => void }) {
  const at = route.value;
  const chatId = at.at === "chat" ? at.chatId : null;
  useLayoutEffect(() => reach(chats.findIndex((each) => each.id === chatId) + 1), [chatId]);
  return null;
}

/** Half of it at least. */
function isSeen(link: HTMLElement): boolean {
  const [row, list] = [link.getBoundingClientRect(), link.closest(".list")?.getBoundingClientRect()];
  const middle = (row.top + row.bottom) / 2;
  return !list || (middle >= list.top && middle <= list.bottom);
}
