/** Profiles of people, and who of them is there. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { displayName, type Member, type PresenceState, type User } from "../domain/types.ts";

export class People {
  /** Called when somebody wants to see a profile, however often. */
  onAsked: (id: number) => void = () => {};
  /** How often somebody may have got another picture since the page began: addresses of pictures say it, else no browser looks again. */
  readonly redrawn: Signal<ReadonlyMap<number, number>> = signal(new Map());
  private readonly users = new Map<number, Signal<User | null>>();
  private readonly presences = new Map<number, Signal<PresenceState>>();

  /** A profile; null until it is known. */
  user(id: number): ReadonlySignal<User | null> {
    const known = this.find(id);
    if (id > 0) this.onAsked(id);
    return known;
  }

  /** The same, without wishing to see it: null unless somebody else did. */
  known(id: number): ReadonlySignal<User | null> {
    return this.find(id);
  }

  presence(id: number): ReadonlySignal<PresenceState> {
    return this.findPresence(id);
  }

  /** A name to show for someone; empty while it is not known. */
  nameOf(id: number): string {
    const user = this.user(id).value;
    return user ? displayName(user) : "";
  }

  /** All that are known. */
  list(): User[] {
    return [...this.users.values()].map((each) => each.peek()).filter((each) => each !== null);
  }

  learn(user: User): void {
    this.find(user.id).value = user;
  }

  /** Somebody has changed, be it their picture. */
  redraw(id: number): void {
    const before = this.redrawn.peek();
    this.redrawn.value = new Map(before).set(id, (before.get(id) ?? 0) + 1);
  }

  /** What a list of members says of those whose profiles are known: these may be older. */
  refresh(members: readonly Member[]): void {
    for (const { user_id, username, name, deactivated = false } of members) {
      const profile = this.find(user_id);
      const before = profile.peek();
      const isOther =
        before?.username !== username || before.name !== name || (before.deactivated ?? false) !== deactivated;
      if (before && isOther) profile.value = { ...before, username, name, deactivated };
    }
  }

  show(id: number, state: PresenceState): void {
    this.findPresence(id).value = state;
  }

  /** Whoever is not told of is offline. */
  forgetPresences(): void {
    for (const presence of this.presences.values()) presence.value = "offline";
  }

  clear(): void {
    for (const user of this.users.values()) user.value = null;
    this.forgetPresences();
  }

  private find(id: number): Signal<User | null> {
    const known = this.users.get(id) ?? signal<User | null>(null);
    this.users.set(id, known);
    return known;
  }

  private findPresence(id: number): Signal<PresenceState> {
    const known = this.presences.get(id) ?? signal<PresenceState>("offline");
    this.presences.set(id, known);
    return known;
  }
}
