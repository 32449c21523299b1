/**
 * What one user may see, as signals: frames go in by `apply`, views read. Knows neither page nor network; the one writer of
 * every fact in it.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ChatFrame, Hello, MembersFrame, ReadFrame, Resumed, RoomFrame, Told } from "../domain/frames.ts";
import { type Chat, displayName, type PresenceState, type Room, type User } from "../domain/types.ts";
import { ChatStore } from "./chat.ts";
import { byActivity, compareNames } from "./order.ts";
import { isWhole } from "./parts.ts";
import type { Pending } from "./pending.ts";
import { People } from "./people.ts";
import { stable } from "./stable.ts";

/** What `restore` gives back beside chats and users. */
interface Kept {
  readonly epoch: string;
  readonly user: User;
  readonly rooms: readonly Room[];
  readonly blocked: readonly number[];
}

const HERE = signal<PresenceState>("online");

export class Store {
  /** Who is signed in; null before that is known, and when nobody is. */
  readonly me: Signal<User | null> = signal(null);
  readonly rooms: Signal<ReadonlyMap<number, Room>> = signal(new Map());
  readonly chats: Signal<ReadonlyMap<number, ChatStore>> = signal(new Map());
  /** Whom one has blocked. */
  readonly blocked: Signal<ReadonlySet<number>> = signal(new Set());
  /** Raised when the members of a room or chat changed: who shows a list of them loads it again. Keys `room:1`, `chat:2`. */
  readonly membersRevision: Signal<ReadonlyMap<string, number>> = signal(new Map());
  /** Profiles and who is there. */
  readonly people = new People();
  epoch = "";
  // What is written here outlives the chats' own records: those come anew with another history.
  private readonly pendings = new Map<number, Signal<readonly Pending[]>>();

  get myId(): number {
    return this.me.peek()?.id ?? 0;
  }

  chat(id: number): ChatStore | undefined {
    return this.chats.value.get(id);
  }

  /** A profile; null until it is known: `sync` loads those that are asked for. */
  user(id: number): ReadonlySignal<User | null> {
    return this.people.user(id);
  }

  /** Nobody is told of oneself: who looks is here. */
  presence(id: number): ReadonlySignal<PresenceState> {
    return id === this.myId ? HERE : this.people.presence(id);
  }

  /** What was written here in a chat, and is not yet among its messages. */
  pending(chatId: number): Signal<readonly Pending[]> {
    const known = this.pendings.get(chatId) ?? signal<readonly Pending[]>([]);
    this.pendings.set(chatId, known);
    return known;
  }

  /** A name to show for someone; empty while it is not known. */
  nameOf(id: number): string {
    return this.people.nameOf(id);
  }

  /** Channels of a room, by name. */
  channelsOf(roomId: number): readonly ChatStore[] {
    return this.chatList.value
      .filter((each) => each.roomId.value === roomId)
      .sort((a, b) => compareNames(a.name.value, b.name.value));
  }

  /** Direct and group chats, last activity first. */
  readonly conversations: ReadonlySignal<readonly ChatStore[]> = stable(() =>
    this.chatList.value.filter((each) => each.chat.peek().kind !== "channel").sort(byActivity),
  );

  /** All rooms, by name. */
  readonly roomList: ReadonlySignal<readonly Room[]> = computed(() =>
    [...this.rooms.value.values()].sort((a, b) => compareNames(a.room_name, b.room_name) || a.room_id - b.room_id),
  );

