/** Dialogs about a chat or a room: once that is not here any more, by whomever, they go as well. */
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { useClient } from "../../app/context.ts";
import type { Room } from "../../domain/types.ts";

interface OfChat {
  readonly chatId: number;
  readonly onClose: () => void;
}

interface OfRoom {
  readonly room: Room;
  readonly onClose: () => void;
}

export function ofChat(View: ComponentType<OfChat>) {
  return (props: OfChat) => {
    const isThere = useClient().store.chat(props.chatId) !== undefined;
    return useThere(isThere, props.onClose) ? <View {...props} /> : null;
  };
}

export function ofRoom(View: ComponentType<OfRoom>) {
  return (props: OfRoom) => {
    const isThere = useClient().store.rooms.value.has(props.room.room_id);
    return useThere(isThere, props.onClose) ? <View {...props} /> : null;
  };
}

function useThere(isThere: boolean, onClose: () => void): boolean {
  useEffect(() => {
    if (!isThere) onClose();
  }, [isThere]);
  return isThere;
}
