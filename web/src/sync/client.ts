/** Everything that happens between the store and the server, as the views ask for it. */
import { batch, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Hello, Told } from "../domain/frames.ts";
import type { Message } from "../domain/types.ts";
import { Store } from "../store/store.ts";
import type { ServerAbout } from "./api/about.ts";
import { Api, Problem } from "./api.ts";
import { CatchUp } from "./catchup.ts";
import { Drafts } from "./drafts.ts";
import { Gateway } from "./gateway.ts";
import { Keeper } from "./keeper.ts";
import { Marks } from "./marks.ts";
import { MemberPages } from "./members.ts";
import { Notices } from "./notices.ts";
import { Outbox } from "./outbox.ts";
import { Pages } from "./pages.ts";
import type { Ports } from "./ports.ts";
import { Profiles } from "./profiles.ts";
import { Tabs } from "./tabs.ts";
import { Typing } from "./typing.ts";
import { type Session, Visit } from "./visit.ts";

export type { Session } from "./visit.ts";

export class Client {
  /** The chat on the screen: asked about before all others. */
  readonly openChatId: Signal<number | null> = signal(null);
  readonly store: Store = new Store();
  readonly api: Api;
  readonly gateway: Gateway;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly pages: Pages;
  readonly notices: Notices;
  readonly members: MemberPages;
  readonly ports: Ports;
  private readonly catchUp: CatchUp;
  private readonly keeper: Keeper;
  private readonly marks: Marks;
  private readonly profiles: Profiles;
  private readonly typings: Typing;
  private readonly visit: Visit;

  constructor(ports: Ports) {
    const { store, openChatId } = this;
    const tabs = new Tabs(ports);
    this.ports = ports;
    this.api = new Api(ports);
    this.gateway = new Gateway(ports);
    this.outbox = new Outbox(store, this.api, this.gateway, ports, tabs);
    this.drafts = new Drafts(ports, tabs);
    this.pages = new Pages(store, this.api);
    this.notices = new Notices(store, ports, openChatId);
    this.members = new MemberPages(store, this.api);
    this.catchUp = new CatchUp(store, this.gateway, this.pages, openChatId);
    this.keeper = new Keeper(store, ports);
    this.marks = new Marks(store, this.gateway, ports);
    this.profiles = new Profiles(store, this.api, this.gateway);
    this.typings = new Typing(store, this.gateway, ports);
    const { api, gateway, keeper, outbox, drafts } = this;
    this.visit = new Visit({ ports, store, api, gateway, keeper, tabs, outbox, drafts, openChatId });
    this.connect();
  }

  get session(): Signal<Session> {
    return this.visit.session;
  }

  /** Whether the last session here ended otherwise than by one's wish. */
  get wasEnded(): ReadonlySignal<boolean> {
    return this.visit.wasEnded;
  }

  /** What the server says of itself; null until it has been asked. */
  get server(): ReadonlySignal<ServerAbout | null> {
    return this.visit.server;
  }

  learnServer(): Promise<void> {
    return this.visit.learnServer();
  }

  /** How many bytes a file may have, as far as the server has said so. */
  get fileLimit(): number {
    return this.server.peek()?.file_limit ?? Number.POSITIVE_INFINITY;
  }

  /** There has been no connection for a while. */
  get isOffline(): ReadonlySignal<boolean> {
    return this.gateway.isOffline;
  }

  /** Find out who is signed in, and connect. What was kept of `openChatId` is there with the first rendering. */
  start(): Promise<void> {
    return this.visit.start();
  }

  signIn(email: string, password: string): Promise<void> {
    return this.visit.signIn(email, password);
  }

  /** Here, in all tabs and on the server. */
  signOut(): Promise<void> {
    return this.visit.signOut();
  }

  /** Somebody presses what leads to this chat: what is kept of it is fetched while they let go. */
  expect(chatId: number): void {
    void this.restore(chatId);
  }

  /** Somebody looks at the page again, or the network is back. */
  wake(): void {
    if (this.session.peek() === "starting") void this.visit.start();
    else this.gateway.wake();
  }

  /** Whether the window is in front, with the keyboard. */
  focus(isFocused: boolean): void {
    this.notices.focus(isFocused);
  }

  /** The page may be gone in a moment: keep what is not kept yet. */
  async flush(): Promise<void> {
    await Promise.all([this.drafts.flush(), this.keeper.flush()]);
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

  private connect(): void {
    this.gateway.onTold = (frames) => batch(() => this.takeAll(frames));
    this.pages.restore = (chatId) => this.restore(chatId);
    this.pages.onTaken = (chatId) => this.takePage(chatId);
    this.catchUp.onTaken = (chatId) => this.keeper.noteChat(chatId);
    this.profiles.onTaken = () => this.keeper.noteUsers();
    this.visit.onEnd = () => this.forget();
    effect(() => {
      if (this.session.value === "signed-in" && this.openChatId.value !== null)
        void this.restore(this.openChatId.value);
    });
  }

  /** A chat's messages as they were kept, and then what has happened since. Null: nothing is kept. */
  private restore(chatId: number): Promise<void> | null {
    return this.keeper.restoreMessages(chatId)?.then(() => void this.catchUp.run()) ?? null;
  }

  /** A page that was on its way across a gap is right only with what was missed. */
  private takePage(chatId: number): void {
    this.keeper.noteChat(chatId);
    void this.catchUp.run();
  }

  private forget(): void {
    this.marks.clear();
    this.profiles.clear();
    this.members.clear();
    this.notices.clear();
  }

  private takeAll(frames: readonly Told[]): void {
    for (const frame of frames) this.take(frame);
  }

  private take(frame: Told): void {
    if (frame.t === "hello") this.prepare(frame);
    const isNew = frame.t === "message" && this.isNew(frame.message);
    this.store.apply(frame);
    this.keeper.note(frame);
    if (frame.t === "hello") this.resume();
    else if (frame.t === "typing") this.typings.show(frame.chat_id, frame.user_id);
    else if ("chat_id" in frame && frame.chat_id !== undefined) this.follow(frame.chat_id);
    if (frame.t !== "message") return;
    this.outbox.meet(frame.message);
    if (isNew) void this.notices.consider(frame.message);
  }

  private isNew(message: Message): boolean {
    const chat = this.store.chats.peek().get(message.chat_id);
    return chat !== undefined && message.seq > chat.now.lastSeq;
  }

  private prepare(hello: Hello): void {
    const { myId } = this.store;
    if (myId && myId !== hello.user.id) void this.visit.change(hello.user);
    else void this.keeper.meet(hello.epoch);
  }

  private resume(): void {
    this.catchUp.begin();
    this.profiles.renew();
    this.members.clear();
    this.marks.resume();
    if (this.server.peek()?.file_limit === undefined) void this.learnServer();
    this.outbox.run();
    void this.catchUp.run();
  }

  private follow(chatId: number): void {
    const chat = this.store.chats.peek().get(chatId);
    this.notices.follow(chatId);
    this.catchUp.bound(chat);
    if (chat?.isBehind || chat?.log.isOutdated) void this.catchUp.run();
  }
}