  /** How many unread messages one is to be told of, by each chat's level. */
  readonly unreadTotal: ReadonlySignal<number> = computed(() =>
    this.chatList.value.reduce((sum, each) => sum + each.toTell.value, 0),
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
        else this.catchUpChat(answer);
      }
    });
  }

  learnUsers(users: readonly User[]): void {
    batch(() => {
      for (const user of users) this.showUser(user);
    });
  }

  /** What was kept of an earlier time: shown until `hello` says how things are. */
  restore(kept: Kept, chats: readonly Chat[], users: readonly User[]): void {
    batch(() => {
      this.epoch = kept.epoch;
      this.me.value = kept.user;
      this.rooms.value = new Map(kept.rooms.map((room) => [room.room_id, room]));
      this.blocked.value = new Set(kept.blocked);
      for (const user of [...users, kept.user]) this.people.learn(user);
      this.chats.value = new Map(chats.map((chat) => [chat.chat_id, this.begin(chat)]));
    });
  }

  /** Forget everybody and everything: somebody else may be next. */
  clear(): void {
    batch(() => {
      this.me.value = null;
      this.rooms.value = new Map();
      this.chats.value = new Map();
      this.blocked.value = new Set();
      this.epoch = "";
      for (const pending of this.pendings.values()) pending.value = [];
      this.people.clear();
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
        this.people.redraw(frame.user.id);
        return this.showUser(frame.user);
      case "blocked":
        this.blocked.value = new Set(frame.user_ids);
        return;
      case "typing":
        return this.chats.peek().get(frame.chat_id)?.startTyping(frame.user_id);
      case "presence":
        this.people.show(frame.user_id, frame.state);
    }
  }

  private meet(hello: Hello): void {
    const isOther = this.myId !== 0 && this.myId !== hello.user.id;
    if (isOther) this.clear();
    else if (this.epoch && this.epoch !== hello.epoch) this.forget();
    this.epoch = hello.epoch;
    this.me.value = hello.user;
    this.showUser(hello.user);
    this.meetRooms(hello.rooms);
    this.blocked.value = new Set(hello.blocked ?? []);
    this.people.forgetPresences();
    this.chats.value = new Map(hello.chats.map((chat) => [chat.chat_id, this.meetChat(chat)]));
  }

  /** Another history, of the same user: nothing that was known is of it. What is written here stays to be sent. */
  private forget(): void {
    this.rooms.value = new Map();
    this.chats.value = new Map();
    this.people.clear();
  }

  private meetRooms(rooms: readonly Room[]): void {
    const before = this.rooms.peek();
    this.rooms.value = new Map(rooms.map((room) => [room.room_id, room]));
    for (const room of rooms) {
      const known = before.get(room.room_id);
      if (known && known.version < room.version) this.raiseMembers(`room:${room.room_id}`, room.version);
    }
  }

  private meetChat(chat: Chat): ChatStore {
    const known = this.chats.peek().get(chat.chat_id);
    if (!known) return this.begin(chat);
    this.noteMembers(known, () => known.meet(chat));
    return known;
  }

  private begin(chat: Chat): ChatStore {
    return new ChatStore(chat, this.myId, this.pending(chat.chat_id));
  }

  private showChat(frame: ChatFrame): void {
    const known = this.chats.peek().get(frame.chat_id);
    if (known) return this.noteMembers(known, () => known.receiveChat(frame));
    const chat = { version: frame.version, ...frame.chat };
    if (isWhole(chat)) this.chats.value = new Map(this.chats.peek()).set(frame.chat_id, this.begin(chat));
  }

  /** Who shows a list of members loads it again if something moved them. */
  private noteMembers(chat: ChatStore, change: () => void): void {
    const before = chat.chat.peek().members_version;
    change();
    const after = chat.chat.peek().members_version;
    if (after > before) this.raiseMembers(`chat:${chat.id}`, after);
  }

  private catchUpChat(answer: Resumed): void {
    const chat = this.chats.peek().get(answer.chat_id);
    if (chat) this.noteMembers(chat, () => chat.catchUp(answer));
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
    this.people.learn(user);
    // As others see me I have no address, and no role here; as I see myself what is not said is no more.
    if (user.id === this.myId) this.me.value = user.email === undefined ? { ...this.me.peek(), ...user } : user;
    for (const chat of this.chats.peek().values()) {
      const { kind, user_id, Name } = chat.chat.peek();
      if (kind === "direct" && user_id === user.id && Name !== displayName(user)) chat.rename(displayName(user));
    }
  }
}
