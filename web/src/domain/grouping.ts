/** What stands between messages, and which of them belong together. */
import type { Message } from "./types.ts";

export type Row<Waiting> =
  | { readonly kind: "day"; readonly key: string; readonly day: string }
  | { readonly kind: "unread"; readonly key: "unread" }
  | { readonly kind: "message"; readonly key: string; readonly message: Message; readonly isFirst: boolean }
  | { readonly kind: "pending"; readonly key: string; readonly pending: Waiting; readonly isFirst: boolean };

const TOGETHER = 5 * 60_000; // milliseconds between messages of one author that need no new heading

interface Written {
  readonly author: number;
  readonly at: number;
  readonly day: string;
}

interface Given<Waiting> {
  readonly messages: readonly Message[];
  readonly waiting: readonly Waiting[];
  readonly writtenAt: (waiting: Waiting) => number;
  readonly keyOf: (waiting: Waiting) => string;
  readonly me: number;
  /** The line stands above the first message of others after this one; null: there is none. */
  readonly unreadAfter: number | null;
  /** The day before the first row, where older messages are known: no line is repeated at a page's border. */
  readonly before?: Message | undefined;
}

/** The rows of a conversation from its messages, which are ascending by `seq`. */
export function arrange<Waiting>(given: Given<Waiting>): readonly Row<Waiting>[] {
  const rows: Row<Waiting>[] = [];
  let previous: Written | null = given.before ? writtenBy(given.before) : null;
  let isMarked = given.unreadAfter === null;
  for (const message of given.messages) {
    const written = writtenBy(message);
    if (previous?.day !== written.day) rows.push({ kind: "day", key: `day:${written.day}`, day: written.day });
    const isUnread = !isMarked && message.seq > (given.unreadAfter ?? 0) && message.author_id !== given.me;
    if (isUnread) rows.push({ kind: "unread", key: "unread" });
    isMarked ||= isUnread;
    const isFirst = isUnread || !isTogether(previous, written) || message.reply_to != null;
    rows.push({ kind: "message", key: keyOf(message, given.me), message, isFirst });
    previous = written;
  }
  return [...rows, ...arrangeWaiting(given, previous)];
}

function arrangeWaiting<Waiting>(given: Given<Waiting>, last: Written | null): Row<Waiting>[] {
  let previous = last;
  return given.waiting.flatMap((pending) => {
    const at = given.writtenAt(pending);
    const written = { author: given.me, at, day: localDay(new Date(at)) };
    const isFirst = !isTogether(previous, written);
    const isNewDay = previous?.day !== written.day;
    previous = written;
    const row: Row<Waiting> = { kind: "pending", key: given.keyOf(pending), pending, isFirst };
    return isNewDay ? [{ kind: "day" as const, key: `day:${written.day}`, day: written.day }, row] : [row];
  });
}

/** An own message keeps the key that it had while it waited: its row stays where it is. */
function keyOf(message: Message, me: number): string {
  return message.author_id === me && message.nonce ? `n:${message.nonce}` : `m:${message.id}`;
}

function writtenBy(message: Message): Written {
  const date = new Date(message.created_at);
  return { author: message.author_id, at: date.getTime(), day: localDay(date) };
}

function isTogether(before: Written | null, after: Written): boolean {
  return before?.author === after.author && before.day === after.day && after.at - before.at < TOGETHER;
}

/** The day as it is where one is, `2026-05-01`: also in the hour that daylight saving repeats or leaves out. */
export function localDay(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((each) => String(each).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}
