/** Storage for where a browser refuses any: it lasts as long as the page. */
import { type Change, type Key, type Storage, TABLES, type TableName, type Tables } from "./tables.ts";

export class MemoryStorage implements Storage {
  readonly isLasting = false;
  private readonly rows = new Map<TableName, Map<Key, unknown>>(TABLES.map((table) => [table, new Map()]));

  async get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined> {
    return this.rows.get(table)?.get(key) as Tables[T] | undefined;
  }

  async list<T extends TableName>(table: T): Promise<Tables[T][]> {
    return [...(this.rows.get(table)?.values() ?? [])] as Tables[T][];
  }

  async write(changes: readonly Change[]): Promise<void> {
    for (const { table, key, value } of changes) {
      if (value === undefined) this.rows.get(table)?.delete(key);
      else this.rows.get(table)?.set(key, value);
    }
  }

  async clear(tables: readonly TableName[] = TABLES): Promise<void> {
    for (const table of tables) this.rows.get(table)?.clear();
  }
}
