/** Whom one may want to write to, before a letter of a name is typed. */
import { displayName, type Member, type User } from "../../domain/types.ts";
import { listRoomMembers } from "../../sync/api/members.ts";
import type { Client } from "../../sync/client.ts";

const MOST = 8;
const ROOMS = 3; // that are asked for who is in them

/** Those of one's rooms, and those who were met elsewhere: whoever is here first, then by name. */
export async function suggestPeople({ api, store }: Client): Promise<readonly User[]> {
  const rooms = store.roomList.peek().slice(0, ROOMS);
  const pages = await Promise.all(rooms.map((room) => listRoomMembers(api, room.room_id)));
  const near = [...pages.flatMap((page) => page.members).map(userOf), ...store.people.list()];
  const people = [...new Map(near.map((user) => [user.id, user])).values()];
  const isHere = (user: User) => store.presence(user.id).peek() !== "offline";
  return people
    .filter((user) => user.id !== store.myId && !user.deactivated)
    .sort((a, b) => Number(isHere(b)) - Number(isHere(a)) || displayName(a).localeCompare(displayName(b)))
    .slice(0, MOST);
}

/** A member as the person they are. */
export function userOf(member: Member): User {
  return { ...member, id: member.user_id, status: "" };
}
