/** What is kept on this device, table by table, and the port by which it is. All of it is of one user. */
import type { Readings } from "../domain/reading.ts";
import type { File as AttachedFile, Chat, Message, Room, User } from "../domain/types.ts";

/** Whose all this is. `started`: there was a `hello`; without, only drafts and unsent messages are here. */
export interface Owner {
  readonly user: User;
  readonly epoch: string;
  readonly rooms: readonly Room[];
  readonly blocked: readonly number[];
  /** Chats whose messages are kept, and when somebody looked at them last. Milliseconds since 1970. */
  readonly used: readonly (readonly [number, number])[];
  readonly started: boolean;
}

/** The newest messages of a chat: all between `from` and `lastSeq`, the last one there was, as of `version`. */
export interface KeptMessages {
  readonly chatId: number;
  readonly version: number;
  readonly from: number;
  readonly lastSeq: number;
  readonly messages: readonly Message[];
  readonly readings?: Readings;
}

export interface KeptFile {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly width?: number;
  readonly height?: number;
  /** Once it is on the server. */
  readonly uploaded?: AttachedFile;
}

/** A message that was written here and is not acknowledged; `order` is ascending in the order of writing. */
export interface Entry {
  readonly nonce: string;
  readonly userId: number;
  readonly chatId: number;
  readonly order: number;
  readonly text: string;
  readonly replyTo?: number;
  readonly files: readonly KeptFile[];
  readonly writtenAt: number;
  readonly state: "queued" | "failed";
  readonly problem?: string;
}

export interface KeptDraft {
  readonly chatId: number;
  readonly text: string;
  readonly replyTo?: number;
  readonly files?: readonly File[];
}

export interface Tables {
  owner: Owner;
  chats: Chat;
  users: User;
  messages: KeptMessages;
  outbox: Entry;
  blobs: Blob;
  drafts: KeptDraft;
}

export type TableName = keyof Tables;
export type Key = number | string;
export const TABLES: readonly TableName[] = ["owner", "chats", "users", "messages", "outbox", "blobs", "drafts"];
/** The one row of `owner`. */
export const OWNER = "owner";

/** A row as it is to be; without `value` it goes. */
export type Change = {
  [T in TableName]: { readonly table: T; readonly key: Key; readonly value?: Tables[T] };
}[TableName];

export interface Storage {
  /** Whether what is written outlives the page. */
  readonly isLasting: boolean;
  get<T extends TableName>(table: T, key: Key): Promise<Tables[T] | undefined>;
  list<T extends TableName>(table: T): Promise<Tables[T][]>;
  /** All of it or nothing. Rejects when there is no room, or no database any more. */
  write(changes: readonly Change[]): Promise<void>;
  /** Nothing is left in these tables, or in any. */
  clear(tables?: readonly TableName[]): Promise<void>;
}
