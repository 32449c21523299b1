import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../src/sync/client.ts";
import { begin, FakeBrowser, type FakeTab, quiet } from "./browser.ts";
import { ada, chat, hello, message, told } from "./cast.ts";
import type { FakeSocket } from "./fakes.ts";

/** The server: each nonce is posted once. */
class Server {
  readonly posted: string[] = [];
  private readonly known = new Map<string, object>();

  /** Answer the sends of a socket that have no answer yet. `silent`: post them, and say nothing. */
  serve(socket: FakeSocket, { silent = false } = {}): void {
    for (const op of socket.sent.splice(0).filter((each) => each.op === "send")) {
      const nonce = String(op.nonce);
      if (!this.known.has(nonce)) {
        const seq = this.posted.push(String(op.text));
        this.known.set(nonce, message(seq, { author_id: ada.id, text: String(op.text), nonce }));
      }
      if (!silent) socket.tell({ t: "ok", ref: op.ref, message: this.known.get(nonce) });
    }
  }

  async run(tab: FakeTab): Promise<void> {
    for (let turn = 0; turn < 12; turn++) {
      this.serve(tab.socket);
      await quiet();
    }
  }

  get hello(): object {
    const version = this.posted.length;
    return hello([chat({ version, last_seq: version, last_read_seq: version })]);
  }
}

async function connect(tab: FakeTab, server: Server): Promise<Client> {
  const client = await begin(tab);
  tab.socket.tell(server.hello);
  await quiet();
  return client;
}

function states(client: Client): (string | undefined)[] {
  return client.store.pending(7).value.map((each) => each.state);
}

function shown(client: Client): string[] {
  const found = client.store.chats.peek().get(7);
  const messages = found?.history.newest?.messages.map((each) => each.text) ?? [];
  return [...messages, ...client.store.pending(7).value.map((each) => each.text)];
}

test("the row stands at once, the message is sent when it is kept", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab, new Server());
  const added = client.outbox.add(7, { text: "Tea at five?" });
  assert.deepEqual(states(client), ["queued"]);
  assert.equal(tab.socket.ops("send").length, 0);
  await added;
  assert.equal((await (await browser.storage()).list("outbox")).length, 1);
  await quiet();
  assert.equal(tab.socket.ops("send").length, 1);
  assert.deepEqual(states(client), ["sending"]);
});

test("a draft goes in the transaction in which its message is kept; what is said beside it leaves it", async () => {
  const browser = new FakeBrowser();
  const client = await connect(browser.open(), new Server());
  client.drafts.set(7, { text: "Tea?" });
  await client.drafts.flush();
  await client.outbox.add(7, { text: "said aloud" });
  assert.equal((await (await browser.storage()).list("drafts")).length, 1);
  await client.outbox.add(7, { text: "Tea?" }, "draft");
  assert.deepEqual(await (await browser.storage()).list("drafts"), []);
});

test("A, B, C sent fast stay A, B, C", async () => {
  const tab = new FakeBrowser().open();
  const server = new Server();
  const client = await connect(tab, server);
  await Promise.all(["A", "B", "C"].map((text) => client.outbox.add(7, { text })));
  await quiet();
  assert.equal(tab.socket.ops("send").length, 1);
  await server.run(tab);
  assert.deepEqual(server.posted, ["A", "B", "C"]);
  assert.deepEqual(shown(client), ["A", "B", "C"]);
});

for (const order of ["before", "after", "without"] as const) {
  test(`an echo ${order} the answer makes one row`, async () => {
    const tab = new FakeBrowser().open();
    const client = await connect(tab, new Server());
    await client.outbox.add(7, { text: "Tea?" });
    await quiet();
    const [op] = tab.socket.ops("send");
    const said = message(1, { author_id: 1, text: "Tea?", nonce: String(op?.nonce) });
    if (order !== "after") tab.socket.tell(told(said));
    if (order !== "without") tab.socket.tell({ t: "ok", ref: op?.ref, message: said });
    if (order === "after") tab.socket.tell(told(said));
    await quiet();
    assert.deepEqual(shown(client), ["Tea?"]);
    assert.equal(client.outbox.size, 0);
    assert.equal(client.store.chats.peek().get(7)?.chat.value.NewMsgCount, 0);
  });
}

test("the line breaks after the commit and the page is reloaded: one message", async () => {
  const browser = new FakeBrowser();
  const first = browser.open();
  const server = new Server();
  const client = await connect(first, server);
  await client.outbox.add(7, { text: "Tea?" });
  await quiet();
  server.serve(first.socket, { silent: true });
  browser.crash(first);
  const second = browser.open();
  const again = await connect(second, server);
  await server.run(second);
  assert.deepEqual(server.posted, ["Tea?"]);
  assert.equal(again.outbox.size, 0);
});

test("written without a connection, closed, opened: sent once, in order", async () => {
  const browser = new FakeBrowser();
  const first = browser.open();
  const server = new Server();
  const client = await connect(first, server);
  await client.flush();
  first.socket.break();
  for (const text of ["A", "B", "C"]) await client.outbox.add(7, { text });
  assert.deepEqual(states(client), ["queued", "queued", "queued"]);
  browser.crash(first);
  const second = browser.open();
  const again = await begin(second);
  assert.deepEqual(shown(again), ["A", "B", "C"]);
  second.socket.tell(server.hello);
  await quiet();
  await server.run(second);
  assert.deepEqual(server.posted, ["A", "B", "C"]);
  assert.equal((await (await browser.storage()).list("outbox")).length, 0);
});

