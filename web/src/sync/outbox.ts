/**
 * What was written here and is not acknowledged yet: kept before it is sent, in order per chat, sent again until it is. One
 * tab at a time sends those of a chat, by a lock; where there are no locks the nonce sees to it that each is posted once.
 */
import { batch } from "@preact/signals";
import type { Message } from "../domain/types.ts";
import type { Entry, KeptFile, Storage } from "../storage/tables.ts";
import type { Pending } from "../store/pending.ts";
import type { Store } from "../store/store.ts";
import { type Api, Problem } from "./api.ts";
import type { Draft } from "./drafts.ts";
import { Entries } from "./entries.ts";
import type { Gateway } from "./gateway.ts";
import type { Ports } from "./ports.ts";
import type { Tabs } from "./tabs.ts";
import type { Uploads } from "./uploads.ts";

const LATER = 3_000; // milliseconds to wait when the server has too much to do and does not say how long
const LATER_CODES = new Set(["too_many_requests", "unavailable"]);
const END_CODES = new Set(["offline", "not_signed_in"]);

export class Outbox {
  private readonly store: Store;
  private readonly gateway: Gateway;
  private readonly ports: Ports;
  private readonly entries: Entries;
  private readonly api: Api;
  /** From the first file on. */
  private uploads: Uploads | null = null;
  private readonly running = new Map<number, { again: boolean }>();

  constructor(store: Store, api: Api, gateway: Gateway, ports: Ports, tabs: Tabs) {
    this.store = store;
    this.gateway = gateway;
    this.ports = ports;
    this.entries = new Entries(store, ports, tabs);
    this.api = api;
  }

  /**
   * Take a message; it stands among the pending ones at once. Resolved once it is kept. Where it was the chat's `draft`, that
   * goes in the same transaction: whenever the page ends, the device has it in one of the two.
   */
  async add(chatId: number, draft: Draft, from: "draft" | "elsewhere" = "elsewhere"): Promise<Pending> {
    const files = draft.files ?? [];
    const entry: Entry = {
      nonce: this.ports.uuid(),
      userId: this.store.myId,
      chatId,
      order: this.entries.nextOrder(),
      text: draft.text,
      ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
      files: files.map((file, index) => ({
        key: String(index),
        name: file.name,
        size: file.size,
        mediaType: file.type || "application/octet-stream",
      })),
      writtenAt: this.ports.now(),
      state: "queued",
    };
    const kept = this.entries.add(entry, files, from === "draft" ? [{ table: "drafts", key: chatId }] : []);
    const pending = this.store
      .pending(chatId)
      .peek()
      .find((each) => each.nonce === entry.nonce) as Pending;
    await kept;
    void this.measure(entry, files);
    void this.runChat(chatId);
    return pending;
  }

  /** Try one again that has failed. */
  retry(nonce: string): void {
    const chatId = this.entries.find(nonce)?.chatId;
    if (chatId !== undefined) void this.entries.change(nonce, { state: "queued" }).then(() => this.runChat(chatId));
  }

  /** It is not wanted any more; what is on its way of it is cancelled. */
  discard(nonce: string): void {
    this.uploads?.cancel(nonce);
    void this.entries.remove(nonce);
  }

