/** Whom one has blocked. */
import type { Api } from "../api.ts";

/** They can open no chat with me and write me nothing. They are not told. */
export function block(api: Api, userId: number): Promise<unknown> {
  return api.put(`/users/${userId}/block`, {});
}

export function unblock(api: Api, userId: number): Promise<unknown> {
  return api.delete(`/users/${userId}/block`);
}
