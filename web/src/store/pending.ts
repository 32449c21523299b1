/** A message that was written here and is not yet among the chat's messages. */
import type { File as AttachedFile } from "../domain/types.ts";

export type PendingState = "queued" | "sending" | "failed";

/** A file on its way; `sent` of `size` bytes. */
export interface PendingFile {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly sent: number;
  /** A local address to show a picture by before it is on the server. */
  readonly preview?: string;
  readonly width?: number;
  readonly height?: number;
  /** Once it is on the server. */
  readonly uploaded?: AttachedFile;
}

export interface Pending {
  readonly nonce: string;
  readonly chatId: number;
  readonly text: string;
  readonly replyTo?: number;
  readonly files: readonly PendingFile[];
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  readonly state: PendingState;
  /** Why it failed: the `code` of the answer. */
  readonly problem?: string;
}
