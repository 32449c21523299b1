import type { Room } from "../../domain/types.ts";
import { ask } from "./ask.tsx";

export function makeChannel(room: Room): void {
  ask((dialogs, close) => <dialogs.NewChannel room={room} onClose={close} />);
}
