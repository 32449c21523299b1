import { useEffect } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { ServerAbout } from "../../sync/api/about.ts";

/** What the server says of itself; null until it has been asked. */
export function useServer(): ServerAbout | null {
  const client = useClient();
  const known = client.server.value;
  useEffect(() => {
    if (!known) void client.learnServer();
  }, [client, known]);
  return known;
}
