/** The addresses of the page. None of them is an address of the API. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { whenPainted } from "../platform/idle.ts";

export type Route =
  | { readonly at: "home" }
  | { readonly at: "chat"; readonly chatId: number; readonly seq?: number }
  | { readonly at: "room"; readonly roomId: number }
  | { readonly at: "join"; readonly code: string }
  | { readonly at: "sign-in" }
  | { readonly at: "sign-up"; readonly code?: string }
  | { readonly at: "password"; readonly code: string }
  | { readonly at: "settings"; readonly section?: string }
  | { readonly at: "server"; readonly section?: string }
  | { readonly at: "nowhere" };

type Reader = (parts: readonly string[]) => Route | null;

const READERS: Readonly<Record<string, Reader>> = {
  "": () => ({ at: "home" }),
  c: ([id, seq]) => {
    const chatId = readId(id);
    const place = readId(seq);
    return chatId ? { at: "chat", chatId, ...(place ? { seq: place } : {}) } : null;
  },
  r: ([id]) => {
    const roomId = readId(id);
    return roomId ? { at: "room", roomId } : null;
  },
  join: ([code]) => (code ? { at: "join", code } : null),
  "sign-in": () => ({ at: "sign-in" }),
  "sign-up": ([code]) => ({ at: "sign-up", ...(code ? { code } : {}) }),
  password: ([code]) => (code ? { at: "password", code } : null),
  settings: ([section]) => ({ at: "settings", ...(section ? { section } : {}) }),
  "server-settings": ([section]) => ({ at: "server", ...(section ? { section } : {}) }),
};

export function readRoute(path: string): Route {
  const [first = "", ...rest] = path.replace(/^\/|\/$/g, "").split("/");
  if (!Object.hasOwn(READERS, first)) return { at: "nowhere" };
  try {
    return READERS[first]?.(rest.map((part) => decodeURIComponent(part))) ?? { at: "nowhere" };
  } catch {
    return { at: "nowhere" }; // a percent sign that stands for nothing
  }
}

export function spellRoute(route: Route): string {
  switch (route.at) {
    case "chat":
      return `/c/${route.chatId}${route.seq ? `/${route.seq}` : ""}`;
    case "room":
      return `/r/${route.roomId}`;
    case "join":
    case "password":
      return `/${route.at}/${encodeURIComponent(route.code)}`;
    case "sign-up":
      return route.code ? `/sign-up/${encodeURIComponent(route.code)}` : "/sign-up";
    case "settings":
      return route.section ? `/settings/${route.section}` : "/settings";
    case "server":
      return route.section ? `/server-settings/${route.section}` : "/server-settings";
    case "sign-in":
      return "/sign-in";
    default:
      return "/";
  }
}

const current = signal<Route>({ at: "home" });

/** Where the page is. */
export const route: ReadonlySignal<Route> = current;

/** `replace`: there is no way back to where one was. */
export interface How {
  readonly replace?: boolean;
}

/** Be somewhere else. */
export function go(to: Route, { replace = false }: How = {}): void {
  if (!replace) place = { step: place.step + 1 };
  history[replace ? "replaceState" : "pushState"](place, "", spellRoute(to));
  show(to);
}

let left: { readonly to: Route; readonly step: number } = { to: { at: "home" }, step: -1 }; // where one was last, but for settings

/** Be where one was before one came to settings; at home, if one came straight to them. */
export function leaveSettings(): void {
  if (left.step >= 0 && left.step < place.step) history.go(left.step - place.step);
  else go(left.to, { replace: true });
}

function show(to: Route): void {
  if (to.at !== "settings" && to.at !== "server") left = { to, step: place.step };
  current.value = to;
}

/** An entry of this tab's history. */
interface Place {
  readonly step: number;
  /** The page of the entry before once more: see `holdBack`. */
  readonly isAgain?: boolean;
}

let place: Place = { step: 0 }; // where in this tab's history one is

/** What the addresses have to know of the page. */
interface Above {
  /** Close what lies uppermost. Whether anything did. */
  readonly closeTop: () => boolean;
  /** Have it told when something comes to lie above the page. */
  readonly onCover: (tell: () => void) => void;
  /** Whether a chat lies above the lists. */
  readonly isNarrow: boolean;
}

/** Follow the address bar, and links within the page. Going back or forward closes what lies above first, if anything does. */
export function followAddress({ closeTop, onCover, isNarrow }: Above): void {
  const known: Place | undefined = history.state?.step === undefined ? undefined : history.state;
  if (known) place = known;
  else history.replaceState(place, "");
  addEventListener("popstate", () => move(history.state ?? undefined, closeTop));
  addEventListener("click", followLink);
  onCover(() => whenPainted(holdBack, 500));
  read();
  if (!known && isNarrow && current.peek().at === "chat") putListsBelow();
}

/** Of a chat that a link has led to, Back leads to the lists, as where it was chosen there. */
function putListsBelow(): void {
  const chat = current.peek();
  history.replaceState(place, "", spellRoute({ at: "home" }));
  go(chat);
}

/**
 * Nobody is asked when Back leaves the first page of a tab. Once something has lain above, that page has a second entry, so that
 * there is something to go back from: one at most, and Back from it leaves where nothing lies above.
 */
function holdBack(): void {
  if (place.step > 0) return;
  place = { step: place.step + 1, isAgain: true };
  history.pushState(place, "");
}

function read(): void {
  show(readRoute(location.pathname));
}

function move(to: Place | undefined, closeTop: () => boolean): void {
  if (to?.step === place.step) return; // one is where one was again
  if (to && closeTop()) return history.go(place.step - to.step);
  const { isAgain, step } = place;
  place = to ?? place;
  if (isAgain && place.step < step) return leave();
  read();
}

/** Where there is nothing to go back to, one stays. */
function leave(): void {
  history.replaceState(place, "", spellRoute(current.peek()));
  history.back();
}

function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const to = readRoute(link.pathname);
  if (to.at === "nowhere") return;
  event.preventDefault();
  go(to);
}

function readId(text: string | undefined): number | null {
  return text && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null;
}
