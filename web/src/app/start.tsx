import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/ui.css";
import { render } from "preact";
import { attend } from "../platform/attend.ts";
import { browserPorts } from "../platform/ports.ts";
import { usePreferences } from "../platform/preferences.ts";
import { followUpdates } from "../platform/updates.ts";
import { followKeyboard } from "../platform/viewport.ts";
import { Client } from "../sync/client.ts";
import { ClientContext } from "./context.ts";
import { updates } from "./newer.ts";
import { followAddress, go } from "./routes.ts";
import { Shell } from "./shell.tsx";

async function start(root: HTMLElement): Promise<void> {
  const client = new Client(browserPorts);
  attend(client);
  client.notices.onOpen = (chatId, seq) => go({ at: "chat", chatId, seq });
  followAddress();
  followKeyboard();
  await usePreferences();
  render(
    <ClientContext.Provider value={client}>
      <Shell />
    </ClientContext.Provider>,
    root,
  );
  await client.start();
  updates.value = followUpdates(client);
}

const root = document.getElementById("app");
if (root) void start(root);
