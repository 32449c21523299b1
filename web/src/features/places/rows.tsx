import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { ChatStore } from "../../store/chat.ts";
import { ChatRow } from "./chat-row.tsx";

const LEAST = 36; // pixels of a row's height, as in `places.css`
const STEP = 50; // rows that are made together

/** The first of these chats, with room for the others below. */
export function Rows({ label, chats, count }: { label: string; chats: readonly ChatStore[]; count: number }) {
  return (
    <nav aria-label={label}>
      <ul style={{ "--rest": Math.max(0, chats.length - count) }}>
        {chats.slice(0, count).map((chat) => (
          <li key={chat.id}>
            <ChatRow chat={chat} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How many rows of a list are made: a screen more than were scrolled to, and never fewer again. Another `place` begins anew. */
export function useRowCount(box: RefObject<HTMLElement | null>, place: number | null) {
  const [made, setMade] = useState({ place, count: roomFor(2 * innerHeight) });
  const value = made.place === place ? made.count : roomFor(2 * innerHeight);
  const grow = () => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    const count = Math.max(value, roomFor(scrollTop + 2 * clientHeight));
    if (count !== value) setMade({ place, count });
  };
  return { value, grow };
}

/** So many rows at least fill this height, in pixels. */
function roomFor(height: number): number {
  return Math.ceil(height / LEAST / STEP) * STEP;
}
