/** Parts of what is known of a chat. Pure. */
import type { Chat, ChatProfile, Counted, ToldChat } from "../domain/types.ts";

/** Without what is left out where there is nothing to say of it. */
export function withoutSaid(chat: Chat): Chat {
  const { private: _, topic: __, ...others } = chat;
  return others;
}

/** Whether nothing is missing that a chat has. */
export function isWhole(chat: ToldChat): chat is Chat {
  return chat.NewMsgCount !== undefined && chat.last_read_seq !== undefined && chat.last_seq !== undefined;
}

/** How many unread messages one is to be told of, by the level one has chosen. */
export function countToTell({ notifications, NewMsgCount, MentionCount }: Chat): number {
  return { all: NewMsgCount, mentions: MentionCount, none: 0 }[notifications];
}

export function profileOf(chat: Chat): ChatProfile {
  const { version, members_version, last_seq, last_read_seq, NewMsgCount, MentionCount, last_message, ...profile } =
    chat;
  return profile;
}

export function countedOf({ kind, room_id, notifications, NewMsgCount, MentionCount }: Chat): Counted {
  return { kind, notifications, NewMsgCount, MentionCount, ...(room_id === undefined ? {} : { room_id }) };
}
