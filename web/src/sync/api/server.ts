/** What a server says of itself to everyone. */
import type { Api } from "../api.ts";

export interface ServerAbout {
  readonly name: string;
  readonly picture?: string | null;
  readonly registration: "open" | "invite" | "closed";
  /** Nobody has an account yet: the first one will own the server. */
  readonly empty: boolean;
  readonly version?: string;
}

export function about(api: Api): Promise<ServerAbout> {
  return api.get("/server");
}
