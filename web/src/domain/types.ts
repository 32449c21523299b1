/** What the API and the gateway speak of, named as they name it (`openapi.yaml`). Times are RFC 3339. */

export type Role = "owner" | "admin" | "member";
export type Kind = "direct" | "group" | "channel";
export type Level = "all" | "mentions" | "none";
export type PresenceState = "online" | "idle" | "offline";

export interface User {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly status: string;
  readonly email?: string | null;
  readonly server_role?: Role;
  /** They are let in no more. */
  readonly deactivated?: boolean;
  /** Of oneself: there is a picture that was uploaded. */
  readonly photo?: boolean;
}

export interface Room {
  readonly room_id: number;
  readonly room_name: string;
  readonly role: Role;
  readonly version: number;
}

export interface LastMessage {
  readonly seq: number;
  readonly author_id: number;
  readonly text: string;
  readonly created_at: string;
}

/**
 * What a chat is, apart from what is said and read in it. `user_id`: the other one of a direct chat; `role`: one's own in the
 * chat itself, left out for plain members.
 */
export interface ChatProfile {
  readonly chat_id: number;
  readonly kind: Kind;
  readonly room_id?: number;
  readonly user_id?: number;
  readonly Name: string;
  readonly private?: boolean;
  readonly topic?: string;
  readonly role?: Role;
  readonly notifications: Level;
}

/** A chat as one of its members sees it, at its `version`. */
export interface Chat extends ChatProfile {
  readonly version: number;
  readonly members_version: number;
  readonly last_seq: number;
  readonly last_read_seq: number;
  readonly NewMsgCount: number;
  readonly MentionCount: number;
  readonly last_message: LastMessage | null;
}

/** How much waits in a chat, and for whom. */
export type Counted = Pick<Chat, "kind" | "room_id" | "notifications" | "NewMsgCount" | "MentionCount">;

/** What a `chat` frame shows of a chat that has changed: the same to all members, nothing that is one's own. */
export type ToldChat = Partial<Chat> & Pick<Chat, "chat_id" | "kind" | "Name">;

export interface Reaction {
  readonly emoji: string;
  readonly user_ids: readonly number[];
}

/** `width` and `height` in pixels, `duration` in milliseconds. */
export interface File {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly media_type: string;
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
  readonly thumbnail?: boolean;
}

/** Where a text calls someone, in characters (code points); everyone, if `user_id` is null. */
export interface MentionPlace {
  readonly user_id: number | null;
  readonly start: number;
  readonly length: number;
}

/** A message as it is now; a tombstone is `deleted` and has no text. */
export interface Message {
  readonly id: number;
  readonly chat_id: number;
  readonly seq: number;
  readonly version: number;
  readonly author_id: number;
  readonly text: string;
  readonly nonce?: string | null;
  readonly reply_to?: number | null;
  readonly created_at: string;
  readonly edited_at?: string | null;
  readonly deleted?: boolean;
  readonly mentions: readonly number[];
  readonly mentions_all?: boolean;
  readonly mention_places?: readonly MentionPlace[];
  readonly reactions: readonly Reaction[];
  readonly files: readonly File[];
}

export interface Member {
  readonly user_id: number;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly joined_at: string;
  readonly deactivated?: boolean;
  /** What someone in a private channel is in its room, if more than a plain member. */
  readonly room_role?: Role;
}

/** Someone's name as it is shown. */
export function displayName(user: Pick<User, "name" | "username">): string {
  return user.name || user.username;
}
