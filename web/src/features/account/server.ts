/** What the server says of itself before anyone is signed in. */
import { type Signal, signal } from "@preact/signals";
import { about, type ServerAbout } from "../../sync/api/server.ts";
import type { Api } from "../../sync/api.ts";

export const serverAbout: Signal<ServerAbout> = signal({ name: "Besedka", registration: "open", empty: false });

/** Ask the server; what can't be learned stays as it was. */
export async function learnServer(api: Api): Promise<void> {
  serverAbout.value = await about(api).catch(() => serverAbout.peek());
}
