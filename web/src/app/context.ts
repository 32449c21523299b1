import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "../sync/client.ts";

export const ClientContext = createContext<Client | null>(null);

/** What the page knows and can do. Needs a `ClientContext` above. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("There is no client above this view.");
  return client;
}
