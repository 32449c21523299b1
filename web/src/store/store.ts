/**
 * What one user may see, as signals: frames go in by `apply`, views read. Knows neither page nor network; the one writer of
 * every fact in it.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ChatFrame, Hello, MembersFrame, ReadFrame, Resumed, RoomFrame, Told } from "../domain/frames.ts";
import { type Chat, displayName, type PresenceState, type Room, type User } from "../domain/types.ts";
import { ChatStore, isWhole } from "./chat.ts";

export class Store {
  /** Who is signed in; null before that is known, and when nobody is. */
  readonly me: Signal<User | null> = signal(null);
  readonly rooms: Signal<ReadonlyMap<number, Room>> = signal(new Map());
  readonly chats: Signal<ReadonlyMap<number, ChatStore>> = signal(new Map());
  /** Whom one has blocked. */
  readonly blocked: Signal<ReadonlySet<number>> = signal(new Set());
  /** Raised when the members of a room or chat changed: who shows a list of them loads it again. Keys `room:1`, `chat:2`. */
  readonly membersRevision: Signal<ReadonlyMap<string, number>> = signal(new Map());
  epoch = "";
  private readonly users = new Map<number, Signal<User | null>>();
  private readonly presences = new Map<number, Signal<PresenceState>>();

  get myId(): number {
    return this.me.peek()?.id ?? 0;
  }

  chat(id: number): ChatStore | undefined {
    return this.chats.value.get(id);
  }

  /** A profile; null until it is known: `sync` loads those that are asked for. */
  user(id: number): ReadonlySignal<User | null> {
    return this.userSignal(id);
  }

  presence(id: number): ReadonlySignal<PresenceState> {
    return this.presenceSignal(id);
  }

  /** A name to show for someone, from the profile or the direct chat with them. */
  nameOf(id: number): string {
    const user = this.user(id).value;
    return user ? displayName(user) : "";
  }

  /** Channels of a room, by name. */
  channelsOf(roomId: number): readonly ChatStore[] {
    return this.chatList.value
      .filter((each) => each.chat.value.room_id === roomId)
      .sort((a, b) => a.chat.value.Name.localeCompare(b.chat.value.Name));
  }

  /** Direct and group chats, last activity first. */
  readonly conversations: ReadonlySignal<readonly ChatStore[]> = computed(() =>
    this.chatList.value.filter((each) => each.chat.value.kind !== "channel").sort(byActivity),
  );

  /** All rooms, by name. */
  readonly roomList: ReadonlySignal<readonly Room[]> = computed(() =>
    [...this.rooms.value.values()].sort((a, b) => a.room_name.localeCompare(b.room_name) || a.room_id - b.room_id),
  );

  private readonly chatList = computed(() => [...this.chats.value.values()]);

  /** Take in what the gateway tells. */
  apply(frame: Told): void {
    batch(() => this.dispatch(frame));
  }

  /** Take in what the gateway answered to `resume`. */
  catchUp(answers: readonly Resumed[]): void {
    batch(() => {
      for (const answer of answers) {
        if (answer.left) this.leave(answer.chat_id);
        else this.chats.peek().get(answer.chat_id)?.catchUp(answer);
      }
    });
  }

  learnUsers(users: readonly User[]): void {
    batch(() => {
      for (const user of users) this.showUser(user);
    });
  }

  /** Forget everybody and everything: signed out, or another history (`epoch`). */
  clear(): void {
    batch(() => {
      this.me.value = null;
      this.rooms.value = new Map();
      this.chats.value = new Map();
      this.blocked.value = new Set();
      this.epoch = "";
      for (const user of this.users.values()) user.value = null;
      for (const presence of this.presences.values()) presence.value = "offline";
    });
  }

  private dispatch(frame: Told): void {
    switch (frame.t) {
      case "hello":
        return this.meet(frame);
      case "message":
        return this.chats.peek().get(frame.chat_id)?.receiveMessage(frame);
      case "chat":
        return this.showChat(frame);
      case "left":
        return this.leave(frame.chat_id);
      case "room":
        return this.showRoom(frame);
      case "left_room":
        return this.leaveRoom(frame.room_id);
      case "members":
        return this.changeMember(frame);
      default:
        return this.dispatchPeople(frame);
    }
  }

  private dispatchPeople(frame: Told): void {
    switch (frame.t) {
      case "read":
        return this.read(frame);
      case "user":
        return this.showUser(frame.user);
      case "blocked":
        this.blocked.value = new Set(frame.user_ids);
        return;
      case "typing":
        return this.startTyping(frame.chat_id, frame.user_id);
      case "presence":
        this.presenceSignal(frame.user_id).value = frame.state;
    }
  }

  private meet(hello: Hello): void {
    if (this.epoch && this.epoch !== hello.epoch) this.clear();
    this.epoch = hello.epoch;
    this.showUser(hello.user);
    this.me.value = hello.user;
    this.rooms.value = new Map(hello.rooms.map((room) => [room.room_id, room]));
    this.blocked.value = new Set(hello.blocked ?? []);
    for (const presence of this.presences.values()) presence.value = "offline";
    this.chats.value = new Map(hello.chats.map((chat) => [chat.chat_id, this.meetChat(chat)]));
  }

  private meetChat(chat: Chat): ChatStore {
    const known = this.chats.peek().get(chat.chat_id);
    if (!known) return new ChatStore(chat, this.myId);
    known.meet(chat);
    return known;
  }

  private showChat(frame: ChatFrame): void {
    const known = this.chats.peek().get(frame.chat_id);
    if (known) return known.receiveChat(frame);
    const chat = { version: frame.version, ...frame.chat };
    if (isWhole(chat)) this.chats.value = new Map(this.chats.peek()).set(frame.chat_id, new ChatStore(chat, this.myId));
  }

  private leave(chatId: number): void {
    const chats = new Map(this.chats.peek());
    if (chats.delete(chatId)) this.chats.value = chats;
  }

  private showRoom(frame: RoomFrame): void {
    const known = this.rooms.peek().get(frame.room_id);
    if (known && known.version >= frame.version) return;
    this.rooms.value = new Map(this.rooms.peek()).set(frame.room_id, frame.room);
    this.raiseMembers(`room:${frame.room_id}`, frame.version);
  }

  private leaveRoom(roomId: number): void {
    const rooms = new Map(this.rooms.peek());
    if (rooms.delete(roomId)) this.rooms.value = rooms;
    const chats = [...this.chats.peek()].filter(([, each]) => each.chat.peek().room_id !== roomId);
    this.chats.value = new Map(chats);
  }

  private changeMember(frame: MembersFrame): void {
    if (frame.chat_id !== undefined) {
      this.chats.peek().get(frame.chat_id)?.receiveMembers(frame);
      this.raiseMembers(`chat:${frame.chat_id}`, frame.version);
      return;
    }
    const room = this.rooms.peek().get(frame.room_id ?? 0);
    if (!room || frame.version <= room.version) return;
    const role = frame.user_id === this.myId && frame.role ? frame.role : room.role;
    this.rooms.value = new Map(this.rooms.peek()).set(room.room_id, { ...room, version: frame.version, role });
    this.raiseMembers(`room:${room.room_id}`, frame.version);
  }

  private raiseMembers(key: string, version: number): void {
    this.membersRevision.value = new Map(this.membersRevision.peek()).set(key, version);
  }

  private read(frame: ReadFrame): void {
    const chat = this.chats.peek().get(frame.chat_id);
    if (frame.user_id === this.myId) chat?.read(frame);
    else if (chat) chat.readByOther.value = Math.max(chat.readByOther.peek(), frame.last_read_seq);
  }

  private showUser(user: User): void {
    this.userSignal(user.id).value = user;
    if (user.id === this.myId) this.me.value = { ...this.me.peek(), ...user };
    for (const chat of this.chats.peek().values()) {
      const { kind, user_id, Name } = chat.chat.peek();
      if (kind === "direct" && user_id === user.id && Name !== displayName(user)) chat.rename(displayName(user));
    }
  }

  private startTyping(chatId: number, userId: number): void {
    const chat = this.chats.peek().get(chatId);
    if (chat && !chat.typing.peek().includes(userId)) chat.typing.value = [...chat.typing.peek(), userId];
  }

  private userSignal(id: number): Signal<User | null> {
    const known = this.users.get(id) ?? signal<User | null>(null);
    this.users.set(id, known);
    return known;
  }

  private presenceSignal(id: number): Signal<PresenceState> {
    const known = this.presences.get(id) ?? signal<PresenceState>("offline");
    this.presences.set(id, known);
    return known;
  }
}

function byActivity(a: ChatStore, b: ChatStore): number {
  const [left, right] = [a.chat.value.last_message?.created_at ?? "", b.chat.value.last_message?.created_at ?? ""];
  return right.localeCompare(left) || b.id - a.id;
}
