/** The messages that were written here and are not acknowledged: on the device, and as the views see them. */

import type { Change, Entry, KeptFile, Storage } from "../storage/tables.ts";
import type { Pending, PendingFile } from "../store/pending.ts";
import type { Store } from "../store/store.ts";
import type { Ports } from "./ports.ts";
import type { Tabs } from "./tabs.ts";

/** What is of this moment only: not kept. */
interface Live {
  isSending: boolean;
  readonly sent: Map<string, number>;
  readonly previews: Map<string, string>;
}

export class Entries {
  private readonly store: Store;
  private readonly ports: Ports;
  private readonly tabs: Tabs;
  private storage: Storage | null = null;
  private readonly entries = new Map<string, Entry>();
  private readonly blobs = new Map<string, Blob>();
  private readonly live = new Map<string, Live>();
  private readonly unkept = new Set<string>(); // of this page alone: there was no room

  constructor(store: Store, ports: Ports, tabs: Tabs) {
    this.store = store;
    this.ports = ports;
    this.tabs = tabs;
    tabs.on("outbox", ({ chatId }) => void this.reload(chatId));
  }

  find(nonce: string): Entry | undefined {
    return this.entries.get(nonce);
  }

  /** The entries of a chat in their order. */
  of(chatId: number): Entry[] {
    return [...this.entries.values()].filter((each) => each.chatId === chatId).sort((a, b) => a.order - b.order);
  }

  get chatIds(): Set<number> {
    return new Set([...this.entries.values()].map((each) => each.chatId));
  }

  /** An order behind all that was written before, also in the same millisecond. */
  nextOrder(): number {
    return Math.max(this.ports.now(), ...[...this.entries.values()].map((each) => each.order + 1));
  }

  /** It stands among the pending ones at once; resolved when it is kept, and what goes `along` is done. */
  async add(entry: Entry, files: readonly Blob[], along: readonly Change[] = []): Promise<void> {
    this.entries.set(entry.nonce, entry);
    entry.files.forEach((file, index) => {
      const blob = files[index];
      if (blob) this.hold(entry, file, blob);
    });
    this.show(entry.chatId);
    const blobs = entry.files.map((file, index): Change | null => {
      const value = files[index];
      return value ? { table: "blobs", key: blobKey(entry.nonce, file.key), value } : null;
    });
    await this.keep(entry, [...blobs.filter((each) => each !== null), ...along]);
  }

  /** It has changed. */
  async change(nonce: string, change: Partial<Entry>): Promise<void> {
    const entry = this.entries.get(nonce);
    if (entry) await this.put({ ...entry, ...change });
  }

  /** What it answered is gone. */
  async answerNothing(nonce: string): Promise<void> {
    const entry = this.entries.get(nonce);
    if (!entry) return;
    const { replyTo: _, ...rest } = entry;
    await this.put(rest);
  }

  private async put(entry: Entry): Promise<void> {
    this.entries.set(entry.nonce, entry);
    this.show(entry.chatId);
    await this.keep(entry, []);
  }

  /** It is sent, or not wanted any more. */
  async remove(nonce: string): Promise<void> {
    const entry = this.entries.get(nonce);
    if (!entry) return;
    this.drop(entry);
    this.show(entry.chatId);
    const blobs = entry.files.map((file): Change => ({ table: "blobs", key: blobKey(nonce, file.key) }));
    await this.write(entry.chatId, [{ table: "outbox", key: nonce }, ...blobs]).catch(() => {});
  }

  setSending(nonce: string, isSending: boolean): void {
    const entry = this.entries.get(nonce);
    if (!entry) return;
    this.liveOf(nonce).isSending = isSending;
    this.show(entry.chatId);
  }

  setSent(nonce: string, key: string, sent: number): void {
    const entry = this.entries.get(nonce);
    if (!entry) return;
    this.liveOf(nonce).sent.set(key, sent);
    this.show(entry.chatId);
  }

  async blob(nonce: string, key: string): Promise<Blob | undefined> {
    const name = blobKey(nonce, key);
    return this.blobs.get(name) ?? (await this.storage?.get("blobs", name).catch(() => undefined));
  }

