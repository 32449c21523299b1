import "../platform/first-keys.ts";
import "../ui/tokens.css";
import "../ui/base.css";
import "../ui/ui.css";
import "../ui/choose.css";
import { render } from "preact";
import { loadLexer } from "../domain/lexer.ts";
import { chatToBegin, goToLast } from "../features/places/index.ts";
import { attend } from "../platform/attend.ts";
import { browserPorts } from "../platform/ports.ts";
import { usePreferences } from "../platform/preferences.ts";
import { followKeyboard } from "../platform/viewport.ts";
import { Client } from "../sync/client.ts";
import { loadSoon } from "../ui/later.tsx";
import { closeTop, onCover } from "../ui/layers.ts";
import { isNarrow } from "../ui/narrow.ts";
import { ClientContext } from "./context.ts";
import { updates } from "./newer.ts";
import { followAddress, go, type Route, route } from "./routes.ts";
import { Shell } from "./shell.tsx";

const BLANK = 150; // milliseconds in which what was kept may still be the first that is painted

async function start(root: HTMLElement): Promise<void> {
  if (browserPorts.isFresh) void loadLexer().catch(() => {}); // nothing was read yet
  const client = new Client(browserPorts);
  attend(client);
  client.notices.onOpen = (chatId, seq) => go({ at: "chat", chatId, seq });
  followAddress({ closeTop, onCover, isNarrow: isNarrow.peek() });
  followKeyboard();
  client.openChatId.value = chatOf(route.peek()) ?? chatToBegin();
  const started = client.start();
  await usePreferences();
  await Promise.race([started, pause(BLANK)]);
  goToLast(client.store);
  render(
    <ClientContext.Provider value={client}>
      <Shell />
    </ClientContext.Provider>,
    root,
  );
  await started;
  // It fetches all that the page consists of: not before what is on the screen. If it can't be had there is no network, and
  // no newer version to be found.
  loadSoon(
    { load: loadLexer },
    { load: async () => (await import("./title.ts")).followTitle(client) },
    { load: () => client.notices.prepare() },
    {
      load: async () => {
        updates.value = (await import("../platform/updates.ts")).followUpdates(client);
      },
    },
  );
}

function chatOf(at: Route): number | null {
  return at.at === "chat" ? at.chatId : null;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

const root = document.getElementById("app");
if (root) void start(root);
