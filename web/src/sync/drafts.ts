/**
 * What is being written and not sent yet, one draft per chat: kept on the device a moment after each change, told to the
 * other tabs. A tab writes only drafts that were changed in it, so none undoes what was written in another.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Change, KeptDraft, Storage } from "../storage/tables.ts";
import type { Ports } from "./ports.ts";
import type { Tabs } from "./tabs.ts";

const KEEP_AFTER = 300; // milliseconds

export interface Draft {
  readonly text: string;
  /** The id of the message that is answered. */
  readonly replyTo?: number;
  readonly files?: readonly File[];
}

export class Drafts {
  private readonly ports: Ports;
  private readonly tabs: Tabs;
  private readonly drafts = new Map<number, Signal<Draft | null>>();
  private readonly unkept = new Set<number>();
  /** What was written in this tab, though another may have written since. */
  private readonly own = new Map<number, Draft>();
  /** The texts of those that are no more. */
  private readonly gone = new Map<number, string>();
  private storage: Storage | null = null;
  private cancelKeep: () => void = () => {};

  constructor(ports: Ports, tabs: Tabs) {
    this.ports = ports;
    this.tabs = tabs;
    tabs.on("draft", ({ chatId, draft, was }) => this.hear(chatId, draft, was));
  }

  get(chatId: number): Draft | null {
    return this.of(chatId).peek();
  }

  /** The same, and told of when another tab changes it. */
  of(chatId: number): ReadonlySignal<Draft | null> {
    return this.find(chatId);
  }

  /** Keep this; nothing, if it is null or empty. */
  set(chatId: number, draft: Draft | null): void {
    const kept = draft && !isEmpty(draft) ? draft : null;
    const before = this.get(chatId);
    if (before === kept || (before && kept && isSame(before, kept))) return;
    if (kept) this.own.set(chatId, kept);
    else {
      this.own.delete(chatId);
      this.gone.set(chatId, before?.text ?? "");
    }
    this.keep(chatId, kept);
  }

  /** What was kept before. */
  async load(storage: Storage): Promise<void> {
    this.storage = storage;
    for (const draft of await storage.list("drafts")) {
      if (!this.unkept.has(draft.chatId)) this.find(draft.chatId).value = draft;
    }
  }

  /** Keep now what has changed. Where there is no room the drafts last as long as the page. */
  async flush(): Promise<void> {
    this.cancelKeep();
    if (!this.storage || !this.unkept.size) return;
    const changed = [...this.unkept];
    this.unkept.clear();
    for (const chatId of changed) this.tell(chatId);
    await this.storage.write(changed.map((chatId) => this.change(chatId))).catch(() => {});
  }

  clear(): void {
    this.cancelKeep();
    this.unkept.clear();
    this.own.clear();
    for (const draft of this.drafts.values()) draft.value = null;
  }

  private change(chatId: number): Change {
    const value = this.row(chatId);
    return value ? { table: "drafts", key: chatId, value } : { table: "drafts", key: chatId };
  }

  private row(chatId: number): KeptDraft | null {
    const draft = this.get(chatId);
    return draft && { ...draft, chatId };
  }

  private keep(chatId: number, draft: Draft | null): void {
    this.find(chatId).value = draft;
    this.unkept.add(chatId);
    this.cancelKeep();
    this.cancelKeep = this.ports.after(KEEP_AFTER, () => void this.flush());
  }

  private tell(chatId: number): void {
    const draft = this.row(chatId);
    const was = this.gone.get(chatId);
    this.tabs.say({ t: "draft", chatId, draft, ...(draft || was === undefined ? {} : { was }) });
  }

  /**
   * Another tab changed it. What was changed here meanwhile is kept in its turn; so is what was written here, where that is not
   * what the other has sent.
   */
  private hear(chatId: number, draft: KeptDraft | null, was?: string): void {
    if (this.unkept.has(chatId)) return;
    const own = this.own.get(chatId);
    if (!draft && own && own.text !== was) return this.keep(chatId, own);
    if (!draft) this.own.delete(chatId);
    this.find(chatId).value = draft;
  }

  private find(chatId: number): Signal<Draft | null> {
    const known = this.drafts.get(chatId) ?? signal<Draft | null>(null);
    this.drafts.set(chatId, known);
    return known;
  }
}

function isEmpty(draft: Draft): boolean {
  return !draft.text.trim() && draft.replyTo === undefined && !draft.files?.length;
}

function isSame(one: Draft, other: Draft): boolean {
  const [files, others] = [one.files ?? [], other.files ?? []];
  const sameFiles = files.length === others.length && files.every((file, index) => file === others[index]);
  return one.text === other.text && one.replyTo === other.replyTo && sameFiles;
}
