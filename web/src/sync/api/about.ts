/** What the server says of itself. */
import type { Api } from "../api.ts";

export type Registration = "open" | "invite" | "closed";

/** How the server is, for its administrators. */
export interface ServerState {
  readonly registration_fixed: boolean;
  readonly storage_used: number;
  readonly storage_limit: number | null;
  readonly people: number;
  readonly rooms: number;
  readonly messages: number;
  readonly bus: string;
  readonly trouble: string | null;
  readonly uptime: number;
}

/**
 * `picture` differs whenever the picture does. `empty`: nobody has an account yet, the first one will own the server.
 * `file_limit`: bytes of an uploaded file.
 */
export interface ServerAbout {
  readonly name: string;
  readonly picture?: string | null;
  readonly registration: Registration;
  readonly empty: boolean;
  readonly version?: string;
  readonly file_limit?: number;
  /** Whoever asks has a session. */
  readonly signed_in?: boolean;
  readonly state?: ServerState;
}

export function about(api: Api): Promise<ServerAbout> {
  return api.get("/server");
}
