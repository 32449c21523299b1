/** All that `ask` can show: one part of the program, loaded when it is first needed. */
export { AddPeople } from "./add-people.tsx";
export { EditChat } from "./edit-chat.tsx";
export { DeleteChat, LeaveChat } from "./end-chat.tsx";
export { DeleteRoom, LeaveRoom } from "./end-room.tsx";
export { Invites } from "./invites.tsx";
export { Members } from "./members.tsx";
export { NewChannel } from "./new-channel.tsx";
export { NewChat } from "./new-chat.tsx";
export { NewRoom } from "./new-room.tsx";
export { RenameRoom } from "./rename-room.tsx";
