/** Who is here: from the first look at what was kept, over signing in, to the end of a session in whatever tab. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { User } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import { about, type ServerAbout } from "./api/about.ts";
import { type Api, Problem } from "./api.ts";
import type { Drafts } from "./drafts.ts";
import type { Gateway } from "./gateway.ts";
import type { Keeper } from "./keeper.ts";
import type { Outbox } from "./outbox.ts";
import type { Ports } from "./ports.ts";
import type { Tabs } from "./tabs.ts";
import { waitToAsk } from "./waits.ts";

/** `starting` until it is known whether there is a session. */
export type Session = "starting" | "signed-out" | "signed-in";

const UNKNOWN: ServerAbout = { name: "Besedka", registration: "open", empty: false };

/** What a visit is made of. */
export interface Parts {
  readonly ports: Ports;
  readonly store: Store;
  readonly api: Api;
  readonly gateway: Gateway;
  readonly keeper: Keeper;
  readonly tabs: Tabs;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  /** The chat on the screen: it is the first to be shown from what was kept. */
  readonly openChatId: ReadonlySignal<number | null>;
}

export class Visit {
  readonly session: Signal<Session> = signal("starting");
  /** Whether the last session ended otherwise than by one's wish. */
  readonly wasEnded: Signal<boolean> = signal(false);
  /** What the server says of itself; null until it has been asked, and once a session has ended. */
  readonly server: Signal<ServerAbout | null> = signal(null);
  /** Nothing of whoever was here may stay. */
  onEnd: () => void = () => {};
  private readonly parts: Parts;
  private attempts = 0;
  private cancelStart: () => void = () => {};
  private cleared: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.parts = parts;
    const { gateway, api, tabs } = parts;
    gateway.onSignedOut = () => void this.end();
    gateway.onRefused = () => void this.look();
    api.onSignedOut = () => void this.end();
    tabs.on("signed-out", () => void this.leave());
    tabs.on("signed-in", ({ userId }) => void this.meet(userId));
  }

  /** Begin with what was kept, else with who the server says that one is. */
  async start(): Promise<void> {
    this.cancelStart();
    if (this.session.peek() !== "starting") return;
    const met = this.parts.ports.isFresh ? this.meetServer() : null; // while it turns out that nothing was kept
    await this.parts.keeper.open();
    if (await this.startFromKept()) return;
    const user = await (met ?? this.meetServer());
    if (this.session.peek() !== "starting") return;
    if (user && user !== "unknown") return this.begin(user);
    this.parts.gateway.close();
    if (user) this.startLater();
    else this.session.value = "signed-out";
  }

  async signIn(email: string, password: string): Promise<void> {
    const user = await this.parts.api.post<User>("/login", { email, password });
    await this.begin(user);
    this.parts.tabs.say({ t: "signed-in", userId: user.id });
  }

  /** Here, in all tabs and on the server. Raises `Problem` if the server can't be told. */
  async signOut(): Promise<void> {
    await this.parts.api.post("/logout", {});
    this.parts.tabs.say({ t: "signed-out" });
    await this.leave();
    await this.parts.ports.clearCaches?.().catch(() => {});
  }

  /** Ask the server what it says of itself. Where it says nothing it is taken for one as any other, without `signed_in`. */
  async learnServer(): Promise<void> {
    this.server.value = await about(this.parts.api).catch(() => UNKNOWN);
  }

  /** The session has ended, not by one's wish: what was written and is not sent waits for its author. */
  async end(): Promise<void> {
    if (this.session.peek() === "signed-out") return;
    this.wasEnded.value = this.session.peek() === "signed-in";
    this.forget();
    await this.afterwards(() => this.parts.keeper.end());
  }

  /** The connection turned out to be somebody else's: nothing that was kept here is theirs. */
  async change(user: User): Promise<void> {
    this.parts.outbox.clear();
    this.parts.drafts.clear();
    this.onEnd();
    await this.afterwards(() => this.parts.keeper.claim(user));
  }

  private async leave(): Promise<void> {
    this.wasEnded.value = false;
    this.forget();
    await this.afterwards(() => this.parts.keeper.clear());
  }

  private forget(): void {
    const { gateway, outbox, drafts, store } = this.parts;
    this.cancelStart();
    gateway.close();
    outbox.clear();
    drafts.clear();
    this.onEnd();
    store.clear();
    this.server.value = null;
    this.session.value = "signed-out";
  }

  /** One after another, so that what is kept at the end is what the last of them wants. */
  private afterwards(work: () => Promise<void>): Promise<void> {
    this.cleared = this.cleared.then(work, work);
    return this.cleared;
  }

  /** Somebody signed in in another tab. */
  private async meet(userId: number): Promise<void> {
    if (this.session.peek() === "signed-in" && this.parts.store.myId === userId) return;
    this.forget();
    this.session.value = "starting";
    await this.start();
  }

  private async startFromKept(): Promise<boolean> {
    const { keeper, gateway, openChatId } = this.parts;
    const kept = await keeper.read(openChatId.peek()).catch(() => null);
    if (!kept || this.session.peek() !== "starting") return false;
    try {
      keeper.restore(kept);
      await this.loadWritten();
    } catch {
      this.parts.store.clear();
      return false;
    }
    this.session.value = "signed-in";
    gateway.open();
    return true;
  }

  private async begin(user: User): Promise<void> {
    const { keeper, store, gateway } = this.parts;
    await keeper.open();
    await this.afterwards(() => keeper.claim(user));
    store.me.value = user;
    await this.loadWritten().catch(() => {});
    this.session.value = "signed-in";
    gateway.open();
  }

  private async loadWritten(): Promise<void> {
    const { keeper, outbox, drafts } = this.parts;
    await Promise.all([outbox.load(keeper.storage), drafts.load(keeper.storage)]);
  }

  private startLater(): void {
    const { ports } = this.parts;
    this.cancelStart();
    const look = () => (ports.isSeen?.() === false ? this.startLater() : void this.start());
    this.cancelStart = ports.after(waitToAsk(this.attempts++, ports.random()), look);
  }

  /** A handshake failed: if that was because the session has ended, the answer says so (`api.onSignedOut`). */
  private async look(): Promise<void> {
    if (this.session.peek() === "signed-in") await this.whoAmI();
  }

  /**
   * Who one is; where it is known that there is a session, the connection is made meanwhile. A stranger is not asked: it would
   * be an error in the browser's console.
   */
  private async meetServer(): Promise<User | null | "unknown"> {
    await this.learnServer();
    const isKnown = this.server.peek()?.signed_in;
    if (isKnown === false) return null;
    if (isKnown && this.session.peek() === "starting") this.parts.gateway.prepare();
    return this.whoAmI();
  }

  /** Null if nobody is signed in. */
  private async whoAmI(): Promise<User | null | "unknown"> {
    try {
      return await this.parts.api.get<User>("/users");
    } catch (problem) {
      return problem instanceof Problem && problem.status === 401 ? null : "unknown";
    }
  }
}
