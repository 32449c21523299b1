/** Keeps on the device what the store knows, and gives it back: for the first paint, and for where there is no network. */
import type { Told } from "../domain/frames.ts";
import { keepReadings, prepareToRead, takeReadings } from "../domain/reading.ts";
import type { Chat, User } from "../domain/types.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { type Change, type KeptMessages, OWNER, type Owner, type Storage } from "../storage/tables.ts";
import type { ChatStore } from "../store/chat.ts";
import type { Store } from "../store/store.ts";
import type { Ports } from "./ports.ts";

const KEEP_AFTER = 1_000; // milliseconds
const MESSAGES_KEPT = 100; // of a chat, the newest
const CHATS_LIMIT = 100; // of which messages are kept
const USERS_LIMIT = 2_000;
const SHOWN_FIRST = 30; // messages of a chat

/** What is kept of an earlier time. */
export interface Kept {
  readonly owner: Owner;
  readonly chats: readonly Chat[];
  readonly users: readonly User[];
  /** Of the chat that is looked at, if there are any. */
  readonly messages: KeptMessages | undefined;
}

export class Keeper {
  storage: Storage = new MemoryStorage();
  private readonly store: Store;
  private readonly ports: Ports;
  private readonly dirty = new Set<number>();
  private readonly restored = new Map<number, Promise<void>>();
  private readonly used = new Map<number, number>(); // of chats whose messages are kept: when somebody looked last
  private readonly keptChats = new Set<number>();
  private readonly keptUsers = new Set<User>();
  private cancelKeep: (() => void) | null = null;

  constructor(store: Store, ports: Ports) {
    this.store = store;
    this.ports = ports;
  }

  /** Needed before all else; asked for again it changes nothing. */
  async open(): Promise<void> {
    if (this.ports.openStorage && !this.storage.isLasting) this.storage = await this.ports.openStorage();
  }

  /** What a first painting needs, all asked for at once: what is kept, with the messages of this chat. Null if nothing is. */
  async read(chatId: number | null): Promise<Kept | null> {
    const { storage } = this;
    const [owner, chats, users, messages] = await Promise.all([
      storage.get("owner", OWNER),
      storage.list("chats"),
      storage.list("users"),
      chatId === null ? undefined : storage.get("messages", chatId),
    ]);
    if (!owner?.started) return null;
    if (messages) await prepare(messages);
    return { owner, chats, users, messages };
  }

  /** Fill the store with it. */
  restore({ owner, chats, users, messages }: Kept): void {
    this.store.restore(owner, chats, users);
    for (const user of users) this.keptUsers.add(user);
    for (const chat of chats) this.keptChats.add(chat.chat_id);
    for (const [chatId, usedAt] of owner.used) this.used.set(chatId, usedAt);
    if (!messages) return;
    this.takeMessages(messages);
    this.restored.set(messages.chatId, Promise.resolve());
  }

  /** Before a `hello` goes into the store: of another history nothing is kept. */
  async meet(epoch: string): Promise<void> {
    if (!this.store.epoch || this.store.epoch === epoch) return;
    this.reset();
    await this.storage.clear(["chats", "users", "messages"]).catch(() => {});
  }

  /** Bring a chat's messages that were kept into the store: once, when somebody looks. Null: nothing is kept of it. */
  restoreMessages(chatId: number): Promise<void> | null {
    this.used.set(chatId, this.ports.now());
    if (!this.restored.has(chatId) && this.keptChats.has(chatId)) this.restored.set(chatId, this.readMessages(chatId));
    return this.restored.get(chatId) ?? null;
  }

  /** This was told: what it changed is kept a moment later. */
  note(frame: Told): void {
    if (frame.t === "typing" || frame.t === "presence") return;
    if (frame.t === "hello") this.noteAll();
    else if ("chat_id" in frame && frame.chat_id !== undefined) this.dirty.add(frame.chat_id);
    this.schedule();
  }

  /** A chat's messages have changed otherwise: by a page, or an answer. */
  noteChat(chatId: number): void {
    this.dirty.add(chatId);
    this.schedule();
  }

  /** Profiles have come that were asked for. */
  noteUsers(): void {
    this.schedule();
  }

  /** Keep now what has changed. Without room for it, older messages go. */
  async flush(): Promise<void> {
    this.cancelKeep?.();
    this.cancelKeep = null;
    if (!this.store.epoch) return;
    const changes = [...this.ownerChanges(), ...this.chatChanges(), ...this.userChanges()];
    await this.storage.write(changes).catch(() => this.makeRoom());
    await this.evict(CHATS_LIMIT);
  }

  /** Nothing is left on the device. */
  async clear(): Promise<void> {
    this.reset();
    await this.storage.clear().catch(() => {});
  }

  /** Nothing is left but what was written here and is not sent, for when the same user comes back. */
  async end(): Promise<void> {
    const owner = await this.owner();
    this.reset();
    await this.storage.clear(["chats", "users", "messages"]).catch(() => {});
    if (owner) await this.claim(owner.user);
  }

