/** Accounts: signing up, one's profile, password and sessions. Each raises `Problem`. */
import type { User } from "../../domain/types.ts";
import type { Api } from "../api.ts";

export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly username?: string;
  /** The code of an invite: where registration is not open, an account is made by one. */
  readonly invite?: string;
}

export interface Device {
  readonly id: number;
  readonly user_agent: string;
  readonly address: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly current: boolean;
}

export function signUp(api: Api, account: NewAccount): Promise<User> {
  return api.post("/users", account);
}

/** All five members of a user are sent: the contract replaces the whole profile. */
export function saveProfile(api: Api, user: User): Promise<User> {
  const { id, email, username, name, status } = user;
  return api.put(`/users/${id}`, { id, email, username, name, status });
}

/** A picture of oneself, already cut to a square. */
export function savePhoto(api: Api, picture: Blob): Promise<unknown> {
  const form = new FormData();
  form.append("file", picture, "photo.webp");
  return api.post("/photos", form);
}

export function removePhoto(api: Api): Promise<unknown> {
  return api.delete("/photos");
}

export function changePassword(api: Api, userId: number, before: string, after: string): Promise<unknown> {
  return api.put(`/users/${userId}/password`, { old: before, new: after });
}

export async function listDevices(api: Api, userId: number): Promise<readonly Device[]> {
  return (await api.get<{ sessions: Device[] }>(`/users/${userId}/sessions`)).sessions;
}

export function signOutDevice(api: Api, userId: number, deviceId: number): Promise<unknown> {
  return api.delete(`/users/${userId}/sessions/${deviceId}`);
}