  /** What was kept before. */
  async load(storage: Storage): Promise<void> {
    this.storage = storage;
    const userId = this.store.myId;
    for (const entry of await storage.list("outbox")) if (entry.userId === userId) this.take(entry);
    for (const chatId of this.chatIds) this.show(chatId);
  }

  /** Another tab changed something of this chat, or may have. What is changed here while the device is asked is newer than its answer. */
  async reload(chatId: number): Promise<void> {
    const before = new Map(this.entries);
    const all = await this.storage?.list("outbox").catch(() => null);
    if (!all) return;
    const kept = new Map(all.filter((each) => each.chatId === chatId).map((each) => [each.nonce, each]));
    const isNewer = (nonce: string) => this.unkept.has(nonce) || this.entries.get(nonce) !== before.get(nonce);
    for (const entry of this.of(chatId)) if (!kept.has(entry.nonce) && !isNewer(entry.nonce)) this.drop(entry);
    for (const entry of kept.values()) {
      if (entry.userId === this.store.myId && !isNewer(entry.nonce)) this.take(entry);
    }
    this.show(chatId);
  }

  clear(): void {
    for (const entry of [...this.entries.values()]) this.drop(entry);
  }

  private take(entry: Entry): void {
    const isNew = !this.entries.has(entry.nonce);
    this.entries.set(entry.nonce, entry);
    if (isNew) for (const file of entry.files) void this.preview(entry, file);
  }

  private async preview(entry: Entry, file: KeptFile): Promise<void> {
    if (!file.mediaType.startsWith("image/") || !this.ports.preview) return;
    const blob = await this.blob(entry.nonce, file.key);
    if (!blob || !this.entries.has(entry.nonce)) return;
    this.hold(entry, file, blob);
    this.show(entry.chatId);
  }

  private hold(entry: Entry, file: KeptFile, blob: Blob): void {
    this.blobs.set(blobKey(entry.nonce, file.key), blob);
    const address = file.mediaType.startsWith("image/") ? this.ports.preview?.(blob) : undefined;
    if (address) this.liveOf(entry.nonce).previews.set(file.key, address);
  }

  private async keep(entry: Entry, blobs: readonly Change[]): Promise<void> {
    this.unkept.add(entry.nonce);
    try {
      await this.write(entry.chatId, [{ table: "outbox", key: entry.nonce, value: entry }, ...blobs]);
      this.unkept.delete(entry.nonce);
    } catch {
      // No room: it is sent from memory, and lasts as long as the page.
    }
  }

  private async write(chatId: number, changes: readonly Change[]): Promise<void> {
    await this.storage?.write(changes);
    this.tabs.say({ t: "outbox", chatId });
  }

  private drop(entry: Entry): void {
    for (const address of this.live.get(entry.nonce)?.previews.values() ?? []) this.ports.release?.(address);
    for (const file of entry.files) this.blobs.delete(blobKey(entry.nonce, file.key));
    this.live.delete(entry.nonce);
    this.unkept.delete(entry.nonce);
    this.entries.delete(entry.nonce);
  }

  private liveOf(nonce: string): Live {
    const live = this.live.get(nonce) ?? { isSending: false, sent: new Map(), previews: new Map() };
    this.live.set(nonce, live);
    return live;
  }

  private show(chatId: number): void {
    this.store.pending(chatId).value = this.of(chatId).map((entry) => pendingOf(entry, this.live.get(entry.nonce)));
  }
}

function blobKey(nonce: string, key: string): string {
  return `${nonce} ${key}`;
}

function pendingOf(entry: Entry, live: Live | undefined): Pending {
  const { nonce, chatId, text, writtenAt } = entry;
  return {
    nonce,
    chatId,
    text,
    writtenAt,
    ...(entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }),
    files: entry.files.map((file) => pendingFile(file, live)),
    state: entry.state === "failed" ? "failed" : live?.isSending ? "sending" : "queued",
    ...(entry.problem === undefined || entry.state !== "failed" ? {} : { problem: entry.problem }),
  };
}

function pendingFile(file: KeptFile, live: Live | undefined): PendingFile {
  const preview = live?.previews.get(file.key);
  const sent = file.uploaded ? file.size : (live?.sent.get(file.key) ?? 0);
  return { ...file, sent, ...(preview ? { preview } : {}) };
}
