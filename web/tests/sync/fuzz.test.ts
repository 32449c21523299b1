/**
 * Whatever happens in whatever order, over lines that break, repeat and lose, in two tabs that come and go: in the end each
 * shows what the server has. `BESEDKA_FUZZ_SECONDS` makes it longer, `BESEDKA_FUZZ_SEED` begins with another seed.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatStore } from "../../src/store/chat.ts";
import { Client } from "../../src/sync/client.ts";
import { FakeBrowser, type FakeTab, quiet } from "./browser.ts";
import { Dice } from "./dice.ts";
import type { FakeSocket } from "./fakes.ts";
import { settle } from "./fakes.ts";
import { Model } from "./model.ts";

const CHATS = [7, 8, 9];
const STEPS = 150;
const RUNS = 8;
const SECONDS = Number(process.env.BESEDKA_FUZZ_SECONDS ?? 0);
const FIRST_SEED = Number(process.env.BESEDKA_FUZZ_SEED ?? 1);

/** One tab and its line: what the server has told and has not arrived yet. */
class Line {
  readonly tab: FakeTab;
  readonly client: Client;
  readonly pages: (() => void)[] = [];
  transit: object[] = [];
  greeted: FakeSocket | null = null;

  constructor(tab: FakeTab, model: Model) {
    this.tab = tab;
    tab.beforePaint = (action) => void tab.clock.after(16, action);
    this.client = new Client(tab);
    tab.fetch = (path) =>
      new Promise((resolve, reject) => {
        if (path === "/users") return resolve(Response.json({ id: 1, username: "ada", name: "Ada", status: "" }));
        const url = new URL(path, "http://besedka.test");
        if (!url.pathname.endsWith("/messages")) return reject(new TypeError("nobody"));
        // As of now; it arrives when it does.
        const page = model.page(Number(url.pathname.split("/")[2]), url.searchParams);
        this.pages.push(() => resolve(Response.json(page)));
      });
  }

  get isOpen(): boolean {
    return this.greeted !== null && this.greeted === this.tab.sockets.at(-1);
  }

  tell(frame: object): void {
    if (this.isOpen) this.transit.push(frame);
  }

  break(): void {
    this.transit = [];
    this.greeted = null;
    this.tab.sockets.at(-1)?.break();
  }

  greet(model: Model): void {
    const socket = this.tab.sockets.at(-1);
    if (!socket?.onmessage || socket.isClosed || this.isOpen) return;
    this.greeted = socket;
    this.transit = [model.hello()];
  }
}

class World {
  readonly dice: Dice;
  readonly model = new Model(CHATS);
  readonly browser = new FakeBrowser();
  readonly lines: Line[] = [];
  readonly written: string[] = [];
  private readonly isLossy: boolean;

  constructor(seed: number) {
    this.dice = new Dice(seed);
    this.isLossy = seed % 2 === 1;
  }

  async open(): Promise<Line> {
    const line = new Line(this.browser.open(), this.model);
    this.lines.push(line);
    await line.client.start();
    return line;
  }

  async step(): Promise<void> {
    const line = this.dice.pick(this.lines);
    const roll = this.dice.below(100);
    if (roll < 30) this.tell(this.model.act(this.dice.pick(CHATS), this.dice));
    else if (roll < 55) this.deliver(line);
    else if (roll < 70) this.serve(line);
    else if (roll < 80) this.look(line);
    else if (roll < 86) this.write(line);
    else if (roll < 92) line.pages.splice(this.dice.below(line.pages.length), 1)[0]?.();
    else if (roll < 95) line.break();
    else if (roll < 98) this.come(line);
    else if (roll < 99) await this.browser.clock.pass(1_500);
    else await this.replace(line);
    await settle();
  }

  /** Let everything arrive, be answered, and come to rest. */
  async rest(): Promise<void> {
    if (this.isLossy) for (const line of this.lines) line.break();
    for (let turn = 0; turn < 60; turn++) {
      for (const line of this.lines) {
        this.come(line);
        while (line.transit.length) this.arrive(line);
        for (const arrive of line.pages.splice(0)) arrive();
        this.serve(line);
      }
      await quiet();
      if (turn % 8 === 7) await this.browser.clock.pass(3_500);
    }
  }

  private tell(frame: object): void {
    for (const line of this.lines) line.tell(frame);
  }

