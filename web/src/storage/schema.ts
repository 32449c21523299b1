/** The versions of the database. A migration that was published never changes. */
import type { TableName } from "./tables.ts";

type Migration = (database: IDBDatabase) => void;

const MIGRATIONS: readonly Migration[] = [
  (database) => {
    const tables: readonly TableName[] = ["owner", "chats", "users", "messages", "outbox", "blobs", "drafts"];
    for (const table of tables) database.createObjectStore(table);
  },
];

export const VERSION = MIGRATIONS.length;

/** Bring a database from the version it `was` to the newest. */
export function migrate(database: IDBDatabase, was: number): void {
  for (const migration of MIGRATIONS.slice(was)) migration(database);
}
