/** Storage in IndexedDB, shared by all tabs. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { MemoryStorage } from "./memory.ts";
import { Notes, type Shelf } from "./notes.ts";
import { migrate, VERSION } from "./schema.ts";
import { type Change, type Key, type Storage, TABLES, type TableName, type Tables } from "./tables.ts";

const NAME = "besedka";
const OPEN_WAIT = 3_000; // milliseconds: an open that hangs must not keep the page waiting

export type Schema = DBSchema & { [T in TableName]: { key: Key; value: Tables[T] } };
export type Database = IDBPDatabase<Schema>;

/** The database, or memory where the browser has none to give. Drafts are noted on the `shelf` until it has them. */
export async function openStorage(name = NAME, shelf = browserShelf): Promise<Storage> {
  try {
    const storage = new DatabaseStorage(name, new Notes(name, shelf()));
    await within(OPEN_WAIT, storage.open());
    return storage;
  } catch {
    return new MemoryStorage();
  }
}

class DatabaseStorage implements Storage {
  readonly isLasting = true;
  private readonly name: string;
  private readonly notes: Notes;
  private opened: Promise<Database> | null = null;

  constructor(name: string, notes: Notes) {
    this.name = name;
    this.notes = notes;
  }

  /** Browsers close a database of their own accord, too: then it is opened again. */
  open(): Promise<Database> {
    this.opened ??= openDB<Schema>(this.name, VERSION, {
      upgrade: (database, before) => migrate(database, before),
      // A newer version of the page, in another tab, wants to migrate.
      blocking: () => this.close(),
      terminated: () => {
        this.opened = null;
      },
    }).catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  async get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return (await this.open()).get(table, key) as Promise<Tables[T] | undefined>;
  }

  async list<T extends TableName>(table: T): Promise<Tables[T][]> {
    if (table === "drafts") await this.settle();
    return (await this.open()).getAll(table) as Promise<Tables[T][]>;
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (!changes.length) return;
    const notes = this.notes.take(changes);
    const tables = [...new Set(changes.map((each) => each.table))];
    const transaction = (await this.open()).transaction(tables, "readwrite");
    const asked = changes.map(({ table, key, value }) => {
      const store = transaction.objectStore(table);
      return value === undefined ? store.delete(key) : store.put(value, key);
    });
    // Asked for now, it is done even if the page is gone in a moment; but not by WebKit: see `Notes`.
    transaction.commit();
    // Each of them rejects when the transaction does: that is said once.
    await Promise.all([...asked, transaction.done]);
    this.notes.drop(notes);
  }

  async clear(tables: readonly TableName[] = TABLES): Promise<void> {
    if (tables.includes("drafts")) this.notes.clear();
    const transaction = (await this.open()).transaction(tables, "readwrite");
    await Promise.all([...tables.map((table) => transaction.objectStore(table).clear()), transaction.done]);
  }

  /** Bring in what a page that went away has noted. One that is here may write the same: the transaction's turn decides. */
  private async settle(): Promise<void> {
    if (!this.notes.list().length) return;
    const transaction = (await this.open()).transaction("drafts", "readwrite");
    const kept = new Map((await transaction.store.getAll()).map((draft) => [draft.chatId, draft]));
    const notes = this.notes.list();
    const asked = notes.map(({ chatId, draft }) => {
      const files = kept.get(chatId)?.files;
      return draft
        ? transaction.store.put({ ...draft, ...(files && { files }) }, chatId)
        : transaction.store.delete(chatId);
    });
    await Promise.all([...asked, transaction.done]);
    this.notes.drop(notes);
  }

  private close(): void {
    void this.opened?.then((database) => database.close());
    this.opened = null;
  }
}

function browserShelf(): Shelf | undefined {
  return globalThis.localStorage;
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("It took too long.")), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
