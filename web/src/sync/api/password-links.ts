/** One-time links by which someone sets a new password. */
import type { Api } from "../api.ts";

export interface PasswordLink {
  readonly username: string;
}

export function previewPasswordLink(api: Api, code: string): Promise<PasswordLink> {
  return api.get(`/password_links/${encodeURIComponent(code)}`);
}

/** Ends all sessions of whose password it is. */
export function usePasswordLink(api: Api, code: string, password: string): Promise<unknown> {
  return api.post(`/password_links/${encodeURIComponent(code)}`, { password });
}
