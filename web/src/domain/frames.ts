/** The frames of the gateway (`asyncapi.yaml`), and what it can be asked. */
import type { Chat, Message, PresenceState, Role, Room, ToldChat, User } from "./types.ts";

export interface Hello {
  readonly t: "hello";
  readonly user: User;
  readonly epoch: string;
  readonly heartbeat: number;
  readonly rooms: readonly Room[];
  readonly chats: readonly Chat[];
  readonly blocked?: readonly number[];
}

/** What `resume` says of one chat. `more`: it was not read to its end; `left`: it is not ours. */
export interface Resumed {
  readonly chat_id: number;
  readonly messages?: readonly Message[];
  readonly version?: number;
  readonly more?: boolean;
  readonly chat?: Chat;
  readonly left?: boolean;
}

export interface Ok {
  readonly t: "ok";
  readonly ref?: string | number;
  readonly message?: Message;
  readonly chats?: readonly Resumed[];
}

export interface ErrorFrame {
  readonly t: "error";
  readonly ref?: string | number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** Who knows the chat up to `after`, or further, knows it up to `version` with this. */
export interface MessageFrame {
  readonly t: "message";
  readonly chat_id: number;
  readonly after: number;
  readonly version: number;
  readonly message: Message;
}

export interface ChatFrame {
  readonly t: "chat";
  readonly chat_id: number;
  readonly after?: number;
  readonly version: number;
  readonly chat: ToldChat;
}

export interface MembersFrame {
  readonly t: "members";
  readonly chat_id?: number;
  readonly room_id?: number;
  readonly after: number;
  readonly version: number;
  readonly user_id: number;
  readonly role: Role | null;
}

export interface RoomFrame {
  readonly t: "room";
  readonly room_id: number;
  readonly after?: number;
  readonly version: number;
  readonly room: Room;
}

export interface ReadFrame {
  readonly t: "read";
  readonly chat_id: number;
  readonly user_id: number;
  readonly last_read_seq: number;
  readonly NewMsgCount?: number;
  readonly MentionCount?: number;
  readonly last_seq?: number;
  readonly as_of?: number;
  readonly back?: boolean;
}

export type Told =
  | Hello
  | MessageFrame
  | ChatFrame
  | MembersFrame
  | RoomFrame
  | ReadFrame
  | { readonly t: "left"; readonly chat_id: number }
  | { readonly t: "left_room"; readonly room_id: number }
  | { readonly t: "user"; readonly user: User }
  | { readonly t: "blocked"; readonly user_ids: readonly number[] }
  | { readonly t: "typing"; readonly chat_id: number; readonly user_id: number }
  | { readonly t: "presence"; readonly user_id: number; readonly state: PresenceState };

export type Answer = Ok | ErrorFrame | { readonly t: "pong"; readonly ref?: string | number };
export type Frame = Told | Answer;

/** An op, without its `ref`. */
export type Op =
  | { op: "send"; chat_id: number; text: string; nonce: string; reply_to?: number; file_ids?: readonly number[] }
  | { op: "edit"; message_id: number; text: string }
  | { op: "delete"; message_id: number }
  | { op: "react" | "unreact"; message_id: number; emoji: string }
  | { op: "read"; chat_id: number; seq: number }
  | { op: "read"; chat_id: number; unread_from: number }
  | { op: "typing"; chat_id: number }
  | { op: "resume"; chats: readonly { chat_id: number; since: number }[]; limit?: number }
  | { op: "ping" };
