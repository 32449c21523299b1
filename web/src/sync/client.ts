/** Everything that happens between the store and the server, as the views ask for it. */
import { type Signal, signal } from "@preact/signals";
import type { Told } from "../domain/frames.ts";
import type { Message, User } from "../domain/types.ts";
import { Store } from "../store/store.ts";
import { Api, Problem } from "./api.ts";
import { Gateway } from "./gateway.ts";
import { Outbox } from "./outbox.ts";
import { Pages } from "./pages.ts";
import type { Ports } from "./ports.ts";

/** `starting` until it is known whether there is a session. */
export type Session = "starting" | "signed-out" | "signed-in";

const PORTION_CHATS = 500; // asked about at once

export class Client {
  readonly session: Signal<Session> = signal("starting");
  /** The chat on the screen: asked about before all others. */
  readonly openChatId: Signal<number | null> = signal(null);
  readonly store: Store = new Store();
  readonly api: Api;
  readonly gateway: Gateway;
  readonly outbox: Outbox;
  readonly pages: Pages;
  readonly ports: Ports;
  private isResuming = false;

  constructor(ports: Ports) {
    this.ports = ports;
    this.api = new Api(ports);
    this.gateway = new Gateway(ports);
    this.outbox = new Outbox(this.store, this.api, this.gateway, ports);
    this.pages = new Pages(this.store, this.api);
    this.gateway.onTold = (frame) => this.take(frame);
    this.gateway.onSignedOut = () => this.end();
    this.api.onSignedOut = () => this.end();
  }

  /** Find out who is signed in, and connect. */
  async start(): Promise<void> {
    try {
      this.begin(await this.api.get<User>("/users"));
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
      this.session.value = "signed-out";
    }
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

  /** All up to this message has been seen. */
  async markRead(chatId: number, seq: number): Promise<void> {
    await this.gateway.ask({ op: "read", chat_id: chatId, seq });
  }

  /** This message and all after it are to be unread again. */
  async markUnread(chatId: number, seq: number): Promise<void> {
    await this.gateway.ask({ op: "read", chat_id: chatId, unread_from: seq });
  }

  typing(chatId: number): void {
    this.gateway.tell({ op: "typing", chat_id: chatId });
  }

  private async change(op: Parameters<Gateway["ask"]>[0]): Promise<Message> {
    const { message } = await this.gateway.ask(op);
    if (!message) throw new Problem(500, "internal_error", "");
    return message;
  }

  private begin(user: User): void {
    this.store.me.value = user;
    this.session.value = "signed-in";
    this.gateway.open();
  }

  private end(): void {
    this.gateway.close();
    this.store.clear();
    this.session.value = "signed-out";
  }

  private take(frame: Told): void {
    this.store.apply(frame);
    if (frame.t === "message") this.outbox.meet(frame.message);
    if (frame.t === "hello") this.outbox.run();
    void this.catchUp();
  }

  /** Ask about the chats of which something is missing, until nothing is. */
  private async catchUp(): Promise<void> {
    if (this.isResuming) return;
    this.isResuming = true;
    try {
      for (let chats = this.behind(); chats.length; chats = this.behind()) {
        const asked = chats.map((chat) => ({ chat_id: chat.id, since: chat.ask() }));
        const { chats: answers } = await this.gateway.ask({ op: "resume", chats: asked });
        this.store.catchUp(answers ?? []);
      }
    } catch {
      // The line broke: `hello` will ask again.
    } finally {
      this.isResuming = false;
    }
  }

  private behind() {
    const chats = [...this.store.chats.peek().values()].filter((chat) => chat.isBehind);
    const open = this.openChatId.peek();
    return chats.sort((a, b) => Number(b.id === open) - Number(a.id === open)).slice(0, PORTION_CHATS);
  }
}
