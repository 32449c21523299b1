/** A server, as far as a replica can tell: chats with versions, what it tells whom, what it answers. The truth to compare with. */
import type { Chat, LastMessage, Message } from "../../src/domain/types.ts";
import type { Dice } from "./dice.ts";

export const ME = 1;
const LIMIT = 5; // rows of an answer: small, so that there is `more`

interface ModelChat {
  readonly id: number;
  version: number;
  marker: number;
  readonly messages: Message[]; // by seq - 1, tombstones included
}

export class Model {
  readonly chats = new Map<number, ModelChat>();
  /** Texts that were posted by `send`, in order. */
  readonly sent: string[] = [];
  private ids = 0;
  private readonly nonces = new Map<string, Message>();

  constructor(chatIds: readonly number[]) {
    for (const id of chatIds) this.chats.set(id, { id, version: 0, marker: 0, messages: [] });
  }

  /** Something happens in a chat; the frame that tells of it. */
  act(chatId: number, dice: Dice): object {
    const { messages } = this.chat(chatId);
    const alive = messages.filter((each) => !each.deleted);
    const roll = dice.below(10);
    if (roll < 5 || !alive.length) return this.post(chatId, dice.below(5) ? 2 : ME, "said", dice.below(4) === 0);
    if (roll < 7) return this.change(dice.pick(alive), { text: `changed ${this.ids++}` }, dice.below(3) === 0);
    if (roll < 8) return this.change(dice.pick(alive), { deleted: true, text: "" }, false);
    return this.read(chatId, dice.below(messages.length) + 1, dice.below(3) === 0);
  }

  /** What `send` does: a nonce posts once; said again, it is answered with what its message is now. */
  send(op: Record<string, unknown>): { message: Message; frame: object | null } {
    const nonce = String(op.nonce);
    const known = this.nonces.get(nonce);
    if (known) return { message: this.chat(known.chat_id).messages[known.seq - 1] ?? known, frame: null };
    const frame = this.post(Number(op.chat_id), ME, String(op.text), false, nonce);
    const message = this.chat(Number(op.chat_id)).messages.at(-1);
    if (!message) throw new Error("It was not posted.");
    this.nonces.set(nonce, message);
    this.sent.push(message.text);
    return { message, frame };
  }

  read(chatId: number, seq: number, back: boolean): object {
    const chat = this.chat(chatId);
    chat.marker = back ? Math.min(chat.marker, seq - 1) : Math.max(chat.marker, seq);
    const { NewMsgCount, MentionCount, last_seq } = this.show(chatId);
    const counts = { NewMsgCount, MentionCount, last_seq, as_of: chat.version };
    return { t: "read", chat_id: chatId, user_id: ME, last_read_seq: chat.marker, ...counts, ...(back && { back }) };
  }

  show(chatId: number): Chat {
    const chat = this.chat(chatId);
    const unread = chat.messages.filter((each) => each.seq > chat.marker && !each.deleted);
    return {
      ...{ chat_id: chatId, kind: "group", Name: "garden", notifications: "all", members_version: 0 },
      version: chat.version,
      last_seq: chat.messages.length,
      last_read_seq: chat.marker,
      NewMsgCount: unread.length,
      MentionCount: unread.filter((each) => each.mentions.includes(ME)).length,
      last_message: lastOf(chat.messages),
    };
  }

  hello(): object {
    const user = { id: ME, username: "ada", name: "Ada", status: "" };
    const chats = [...this.chats.keys()].map((id) => this.show(id));
    return { t: "hello", user, epoch: "e1", heartbeat: 30_000, rooms: [], chats, blocked: [] };
  }

  resume(op: Record<string, unknown>): object {
    const asked = op.chats as { chat_id: number; since: number }[];
    return { t: "ok", ref: op.ref, chats: asked.map(({ chat_id, since }) => this.changes(chat_id, since)) };
  }

  page(chatId: number, query: URLSearchParams): object {
    const limit = Number(query.get("limit") ?? 50);
    const alive = this.chat(chatId).messages.filter((each) => !each.deleted);
    const [before, after, around] = ["before", "after", "around"].map((name) => query.get(name));
    if (around) return pageAround(alive, Number(around), limit);
    if (after)
      return firstOf(
        alive.filter((each) => each.seq > Number(after)),
        limit,
      );
    return lastPage(
      alive.filter((each) => !before || each.seq < Number(before)),
      limit,
    );
  }

  private post(chatId: number, author: number, text: string, calls: boolean, nonce?: string): object {
    const chat = this.chat(chatId);
    const seq = chat.messages.length + 1;
    const after = chat.version++;
    const said: Message = {
      ...{ id: ++this.ids * 1000 + chatId, chat_id: chatId, seq, version: chat.version, author_id: author },
      ...{ text: `${text} ${seq}`, created_at: `2026-05-01T15:00:00.${String(seq % 1000).padStart(3, "0")}Z` },
      ...{ mentions: calls && author !== ME ? [ME] : [], reactions: [], files: [], ...(nonce && { nonce }) },
    };
    if (nonce) Object.assign(said, { text });
    chat.messages.push(said);
    if (author === ME) chat.marker = seq;
    return { t: "message", chat_id: chatId, after, version: chat.version, message: said };
  }

  private change(message: Message, change: Partial<Message>, calls: boolean): object {
    const chat = this.chat(message.chat_id);
    const after = chat.version++;
    const mentions = calls && !change.deleted && message.author_id !== ME ? [ME] : [];
    const changed = { ...message, ...change, mentions, version: chat.version };
    chat.messages[message.seq - 1] = changed;
    return { t: "message", chat_id: chat.id, after, version: chat.version, message: changed };
  }

  private changes(chatId: number, since: number): object {
    const rows = this.chat(chatId)
      .messages.filter((each) => each.version > since)
      .sort((a, b) => a.version - b.version);
    const messages = rows.slice(0, LIMIT);
    if (rows.length > LIMIT) return { chat_id: chatId, messages, version: messages.at(-1)?.version, more: true };
    return { chat_id: chatId, messages, version: this.chat(chatId).version, more: false, chat: this.show(chatId) };
  }

  private chat(chatId: number): ModelChat {
    const chat = this.chats.get(chatId);
    if (!chat) throw new Error("There is no such chat.");
    return chat;
  }
}

function lastOf(messages: readonly Message[]): LastMessage | null {
  const last = messages.findLast((each) => !each.deleted);
  if (!last) return null;
  return { seq: last.seq, author_id: last.author_id, text: last.text, created_at: last.created_at };
}

function firstOf(messages: readonly Message[], limit: number): { messages: Message[]; more: boolean } {
  return { messages: messages.slice(0, limit), more: messages.length > limit };
}

function lastPage(messages: readonly Message[], limit: number): { messages: Message[]; more: boolean } {
  return { messages: messages.slice(-limit), more: messages.length > limit };
}

function pageAround(messages: readonly Message[], seq: number, limit: number): object {
  const before = lastPage(
    messages.filter((each) => each.seq < seq),
    limit >> 1,
  );
  const rest = firstOf(
    messages.filter((each) => each.seq >= seq),
    limit - before.messages.length,
  );
  return { messages: [...before.messages, ...rest.messages], more: before.more || rest.more };
}
