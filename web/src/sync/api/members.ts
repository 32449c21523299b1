/** Who is in a room or a chat: a hundred at a time. */
import type { Member } from "../../domain/types.ts";
import type { Api } from "../api.ts";

export interface Members {
  readonly members: readonly Member[];
  readonly more: boolean;
}

export function listChatMembers(api: Api, chatId: number, after = 0): Promise<Members> {
  return api.get(`/chats/${chatId}/members`, { after });
}

/** `query`: part of a username or of a name. */
export function listRoomMembers(api: Api, roomId: number, after = 0, query?: string): Promise<Members> {
  return api.get(`/rooms/${roomId}/members`, { after, query: query || undefined });
}