  /** From now on what is kept is this user's; what is here of another goes first. */
  async claim(user: User): Promise<void> {
    const owner = await this.owner();
    // Drafts that are nobody's come from a page that was closed at the moment when another signed out.
    if (!owner) await this.storage.clear(["drafts"]).catch(() => {});
    else if (owner.user.id !== user.id) await this.clear();
    const value: Owner = { user, epoch: "", rooms: [], blocked: [], used: [], started: false };
    await this.storage.write([{ table: "owner", key: OWNER, value }]).catch(() => {});
  }

  private reset(): void {
    this.cancelKeep?.();
    this.cancelKeep = null;
    for (const set of [this.dirty, this.keptChats, this.keptUsers]) set.clear();
    this.restored.clear();
    this.used.clear();
  }

  private noteAll(): void {
    for (const chatId of [...this.keptChats, ...this.store.chats.peek().keys()]) this.dirty.add(chatId);
  }

  private schedule(): void {
    this.cancelKeep ??= this.ports.after(KEEP_AFTER, () => void this.flush());
  }

  private async readMessages(chatId: number): Promise<void> {
    const { epoch } = this.store;
    const kept = await this.storage.get("messages", chatId).catch(() => undefined);
    if (kept && epoch === this.store.epoch) this.takeMessages(kept);
  }

  private takeMessages(kept: KeptMessages): void {
    const chat = this.store.chats.peek().get(kept.chatId);
    if (kept.readings) takeReadings(kept.messages, kept.readings);
    chat?.log.restore(kept, chat.now, kept.messages, kept.from);
  }

  /** Whose all this is that is kept here; null if nothing is. */
  private async owner(): Promise<Owner | null> {
    return (await this.storage.get("owner", OWNER).catch(() => null)) ?? null;
  }

  private ownerChanges(): Change[] {
    const user = this.store.me.peek();
    if (!user) return [];
    const { epoch } = this.store;
    const rooms = [...this.store.rooms.peek().values()];
    const blocked = [...this.store.blocked.peek()];
    return [
      { table: "owner", key: OWNER, value: { user, epoch, rooms, blocked, used: [...this.used], started: true } },
    ];
  }

  private chatChanges(): Change[] {
    const chats = this.store.chats.peek();
    const changes = [...this.dirty].flatMap((id) => this.changesOf(id, chats.get(id)));
    this.dirty.clear();
    return changes;
  }

  private changesOf(chatId: number, chat: ChatStore | undefined): Change[] {
    if (!chat) {
      this.used.delete(chatId);
      this.keptChats.delete(chatId);
      return (["chats", "messages"] as const).map((table) => ({ table, key: chatId }));
    }
    this.keptChats.add(chatId);
    const messages = this.messagesOf(chat);
    const shown: Change = { table: "chats", key: chatId, value: chat.confirmed };
    return messages ? [shown, { table: "messages", key: chatId, value: messages }] : [shown];
  }

  /** The newest stretch, if it is up to date and reaches the end. */
  private messagesOf(chat: ChatStore): KeptMessages | null {
    const { newest } = chat.history;
    const { version, lastSeq } = chat.now;
    if (!newest || newest.to !== lastSeq || chat.log.isOutdated || chat.isBehind) return null;
    const messages = newest.messages.slice(-MESSAGES_KEPT);
    const from = messages.length < newest.messages.length ? (messages[0]?.seq ?? newest.from) : newest.from;
    if (!this.used.has(chat.id)) this.used.set(chat.id, 0);
    return { chatId: chat.id, version, lastSeq, from, messages, readings: keepReadings(messages) };
  }

  private userChanges(): Change[] {
    const changed = this.store.people.list().filter((user) => !this.keptUsers.has(user));
    const room = Math.max(0, USERS_LIMIT - this.keptUsers.size);
    const kept = changed.slice(0, room);
    for (const user of kept) this.keptUsers.add(user);
    return kept.map((value) => ({ table: "users", key: value.id, value }));
  }

  private async makeRoom(): Promise<void> {
    await this.evict(CHATS_LIMIT / 2);
    this.noteAll(); // what could not be kept is tried again with the next change
  }

  /** Messages of so many chats are kept: of those that somebody looked at last. */
  private async evict(limit: number): Promise<void> {
    if (this.used.size <= limit) return;
    const oldest = [...this.used].sort((a, b) => a[1] - b[1]).slice(0, this.used.size - limit);
    for (const [chatId] of oldest) this.used.delete(chatId);
    const changes = oldest.map(([key]): Change => ({ table: "messages", key }));
    await this.storage.write(changes).catch(() => {});
  }
}

/** They are shown at once: what has to be read of them can be. */
function prepare({ messages, readings }: KeptMessages): Promise<void> {
  if (readings) takeReadings(messages, readings);
  return prepareToRead(messages.slice(-SHOWN_FIRST));
}
