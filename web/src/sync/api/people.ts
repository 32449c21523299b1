/** People of the server. */
import type { User } from "../../domain/types.ts";
import type { Api } from "../api.ts";

/** At most 20 whose username or name contains this. */
export async function findPeople(api: Api, query: string): Promise<readonly User[]> {
  return (await api.get<{ users: User[] }>("/users", { query })).users;
}

/** The direct chat with someone; made, if there is none. */
export async function openDirect(api: Api, userId: number): Promise<number> {
  return (await api.post<{ id: number }>("/chats", { user_id: userId })).id;
}
