/** Profiles that somebody wants to see: loaded a few at a time, each once per connection; without one, once there is one. */
import type { User } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import type { Api } from "./api.ts";
import type { Gateway } from "./gateway.ts";

const AT_ONCE = 4;
const KNOWN_LIMIT = 5000; // ids of whom it is remembered that they were asked about

export class Profiles {
  /** Called when one has come. */
  onTaken: () => void = () => {};
  private readonly store: Store;
  private readonly api: Api;
  private readonly gateway: Gateway;
  private readonly asked = new Set<number>();
  private waiting: number[] = [];
  private running = 0;

  constructor(store: Store, api: Api, gateway: Gateway) {
    this.store = store;
    this.api = api;
    this.gateway = gateway;
    store.people.onAsked = (id) => this.want(id);
  }

  /** A new connection: profiles may have changed unheard. Those that are asked for are loaded again, those that wait now. */
  renew(): void {
    this.asked.clear();
    for (const id of this.waiting) this.asked.add(id);
    this.run();
  }

  /** Somebody else may be next. */
  clear(): void {
    this.asked.clear();
    this.waiting = [];
  }

  private want(id: number): void {
    if (this.asked.has(id) || id === this.store.myId || this.waiting.length >= KNOWN_LIMIT) return;
    if (this.asked.size >= KNOWN_LIMIT) this.asked.clear();
    this.asked.add(id);
    this.waiting.push(id);
    // Not within the rendering that asks.
    queueMicrotask(() => this.run());
  }

  private run(): void {
    while (this.running < AT_ONCE && this.waiting.length && this.gateway.connection.peek() === "open") {
      const id = this.waiting.shift() ?? 0;
      this.running++;
      void this.load(id).finally(() => {
        this.running--;
        this.run();
      });
    }
  }

  private async load(id: number): Promise<void> {
    const known = this.store.people.known(id);
    const before = known.peek();
    try {
      const user = await this.api.get<User>(`/users/${id}`);
      if (known.peek() !== before) return; // it has changed meanwhile, and that was told
      this.store.learnUsers([user]);
      this.onTaken();
    } catch {
      // Shown without a name, until there is another connection or the account is known again.
    }
  }
}
