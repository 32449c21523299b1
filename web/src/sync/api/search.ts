/** Search in messages. */
import type { Message } from "../../domain/types.ts";
import type { Api, Page } from "../api.ts";

/** Words, or filters, or both. */
export interface Looked {
  readonly query?: string;
  readonly chatId?: number;
  readonly roomId?: number;
  readonly authorId?: number;
  readonly hasFile?: boolean;
  readonly mentionsMe?: boolean;
  /** RFC 3339. */
  readonly after?: string;
  readonly before?: string;
}

export interface Found {
  readonly messages: readonly Message[];
  readonly more: boolean;
}

export const FOUND = 30; // messages of a page

/** A page of messages, the newest first; those before `beforeId`, if it is given. Raises `Problem`. */
export function searchMessages(api: Api, looked: Looked, beforeId?: number): Promise<Found> {
  return api.get("/messages", {
    query: looked.query,
    chat_id: looked.chatId,
    room_id: looked.roomId,
    author_id: looked.authorId,
    has: looked.hasFile ? "file" : undefined,
    mentions: looked.mentionsMe ? "me" : undefined,
    posted_after: looked.after,
    posted_before: looked.before,
    before: beforeId,
    limit: FOUND,
  });
}

/** A page of a chat's messages with files, the newest first; those before `beforeId`, if it is given. Raises `Problem`. */
export async function listWithFiles(api: Api, chatId: number, beforeId?: number): Promise<Page<Message>> {
  const { messages, more } = await searchMessages(api, { chatId, hasFile: true }, beforeId);
  return { items: messages, more };
}