  private deliver(line: Line): void {
    for (let count = this.dice.below(6); count >= 0 && line.transit.length; count--) {
      const frame = line.transit[0] as { t: string };
      if (this.isLossy && frame.t === "message" && this.dice.below(12) === 0) line.transit.shift();
      else this.arrive(line);
      if (this.dice.below(15) === 0 && frame.t === "message") line.greeted?.tell(frame);
    }
  }

  private arrive(line: Line): void {
    const frame = line.transit.shift();
    if (frame) line.greeted?.tell(frame);
  }

  private serve(line: Line): void {
    if (!line.isOpen) return;
    for (const op of line.greeted?.sent.splice(0) ?? []) this.answer(line, op);
  }

  private answer(line: Line, op: Record<string, unknown>): void {
    if (op.op === "resume") line.tell(this.model.resume(op));
    else if (op.op === "ping") line.tell({ t: "pong" });
    else if (op.op === "send") {
      const { message, frame } = this.model.send(op);
      const isFirst = this.dice.below(2) === 0;
      if (isFirst) line.tell({ t: "ok", ref: op.ref, message });
      if (frame) this.tell(frame);
      if (!isFirst) line.tell({ t: "ok", ref: op.ref, message });
    } else if (op.op === "read") {
      this.tell(this.model.read(Number(op.chat_id), Number(op.seq ?? op.unread_from), op.seq === undefined));
      line.tell({ t: "ok", ref: op.ref });
    }
  }

  private look(line: Line): void {
    const { pages, openChatId, store } = line.client;
    const chatId = openChatId.value ?? this.dice.pick(CHATS);
    const seq = this.dice.below(store.chats.peek().get(chatId)?.now.lastSeq ?? 1) + 1;
    const looks = [
      () => pages.loadBefore(chatId, seq),
      () => pages.loadAfter(chatId, seq),
      () => pages.loadAround(chatId, seq),
      () => pages.loadNewest(chatId),
      () => line.client.markRead(chatId, seq),
      () => pages.reload(chatId),
    ];
    const choice = this.dice.below(looks.length + 3);
    if (choice < looks.length) void looks[choice]?.().catch(() => {});
    else openChatId.value = this.dice.pick(CHATS);
  }

  private write(line: Line): void {
    const text = `written ${this.written.length}`;
    this.written.push(text);
    void line.client.outbox.add(this.dice.pick(CHATS), { text });
  }

  private come(line: Line): void {
    line.client.wake();
    line.greet(this.model);
  }

  /** The tab dies; another one begins with what was kept. */
  private async replace(line: Line): Promise<void> {
    await quiet();
    await line.client.flush();
    line.break();
    this.browser.crash(line.tab);
    this.lines.splice(this.lines.indexOf(line), 1);
    await this.open();
  }
}

function check(world: World, line: Line, chatId: number): void {
  const chat = line.client.store.chats.peek().get(chatId) as ChatStore;
  const expected = world.model.show(chatId);
  const { version, ...shown } = chat.chat.value;
  assert.deepEqual({ ...shown, version }, { ...shown, ...expected });
  assert.ok(!chat.isBehind && !chat.log.isOutdated);
  const truth = world.model.chats.get(chatId)?.messages ?? [];
  for (const { from, to, messages } of chat.history.stretches) {
    const alive = truth.filter((each) => from <= each.seq && each.seq <= to && !each.deleted);
    assert.deepEqual(messages, JSON.parse(JSON.stringify(alive)));
  }
  assert.deepEqual(chat.pending.value, []);
}

async function run(seed: number): Promise<void> {
  const world = new World(seed);
  for (const line of [await world.open(), await world.open()]) line.greet(world.model);
  for (let step = 0; step < STEPS; step++) await world.step();
  await world.rest();
  for (const chatId of CHATS) {
    for (const line of world.lines) line.client.openChatId.value = chatId;
    await world.rest();
    for (const line of world.lines) check(world, line, chatId);
  }
  assert.deepEqual([...world.model.sent].sort(), [...world.written].sort());
}

test("in the end every tab shows what the server has", async () => {
  const end = Date.now() + SECONDS * 1000;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS || Date.now() < end; seed++) {
    try {
      await run(seed);
    } catch (error) {
      throw new Error(`BESEDKA_FUZZ_SEED=${seed} shows it`, { cause: error });
    }
  }
});