  /** What a message is made of that was refused, or whose files are on their way; null once the server may have it, or if it is gone. */
  async read(nonce: string): Promise<Draft | null> {
    const blobs = await Promise.all(this.filesOf(nonce).map((file) => this.entries.blob(nonce, file.key)));
    const entry = this.entries.find(nonce);
    if (!entry || (entry.state !== "failed" && entry.files.every((file) => file.uploaded))) return null;
    const files = entry.files.flatMap(({ name, mediaType: type }, index) => {
      const blob = blobs[index];
      return blob ? [new File([blob], name, { type })] : [];
    });
    return { text: entry.text, ...(entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }), files };
  }

  private filesOf(nonce: string): readonly KeptFile[] {
    return this.entries.find(nonce)?.files ?? [];
  }

  /** How many messages wait to be sent, those that failed included. */
  get size(): number {
    return [...this.entries.chatIds].reduce((sum, chatId) => sum + this.entries.of(chatId).length, 0);
  }

  /** Whether a message is on its way at this moment. */
  get isBusy(): boolean {
    return this.running.size > 0;
  }

  /** What was kept before, by whatever tab. */
  load(storage: Storage): Promise<void> {
    return this.entries.load(storage);
  }

  /** Send what waits. */
  run(): void {
    for (const chatId of this.entries.chatIds) void this.runChat(chatId);
  }

  /** Somebody else may be next: nothing of this is theirs. What is kept on the device is for others to clear. */
  clear(): void {
    this.uploads?.cancelAll();
    this.entries.clear();
  }

  /** A message came: if it is one of ours it is pending no longer. */
  meet(message: Message): void {
    if (!message.nonce || message.author_id !== this.store.myId) return;
    if (this.entries.find(message.nonce)) void this.entries.remove(message.nonce);
  }

  private async runChat(chatId: number): Promise<void> {
    if (this.gateway.connection.peek() !== "open") return;
    const running = this.running.get(chatId);
    if (running) {
      running.again = true;
      return;
    }
    const turn = { again: false };
    this.running.set(chatId, turn);
    try {
      await this.locked(`besedka-outbox-${chatId}`, () => this.sendAll(chatId));
    } catch {
      // The line broke, which `hello` will mend; or uploading failed alone, which time may.
      if (this.gateway.connection.peek() === "open") this.ports.after(LATER, () => void this.runChat(chatId));
    } finally {
      this.running.delete(chatId);
    }
    if (turn.again && this.next(chatId)) void this.runChat(chatId);
  }

  private locked(name: string, action: () => Promise<void>): Promise<void> {
    return this.ports.locks ? this.ports.locks.run(name, action) : action();
  }

  private async sendAll(chatId: number): Promise<void> {
    await this.entries.reload(chatId);
    for (let next = this.next(chatId); next; next = this.next(chatId)) await this.send(next);
  }

  private next(chatId: number): Entry | undefined {
    return this.entries.of(chatId).find((each) => each.state !== "failed");
  }

  private async send(entry: Entry): Promise<void> {
    this.entries.setSending(entry.nonce, true);
    try {
      const fileIds = entry.files.length ? await this.upload(entry) : [];
      if (this.entries.find(entry.nonce)) this.finish(entry, await this.post(entry, fileIds));
    } catch (problem) {
      await this.failed(entry, problem);
    } finally {
      this.entries.setSending(entry.nonce, false);
    }
  }

  private async upload(entry: Entry): Promise<number[]> {
    const { Uploads } = await import("./uploads.ts");
    this.uploads ??= new Uploads(this.entries, this.api, this.ports);
    return this.entries.find(entry.nonce) ? this.uploads.run(entry) : [];
  }

  private async post(entry: Entry, fileIds: readonly number[]): Promise<Message | undefined> {
    const { chatId, nonce, text, replyTo } = entry;
    const reply = replyTo === undefined ? {} : { reply_to: replyTo };
    const files = fileIds.length ? { file_ids: fileIds } : {};
    const answer = await this.gateway.ask({ op: "send", chat_id: chatId, text, nonce, ...reply, ...files });
    return answer.message;
  }

  /** The row stays where it is: from pending it becomes the message in one step. */
  private finish(entry: Entry, message: Message | undefined): void {
    batch(() => {
      if (message) this.store.chats.peek().get(entry.chatId)?.showSent(message);
      void this.entries.remove(entry.nonce);
    });
  }

  private async failed(entry: Entry, problem: unknown): Promise<void> {
    if (!(problem instanceof Problem) || END_CODES.has(problem.code)) throw problem;
    if (problem.code === "cancelled") return;
    if (LATER_CODES.has(problem.code)) return this.pause((problem.retryAfter ?? 0) * 1000 || LATER);
    // What it answers has been deleted meanwhile: it is said all the same.
    const isOrphan = problem.code === "no_such_message" && entry.replyTo !== undefined;
    if (isOrphan) return this.entries.answerNothing(entry.nonce);
    const files = this.filesOf(entry.nonce);
    const wasSwept = problem.code === "no_such_file" && files.some((file) => file.uploaded);
    // Files that wait for a day without a message go from the server: they are sent again from here.
    if (wasSwept) await this.entries.change(entry.nonce, { files: files.map(({ uploaded: _, ...file }) => file) });
    else await this.entries.change(entry.nonce, { state: "failed", problem: problem.code });
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.ports.after(milliseconds, resolve);
    });
  }

  /** So that room for a picture is kept before it is on the server. */
  private async measure(entry: Entry, blobs: readonly Blob[]): Promise<void> {
    for (const [index, blob] of blobs.entries()) {
      const size = blob.type.startsWith("image/") ? await this.ports.measure?.(blob) : null;
      const files = this.entries.find(entry.nonce)?.files;
      if (!size || !files) continue;
      const measured = files.map((file) => (file.key === String(index) ? { ...file, ...size } : file));
      await this.entries.change(entry.nonce, { files: measured });
    }
  }
}
