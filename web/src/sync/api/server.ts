/** What the owners and administrators of the server do. Each raises `Problem`. */
import type { Role } from "../../domain/types.ts";
import type { Api, Page } from "../api.ts";
import type { Registration, ServerAbout } from "./about.ts";
import type { Invite } from "./rooms.ts";

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly deactivated: boolean;
  readonly last_seen_at: string | null;
  readonly storage_used: number;
}

export interface Named {
  readonly id: number;
  readonly username: string;
  readonly name: string;
}

export interface ListedRoom {
  readonly room_id: number;
  readonly room_name: string;
  readonly member_count: number;
  readonly owner: Named | null;
  readonly created_at: string;
}

/** Who did what to whom; without an actor it was done on the machine. */
export interface LogEntry {
  readonly id: number;
  readonly at: string;
  readonly deed: string;
  readonly actor: Named | null;
  readonly user: Named | null;
  readonly before: string | null;
  readonly after: string | null;
}

export function editServer(api: Api, change: { name?: string; registration?: Registration }): Promise<ServerAbout> {
  return api.put("/server", change);
}

export function saveServerPicture(api: Api, picture: Blob): Promise<unknown> {
  const form = new FormData();
  form.append("file", picture, "picture.png");
  return api.post("/server/picture", form);
}

export function removeServerPicture(api: Api): Promise<unknown> {
  return api.delete("/server/picture");
}

export function pictureAddress(server: ServerAbout): string | null {
  return server.picture ? `/server/picture?${encodeURIComponent(server.picture)}` : null;
}

export async function listPeople(api: Api, query: string, after = 0): Promise<Page<Person>> {
  const { people, more } = await api.get<{ people: Person[]; more: boolean }>("/server/people", {
    query: query || undefined,
    after,
  });
  return { items: people, more };
}

export function editPerson(api: Api, userId: number, change: { role?: Role; deactivated?: boolean }): Promise<unknown> {
  return api.put(`/server/people/${userId}`, change);
}

export function signOutPerson(api: Api, userId: number): Promise<unknown> {
  return api.delete(`/server/people/${userId}/sessions`);
}

export function makePasswordLink(api: Api, userId: number): Promise<{ code: string; expires_at: string }> {
  return api.post(`/server/people/${userId}/password_link`, {});
}

export async function listRooms(api: Api, after = 0): Promise<Page<ListedRoom>> {
  const { rooms, more } = await api.get<{ rooms: ListedRoom[]; more: boolean }>("/server/rooms", { after });
  return { items: rooms, more };
}

export async function listServerInvites(api: Api): Promise<readonly Invite[]> {
  return (await api.get<{ invites: Invite[] }>("/server/invites")).invites;
}

export function createServerInvite(api: Api, expiresIn: number, maxUses: number | null): Promise<Invite> {
  return api.post("/server/invites", { expires_in: expiresIn, ...(maxUses ? { max_uses: maxUses } : {}) });
}

export function revokeServerInvite(api: Api, code: string): Promise<unknown> {
  return api.delete(`/server/invites/${encodeURIComponent(code)}`);
}

export async function readLog(api: Api, before?: number): Promise<Page<LogEntry>> {
  const { entries, more } = await api.get<{ entries: LogEntry[]; more: boolean }>("/server/log", { before });
  return { items: entries, more };
}
