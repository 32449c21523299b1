/** What several tabs of one browser share: locks, a channel, a database, notifications; all by hand. */
import "fake-indexeddb/auto";
import { openStorage } from "../../src/storage/database.ts";
import type { Storage } from "../../src/storage/tables.ts";
import { Client } from "../../src/sync/client.ts";
import type { Locks, Notice, Notifier, Permission, Upload, Uploaded } from "../../src/sync/ports.ts";
import { ada } from "./cast.ts";
import { FakeClock, FakeWorld, settle } from "./fakes.ts";

let databases = 0;

export class FakeBrowser {
  readonly clock = new FakeClock();
  readonly tabs: FakeTab[] = [];
  readonly notices: Notice[] = [];
  readonly closed: string[] = [];
  readonly name = `besedka-test-${++databases}`;
  readonly holders = new Map<string, FakeTab>();
  readonly shared = new Map<string, Set<FakeTab>>();
  readonly queue: { name: string; tab: FakeTab; go: () => void }[] = [];
  refuses = false;
  cachesCleared = 0;

  /** Another tab, with nothing told yet. */
  open(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.push(tab);
    return tab;
  }

  /** The tab is gone in the middle of whatever it did. */
  crash(tab: FakeTab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    tab.isGone = true;
    for (const [name, holder] of this.holders) if (holder === tab) this.release(name);
    for (const holders of this.shared.values()) holders.delete(tab);
  }

  release(name: string): void {
    this.holders.delete(name);
    const index = this.queue.findIndex((each) => each.name === name && !each.tab.isGone);
    if (index < 0) return;
    const [next] = this.queue.splice(index, 1);
    if (!next) return;
    this.holders.set(name, next.tab);
    next.go();
  }

  /** What is kept, as the next tab would find it. */
  storage(): Promise<Storage> {
    return openStorage(this.name);
  }
}

export class FakeTab extends FakeWorld {
  readonly browser: FakeBrowser;
  readonly uploads: { asked: Upload; answer: (said: Uploaded) => void; fail: () => void }[] = [];
  override readonly clock: FakeClock;
  isGone = false;
  beforePaint?: (action: () => void) => void;
  locks: Locks;
  notifier: Notifier;
  private hear: (said: unknown) => void = () => {};

  constructor(browser: FakeBrowser) {
    super();
    this.browser = browser;
    this.clock = browser.clock;
    this.locks = new FakeLocks(browser, this);
    this.notifier = new FakeNotifier(browser);
    this.answer = (_method, path) => (path === "/users" ? ada : undefined);
  }

  override uuid(): string {
    return crypto.randomUUID();
  }

  openStorage = async (): Promise<Storage> => {
    const storage = await openStorage(this.browser.name);
    const { browser } = this;
    const isGone = () => this.isGone;
    return {
      isLasting: true,
      get: (table, key) => storage.get(table, key),
      list: (table) => storage.list(table),
      clear: (tables) => storage.clear(tables),
      write(changes) {
        if (isGone()) return new Promise(() => {});
        return browser.refuses ? Promise.reject(new Error("QuotaExceededError")) : storage.write(changes);
      },
    };
  };

  openChannel = (hear: (said: unknown) => void) => {
    this.hear = hear;
    return (said: unknown) => {
      if (this.isGone) return;
      for (const other of this.browser.tabs) if (other !== this) setImmediate(() => other.hear(structuredClone(said)));
    };
  };

  upload = (asked: Upload): Promise<Uploaded> =>
    new Promise((resolve, reject) => {
      this.uploads.push({ asked, answer: resolve, fail: () => reject(new TypeError("broken")) });
      asked.signal.addEventListener("abort", () => reject(asked.signal.reason));
    });

  clearCaches = async (): Promise<void> => {
    this.browser.cachesCleared++;
  };
}

class FakeLocks implements Locks {
  private readonly browser: FakeBrowser;
  private readonly tab: FakeTab;

  constructor(browser: FakeBrowser, tab: FakeTab) {
    this.browser = browser;
    this.tab = tab;
  }

  async run(name: string, action: () => Promise<void>): Promise<void> {
    await this.wait(name);
    try {
      await action();
    } finally {
      if (this.browser.holders.get(name) === this.tab) this.browser.release(name);
    }
  }

  async take(name: string, milliseconds: number): Promise<boolean> {
    if (this.browser.holders.has(name)) return false;
    this.browser.holders.set(name, this.tab);
    this.browser.clock.after(milliseconds, () => this.browser.release(name));
    return true;
  }

  share(name: string): () => void {
    const holders = this.browser.shared.get(name) ?? new Set();
    this.browser.shared.set(name, holders.add(this.tab));
    return () => holders.delete(this.tab);
  }

  async held(): Promise<ReadonlySet<string>> {
    const shared = [...this.browser.shared].filter(([, tabs]) => tabs.size).map(([name]) => name);
    return new Set([...this.browser.holders.keys(), ...shared]);
  }

  private wait(name: string): Promise<void> {
    if (!this.browser.holders.has(name)) {
      this.browser.holders.set(name, this.tab);
      return Promise.resolve();
    }
    return new Promise((go) => this.browser.queue.push({ name, tab: this.tab, go }));
  }
}

class FakeNotifier implements Notifier {
  private readonly browser: FakeBrowser;
  private isAllowed: Permission = "default";
  private isOn = false;
  asked = 0;

  constructor(browser: FakeBrowser) {
    this.browser = browser;
  }

  permission(): Permission {
    return this.isAllowed;
  }

  async ask(): Promise<Permission> {
    this.asked++;
    this.isAllowed = "granted";
    return this.isAllowed;
  }

  isWanted(): boolean {
    return this.isOn;
  }

  want(isWanted: boolean): void {
    this.isOn = isWanted;
  }

  async show(notice: Notice): Promise<void> {
    this.browser.notices.push(notice);
  }

  close(tag?: string): void {
    this.browser.closed.push(tag ?? "all");
  }

  onOpen(): void {}
}

/** The database needs turns of its own. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await settle();
}

/** A client in a tab, signed in, with its connection not yet greeted. */
export async function begin(tab: FakeTab): Promise<Client> {
  const client = new Client(tab);
  await client.start();
  await quiet();
  return client;
}
