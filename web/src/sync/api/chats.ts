/** Chats: making, changing and leaving them. Each raises `Problem`. */
import type { Level } from "../../domain/types.ts";
import type { Api } from "../api.ts";

export async function createGroup(api: Api, userIds: readonly number[], name: string): Promise<number> {
  return (await api.post<{ id: number }>("/chats", { user_ids: userIds, ...(name ? { name } : {}) })).id;
}

export interface ChatChange {
  readonly name?: string;
  readonly topic?: string;
  readonly private?: boolean;
}

export function changeChat(api: Api, chatId: number, change: ChatChange): Promise<unknown> {
  return api.put(`/chats/${chatId}`, change);
}

export function deleteChat(api: Api, chatId: number): Promise<unknown> {
  return api.delete(`/chats/${chatId}`);
}

export function addToChat(api: Api, chatId: number, userId: number): Promise<unknown> {
  return api.put(`/chats/${chatId}/members/${userId}`, {});
}

/** Remove someone, or leave. */
export function removeFromChat(api: Api, chatId: number, userId: number): Promise<unknown> {
  return api.delete(`/chats/${chatId}/members/${userId}`);
}

/** What I am told of: mine alone. */
export function setLevel(api: Api, chatId: number, level: Level): Promise<unknown> {
  return api.put(`/chats/${chatId}/notifications`, { level });
}
