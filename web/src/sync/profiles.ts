/** Profiles that somebody wants to see and that are not known: loaded a few at a time, each once per connection. */
import type { User } from "../domain/types.ts";
import type { Store } from "../store/store.ts";
import type { Api } from "./api.ts";

const AT_ONCE = 4;
const KNOWN_LIMIT = 5000; // ids of whom it is remembered that they were asked about

export class Profiles {
  private readonly store: Store;
  private readonly api: Api;
  private readonly asked = new Set<number>();
  private waiting: number[] = [];
  private running = 0;

  constructor(store: Store, api: Api) {
    this.store = store;
    this.api = api;
    store.people.onAsked = (id) => this.want(id);
  }

  /** A new connection: profiles may have changed unheard. Those that are asked for are loaded again. */
  renew(): void {
    this.asked.clear();
    this.waiting = [];
  }

  private want(id: number): void {
    if (this.asked.has(id) || id === this.store.myId) return;
    if (this.asked.size >= KNOWN_LIMIT) this.asked.clear();
    this.asked.add(id);
    this.waiting.push(id);
    // Not within the rendering that asks.
    queueMicrotask(() => this.run());
  }

  private run(): void {
    while (this.running < AT_ONCE && this.waiting.length) {
      const id = this.waiting.shift() ?? 0;
      this.running++;
      void this.load(id).finally(() => {
        this.running--;
        this.run();
      });
    }
  }

  private async load(id: number): Promise<void> {
    try {
      this.store.learnUsers([await this.api.get<User>(`/users/${id}`)]);
    } catch {
      // Shown without a name, until there is another connection or the account is known again.
    }
  }
}
