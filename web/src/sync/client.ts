/** Everything that happens between the store and the server, as the views ask for it. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Told } from "../domain/frames.ts";
import type { Message, User } from "../domain/types.ts";
import { Store } from "../store/store.ts";
import { Api, Problem } from "./api.ts";
import { CatchUp } from "./catchup.ts";
import { Drafts } from "./drafts.ts";
import { Gateway } from "./gateway.ts";
import { Marks } from "./marks.ts";
import { Outbox } from "./outbox.ts";
import { Pages } from "./pages.ts";
import type { Ports } from "./ports.ts";
import { Profiles } from "./profiles.ts";
import { Typing } from "./typing.ts";

/** `starting` until it is known whether there is a session. */
export type Session = "starting" | "signed-out" | "signed-in";

const START_WAIT = 2_000; // milliseconds until a server that can't be reached is asked again, at most twice of it

export class Client {
  readonly session: Signal<Session> = signal("starting");
  /** The chat on the screen: asked about before all others. */
  readonly openChatId: Signal<number | null> = signal(null);
  readonly store: Store = new Store();
  readonly drafts = new Drafts();
  readonly api: Api;
  readonly gateway: Gateway;
  readonly outbox: Outbox;
  readonly pages: Pages;
  readonly ports: Ports;
  private readonly catchUp: CatchUp;
  private readonly marks: Marks;
  private readonly profiles: Profiles;
  private readonly typings: Typing;
  private cancelStart: () => void = () => {};

  constructor(ports: Ports) {
    this.ports = ports;
    this.api = new Api(ports);
    this.gateway = new Gateway(ports);
    this.outbox = new Outbox(this.store, this.api, this.gateway, ports);
    this.pages = new Pages(this.store, this.api);
    this.catchUp = new CatchUp(this.store, this.gateway, this.pages, this.openChatId);
    this.marks = new Marks(this.store, this.gateway);
    this.profiles = new Profiles(this.store, this.api);
    this.typings = new Typing(this.store, this.gateway, ports);
    this.gateway.onTold = (frame) => this.take(frame);
    this.gateway.onSignedOut = () => this.end();
    this.gateway.onRefused = () => void this.lookForSession();
    this.api.onSignedOut = () => this.end();
  }

  /** There has been no connection for a while. */
  get isOffline(): ReadonlySignal<boolean> {
    return this.gateway.isOffline;
  }

  /** Find out who is signed in, and connect. */
  async start(): Promise<void> {
    this.cancelStart();
    const user = await this.whoAmI();
    if (user === "unknown") {
      this.cancelStart();
      this.cancelStart = this.ports.after(START_WAIT * (1 + this.ports.random()), () => void this.start());
    } else if (this.session.peek() === "starting") {
      if (user) this.begin(user);
      else this.session.value = "signed-out";
    }
  }

  /** Somebody looks at the page again, or the network is back. */
  wake(): void {
    if (this.session.peek() === "starting") void this.start();
    else this.gateway.wake();
  }

  async signIn(email: string, password: string): Promise<void> {
    this.begin(await this.api.post<User>("/login", { email, password }));
  }

  async signOut(): Promise<void> {
    await this.api.post("/logout", {});
    this.end();
  }

  edit(messageId: number, text: string): Promise<Message> {
    return this.change({ op: "edit", message_id: messageId, text });
  }

  delete(messageId: number): Promise<Message> {
    return this.change({ op: "delete", message_id: messageId });
  }

  react(messageId: number, emoji: string): Promise<Message> {
    return this.change({ op: "react", message_id: messageId, emoji });
  }

  unreact(messageId: number, emoji: string): Promise<Message> {
    return this.change({ op: "unreact", message_id: messageId, emoji });
  }

  /** All up to this message has been seen. Without a connection it is said once there is one. */
  markRead(chatId: number, seq: number): Promise<void> {
    return this.marks.read(chatId, seq);
  }

  /** This message and all after it are to be unread again. */
  markUnread(chatId: number, seq: number): Promise<void> {
    return this.marks.unread(chatId, seq);
  }

  /** One writes: called for each letter, told every few seconds. */
  typing(chatId: number): void {
    this.typings.tell(chatId);
  }

  private async change(op: Parameters<Gateway["ask"]>[0]): Promise<Message> {
    const { message } = await this.gateway.ask(op);
    if (!message) throw new Problem(500, "internal_error", "");
    return message;
  }

  /** Null if nobody is signed in. */
  private async whoAmI(): Promise<User | null | "unknown"> {
    try {
      return await this.api.get<User>("/users");
    } catch (problem) {
      return problem instanceof Problem && problem.status === 401 ? null : "unknown";
    }
  }

  /** A handshake failed: if that was because the session has ended, this says so (`api.onSignedOut`). */
  private async lookForSession(): Promise<void> {
    if (this.session.peek() === "signed-in") await this.whoAmI();
  }

  private begin(user: User): void {
    this.store.me.value = user;
    this.session.value = "signed-in";
    this.gateway.open();
  }

  private end(): void {
    this.gateway.close();
    this.marks.clear();
    this.drafts.clear();
    this.store.clear();
    this.session.value = "signed-out";
  }

  private take(frame: Told): void {
    this.store.apply(frame);
    if (frame.t === "hello") this.resume();
    else if (frame.t === "typing") this.typings.show(frame.chat_id, frame.user_id);
    else if ("chat_id" in frame && frame.chat_id !== undefined) this.follow(frame.chat_id);
    if (frame.t === "message") this.outbox.meet(frame.message);
  }

  private resume(): void {
    this.catchUp.begin();
    this.profiles.renew();
    this.marks.resume();
    this.outbox.run();
    void this.catchUp.run();
  }

  private follow(chatId: number): void {
    const chat = this.store.chats.peek().get(chatId);
    this.catchUp.bound(chat);
    if (chat?.isBehind || chat?.log.isOutdated) void this.catchUp.run();
  }
}