test("two tabs, one delivery", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [browser.open(), browser.open()];
  const server = new Server();
  const clients = [await connect(one, server), await connect(two, server)];
  one.socket.break();
  two.socket.break();
  await clients[0]?.outbox.add(7, { text: "Tea?" });
  await quiet();
  assert.deepEqual(
    clients.map((client) => states(client)),
    [["queued"], ["queued"]],
  );
  for (const client of clients) client.wake();
  for (const tab of [one, two]) tab.socket.tell(server.hello);
  await quiet();
  assert.equal(one.socket.ops("send").length + two.socket.ops("send").length, 1);
  await server.run(one);
  await server.run(two);
  assert.deepEqual(server.posted, ["Tea?"]);
  assert.deepEqual(
    clients.map((client) => client.outbox.size),
    [0, 0],
  );
});

test("the tab that sends dies: another goes on, and nothing is doubled", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [browser.open(), browser.open()];
  const server = new Server();
  const [first, second] = [await connect(one, server), await connect(two, server)];
  await first.outbox.add(7, { text: "A" });
  await first.outbox.add(7, { text: "B" });
  await quiet();
  second.outbox.run();
  await quiet();
  assert.equal(two.socket.ops("send").length, 0);
  server.serve(one.socket, { silent: true });
  browser.crash(one);
  await server.run(two);
  assert.deepEqual(server.posted, ["A", "B"]);
  assert.equal(second.outbox.size, 0);
});

test("a refusal fails the message alone; it can be tried again, or discarded", async () => {
  const tab = new FakeBrowser().open();
  const server = new Server();
  const client = await connect(tab, server);
  const { nonce } = await client.outbox.add(7, { text: "A" });
  await client.outbox.add(7, { text: "B" });
  await quiet();
  tab.socket.tell({ t: "error", ref: tab.socket.ops("send")[0]?.ref, code: "forbidden", detail: "" });
  await quiet();
  tab.socket.sent.shift();
  await server.run(tab);
  assert.deepEqual(server.posted, ["B"]);
  assert.deepEqual(states(client), ["failed"]);
  assert.equal(client.store.pending(7).value[0]?.problem, "forbidden");
  client.outbox.retry(nonce);
  await quiet();
  assert.deepEqual(states(client), ["sending"]);
  tab.socket.tell({ t: "error", ref: tab.socket.ops("send")[0]?.ref, code: "forbidden", detail: "" });
  await quiet();
  client.outbox.discard(nonce);
  assert.deepEqual(states(client), []);
  await quiet();
  assert.equal(client.outbox.size, 0);
});

test("a server that has too much to do is asked again later", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const server = new Server();
  const client = await connect(tab, server);
  await client.outbox.add(7, { text: "A" });
  await quiet();
  tab.socket.tell({ t: "error", ref: tab.socket.sent.shift()?.ref, code: "too_many_requests", detail: "" });
  await quiet();
  assert.equal(tab.socket.ops("send").length, 0);
  await browser.clock.pass(3_000);
  await server.run(tab);
  assert.deepEqual(server.posted, ["A"]);
});

test("files go three at a time, with progress, before the message; what is there is not sent again", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const server = new Server();
  const client = await connect(tab, server);
  const files = [1, 2, 3, 4].map((each) => new File(["x".repeat(10)], `${each}.txt`, { type: "text/plain" }));
  await client.outbox.add(7, { text: "", files });
  await quiet();
  assert.deepEqual(
    tab.uploads.map((each) => each.asked.name),
    ["1.txt", "2.txt", "3.txt"],
  );
  await browser.clock.pass(1_000);
  tab.uploads[1]?.asked.onProgress(5);
  assert.equal(client.store.pending(7).value[0]?.files[1]?.sent, 5);
  const answer = (index: number) =>
    tab.uploads[index]?.answer({ status: 200, body: { id: 70 + index, name: "", size: 10 }, retryAfter: undefined });
  answer(0);
  await quiet();
  assert.equal(tab.uploads.length, 4);
  tab.uploads[1]?.fail();
  await quiet();
  assert.deepEqual(states(client), ["queued"]);
  browser.crash(tab);
  const second = browser.open();
  await connect(second, server);
  assert.deepEqual(
    second.uploads.map((each) => each.asked.name),
    ["2.txt", "3.txt", "4.txt"],
  );
  assert.equal(await second.uploads[0]?.asked.blob.text(), "xxxxxxxxxx");
  second.uploads.forEach((each, index) => {
    each.answer({ status: 200, body: { id: 80 + index, name: "", size: 10 }, retryAfter: undefined });
  });
  await quiet();
  assert.deepEqual(second.socket.ops("send")[0]?.file_ids, [70, 80, 81, 82]);
});

test("a file that is refused fails the message; discarding cancels what is on its way", async () => {
  const browser = new FakeBrowser();
  const tab = browser.open();
  const client = await connect(tab, new Server());
  const { nonce } = await client.outbox.add(7, { text: "", files: [new File(["x"], "a.txt")] });
  await quiet();
  tab.uploads[0]?.answer({ status: 413, body: { code: "too_large" }, retryAfter: undefined });
  await quiet();
  assert.equal(client.store.pending(7).value[0]?.problem, "too_large");
  client.outbox.retry(nonce);
  await quiet();
  client.outbox.discard(nonce);
  assert.ok(tab.uploads[1]?.asked.signal.aborted);
  await quiet();
  assert.equal((await (await browser.storage()).list("blobs")).length, 0);
  assert.equal(tab.socket.ops("send").length, 0);
});

test("where nothing can be kept, messages are sent from memory", async () => {
  const browser = new FakeBrowser();
  browser.refuses = true;
  const tab = browser.open();
  const server = new Server();
  const client = await connect(tab, server);
  await client.outbox.add(7, { text: "A" });
  await quiet();
  await server.run(tab);
  assert.deepEqual(server.posted, ["A"]);
  assert.equal(client.outbox.size, 0);
});
