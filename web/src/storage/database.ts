/** Storage in IndexedDB, shared by all tabs. */
import { MemoryStorage } from "./memory.ts";
import { Notes, type Shelf } from "./notes.ts";
import { answerOf, endOf } from "./requests.ts";
import { migrate, VERSION } from "./schema.ts";
import { type Change, type KeptDraft, type Key, type Storage, TABLES, type TableName, type Tables } from "./tables.ts";

const NAME = "besedka";
const OPEN_WAIT = 3_000; // milliseconds: an open that hangs must not keep the page waiting

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
  private opened: Promise<IDBDatabase> | null = null;

  constructor(name: string, notes: Notes) {
    this.name = name;
    this.notes = notes;
  }

  /** Browsers close a database of their own accord, too: then it is opened again. */
  open(): Promise<IDBDatabase> {
    this.opened ??= this.connect().catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  async get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return answerOf((await this.begin([table], "readonly")).objectStore(table).get(key));
  }

  async list<T extends TableName>(table: T): Promise<Tables[T][]> {
    if (table === "drafts") await this.settle();
    return answerOf((await this.begin([table], "readonly")).objectStore(table).getAll());
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (!changes.length) return;
    const notes = this.notes.take(changes);
    const tables = [...new Set(changes.map((each) => each.table))];
    const transaction = await this.begin(tables, "readwrite");
    for (const { table, key, value } of changes) {
      const store = transaction.objectStore(table);
      if (value === undefined) store.delete(key);
      else store.put(value, key);
    }
    // Asked for now, it is done even if the page is gone in a moment; but not by WebKit: see `Notes`.
    transaction.commit();
    await endOf(transaction);
    this.notes.drop(notes);
  }

  async clear(tables: readonly TableName[] = TABLES): Promise<void> {
    if (tables.includes("drafts")) this.notes.clear();
    const transaction = await this.begin(tables, "readwrite");
    for (const table of tables) transaction.objectStore(table).clear();
    await endOf(transaction);
  }

  /** Bring in what a page that went away has noted. One that is here may write the same: the transaction's turn decides. */
  private async settle(): Promise<void> {
    if (!this.notes.list().length) return;
    const transaction = await this.begin(["drafts"], "readwrite");
    const store = transaction.objectStore("drafts");
    const all: KeptDraft[] = await answerOf(store.getAll());
    const kept = new Map(all.map((draft) => [draft.chatId, draft]));
    const notes = this.notes.list();
    for (const { chatId, draft } of notes) {
      const files = kept.get(chatId)?.files;
      if (draft) store.put({ ...draft, ...(files && { files }) }, chatId);
      else store.delete(chatId);
    }
    await endOf(transaction);
    this.notes.drop(notes);
  }

  private async begin(tables: readonly TableName[], mode: IDBTransactionMode): Promise<IDBTransaction> {
    return (await this.open()).transaction(tables, mode);
  }

  private async connect(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.name, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => migrate(request.result, oldVersion);
    const database = await answerOf(request);
    // A newer version of the page, in another tab, wants to migrate.
    database.onversionchange = () => this.close();
    database.onclose = () => {
      this.opened = null;
    };
    return database;
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
