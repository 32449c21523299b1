/** People: finding and blocking them. Each raises `Problem`. */
import type { User } from "../../domain/types.ts";
import type { Api } from "../api.ts";

/** At most twenty, by part of a username or of a name. */
export async function findPeople(api: Api, query: string): Promise<readonly User[]> {
  return (await api.get<{ users: User[] }>("/users", { query })).users;
}

export function block(api: Api, userId: number): Promise<unknown> {
  return api.put(`/users/${userId}/block`, {});
}

export function unblock(api: Api, userId: number): Promise<unknown> {
  return api.delete(`/users/${userId}/block`);
}
