/** The cast that all tests know, as the server speaks of them. */
import type { Chat, Message, User } from "../../src/domain/types.ts";

export const ada: User = { id: 1, username: "ada", name: "Ada", status: "", email: "ada@example.org" };
export const boris: User = { id: 2, username: "boris", name: "Boris", status: "" };

export function chat(more: Partial<Chat> = {}): Chat {
  return {
    chat_id: 7,
    kind: "direct",
    user_id: 2,
    Name: "Boris",
    version: 0,
    members_version: 0,
    last_seq: 0,
    last_read_seq: 0,
    NewMsgCount: 0,
    MentionCount: 0,
    notifications: "all",
    last_message: null,
    ...more,
  };
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: 100 + seq,
    chat_id: 7,
    seq,
    version: seq,
    author_id: 2,
    text: `message ${seq}`,
    created_at: "2026-05-01T15:00:00.000Z",
    mentions: [],
    reactions: [],
    files: [],
    ...more,
  };
}

export function hello(chats: Chat[] = [chat()], more: object = {}): object {
  return { t: "hello", user: ada, epoch: "e1", heartbeat: 30000, rooms: [], chats, blocked: [], ...more };
}

export function told(said: Message, after = said.version - 1): object {
  return { t: "message", chat_id: said.chat_id, after, version: said.version, message: said };
}
