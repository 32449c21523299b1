/** All that `ask` can show: one part of the program, loaded when it is first needed. */
import * as add from "./add-people.tsx";
import * as edit from "./edit-chat.tsx";
import * as endChat from "./end-chat.tsx";
import * as endRoom from "./end-room.tsx";
import * as invites from "./invites.tsx";
import * as members from "./members.tsx";
import * as newChannel from "./new-channel.tsx";
import * as rename from "./rename-room.tsx";
import { ofChat, ofRoom } from "./there.tsx";

export const AddPeople = ofChat(add.AddPeople);
export const EditChat = ofChat(edit.EditChat);
export const LeaveChat = ofChat(endChat.LeaveChat);
export const DeleteChat = ofChat(endChat.DeleteChat);
export const Invites = ofRoom(invites.Invites);
export const Members = ofRoom(members.Members);
export const NewChannel = ofRoom(newChannel.NewChannel);
export const RenameRoom = ofRoom(rename.RenameRoom);
export const LeaveRoom = ofRoom(endRoom.LeaveRoom);
export const DeleteRoom = ofRoom(endRoom.DeleteRoom);
export { NewChat } from "./new-chat.tsx";
export { NewRoom } from "./new-room.tsx";
