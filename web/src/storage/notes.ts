/**
 * Drafts on their way into the database. WebKit gives up what a page that goes away has just asked IndexedDB for, and keeps
 * what is in `localStorage` by then. So a draft is noted there first, without its files; the note goes once the database
 * has the draft.
 */
import type { Change, KeptDraft } from "./tables.ts";

/** A `localStorage`, as far as it is needed. */
export type Shelf = Pick<globalThis.Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** `draft` is null where none is left. */
export interface Note {
  readonly chatId: number;
  readonly draft: KeptDraft | null;
  readonly said: string;
}

export class Notes {
  private readonly prefix: string;
  private readonly shelf: Shelf | undefined;

  constructor(name: string, shelf: Shelf | undefined) {
    this.prefix = `${name}.draft.`;
    this.shelf = shelf;
  }

  /**
   * Note what is to become of drafts, at once; those of them that could be. One that goes because it has become something else
   * is there until that is: what was noted of it is all there is to drop.
   */
  take(changes: readonly Change[]): Note[] {
    const isMoved = changes.some(({ table }) => table !== "drafts");
    return changes.flatMap((change) => {
      if (change.table !== "drafts") return [];
      const chatId = Number(change.key);
      return isMoved && !change.value ? this.read(this.key(chatId)) : this.put(change.value, chatId);
    });
  }

  list(): Note[] {
    const { shelf, prefix } = this;
    const keys = Array.from({ length: shelf?.length ?? 0 }, (_, index) => shelf?.key(index) ?? "");
    return keys.filter((key) => key.startsWith(prefix)).flatMap((key) => this.read(key));
  }

  /** The database has these. What was noted of the same chats since stays. */
  drop(notes: readonly Note[]): void {
    for (const { chatId, said } of notes) {
      const key = this.key(chatId);
      if (this.shelf?.getItem(key) === said) this.shelf.removeItem(key);
    }
  }

  clear(): void {
    for (const { chatId } of this.list()) this.shelf?.removeItem(this.key(chatId));
  }

  private put(draft: KeptDraft | undefined, chatId: number): Note[] {
    const { files: _, ...noted } = draft ?? {};
    const note = { chatId, draft: draft ? (noted as KeptDraft) : null };
    const said = JSON.stringify(note.draft);
    try {
      this.shelf?.setItem(this.key(chatId), said);
    } catch {
      return []; // no room: the database may have some
    }
    return [{ ...note, said }];
  }

  private read(key: string): Note[] {
    const said = this.shelf?.getItem(key) ?? "null";
    return [{ chatId: Number(key.slice(this.prefix.length)), draft: JSON.parse(said), said }];
  }

  private key(chatId: number): string {
    return `${this.prefix}${chatId}`;
  }
}
