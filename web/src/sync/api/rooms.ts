/** Rooms, their channels, members and invites. Each raises `Problem`. */
import type { Role } from "../../domain/types.ts";
import type { Api } from "../api.ts";

export interface Invite {
  readonly code: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly max_uses: number | null;
  readonly uses: number;
}

export interface NewChannel {
  readonly name: string;
  readonly private: boolean;
  readonly topic: string;
}

export async function createRoom(api: Api, name: string): Promise<number> {
  return (await api.post<{ id: number }>("/rooms", { name })).id;
}

export async function createChannel(api: Api, roomId: number, channel: NewChannel): Promise<number> {
  return (await api.post<{ id: number }>(`/rooms/${roomId}`, channel)).id;
}

export function renameRoom(api: Api, roomId: number, name: string): Promise<unknown> {
  return api.put(`/rooms/${roomId}`, { name });
}

export function deleteRoom(api: Api, roomId: number): Promise<unknown> {
  return api.delete(`/rooms/${roomId}`);
}

export function setRole(api: Api, roomId: number, userId: number, role: Role): Promise<unknown> {
  return api.put(`/rooms/${roomId}/members/${userId}`, { role });
}

/** Remove someone, or leave. */
export function removeFromRoom(api: Api, roomId: number, userId: number): Promise<unknown> {
  return api.delete(`/rooms/${roomId}/members/${userId}`);
}

/** `expiresIn` in seconds; without `maxUses` any number of people may come. */
export function createInvite(api: Api, roomId: number, expiresIn: number, maxUses: number | null): Promise<Invite> {
  return api.post(`/rooms/${roomId}/invites`, { expires_in: expiresIn, ...(maxUses ? { max_uses: maxUses } : {}) });
}

export async function listInvites(api: Api, roomId: number): Promise<readonly Invite[]> {
  return (await api.get<{ invites: Invite[] }>(`/rooms/${roomId}/invites`)).invites;
}

export function revokeInvite(api: Api, roomId: number, code: string): Promise<unknown> {
  return api.delete(`/rooms/${roomId}/invites/${encodeURIComponent(code)}`);
}
