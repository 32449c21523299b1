import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatStore } from "../../store/chat.ts";
import { moveToLast, useRoving } from "../../ui/roving.ts";
import { ChatRow } from "./chat-row.tsx";
import { RowOfOpen } from "./reveal.ts";

const LEAST = 36; // pixels of a row's height, as in `places.css`
const STEP = 50; // rows that are made together

interface Props {
  label: string;
  chats: readonly ChatStore[];
  count: RowCount;
}

/** The first of these chats, with room for the others below. */
export function Rows({ label, chats, count }: Props) {
  const ref = useRef<HTMLUListElement>(null);
  const isEndWanted = useRef(false);
  const { onKeyDown } = useRoving(ref);
  const rest = Math.max(0, chats.length - count.value);
  useLayoutEffect(() => {
    if (!isEndWanted.current || rest || !ref.current) return;
    isEndWanted.current = false;
    moveToLast(ref.current);
  });
  const press = (event: KeyboardEvent) => {
    onKeyDown(event);
    isEndWanted.current = event.key === "End" && event.defaultPrevented && rest > 0;
    if (isEndWanted.current) count.reach(chats.length);
  };
  return (
    <nav aria-label={label}>
      <RowOfOpen chats={chats} reach={count.reach} />
      <ul ref={ref} style={{ "--rest": rest }} onKeyDown={press}>
        {chats.slice(0, count.value).map((chat) => (
          <li key={chat.id}>
            <ChatRow chat={chat} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

export interface RowCount {
  readonly value: number;
  /** One has scrolled. */
  readonly grow: () => void;
  /** So many are needed. */
  readonly reach: (rows: number) => void;
}

/** How many rows of a list are made: a screen more than were scrolled to, and never fewer again. Another `place` begins anew. */
export function useRowCount(box: RefObject<HTMLElement | null>, place: number | null): RowCount {
  const [made, setMade] = useState({ place, count: roomFor(2 * innerHeight) });
  const value = made.place === place ? made.count : roomFor(2 * innerHeight);
  const reach = (rows: number) => {
    const count = Math.ceil(rows / STEP) * STEP;
    if (count > value) setMade({ place, count });
  };
  const grow = () => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    reach(roomFor(scrollTop + 2 * clientHeight));
  };
  return { value, grow, reach };
}

/** So many rows at least fill this height, in pixels. */
function roomFor(height: number): number {
  return Math.ceil(height / LEAST / STEP) * STEP;
}
