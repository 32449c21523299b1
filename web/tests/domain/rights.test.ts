import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { allows, higher, placeOf, TABLE } from "../../src/domain/rights.ts";
import { SERVER_TABLE } from "../../src/domain/server-rights.ts";

const SERVER = path.resolve(import.meta.dirname, "../../../src/besedka/rights.py");

/** The server's table: what someone wants to do, and the lowest role that may, place by place. */
function serversTable(): Map<string, (string | null)[]> {
  const [source = ""] = readFileSync(SERVER, "utf8").split("class ServerRight"); // which has a table of its own
  const names = new Map([...source.matchAll(/^ {4}([A-Z_]+) = "([^"]+)"$/gm)].map(([, name, words]) => [name, words]));
  const rows = [...source.matchAll(/^ {4}Right\.([A-Z_]+): +\(([^)]+)\),$/gm)];
  return new Map(rows.map(([, name, roles]) => [names.get(name) ?? "", (roles ?? "").split(",").map(roleOf)]));
}

/** The same of the server as a whole. */
function serversOwnTable(): Map<string, string | null> {
  const source = readFileSync(SERVER, "utf8").split("class ServerRight")[1] ?? "";
  const names = new Map([...source.matchAll(/^ {4}([A-Z_]+) = "([^"]+)"/gm)].map(([, name, words]) => [name, words]));
  const rows = [...source.matchAll(/^ {4}ServerRight\.([A-Z_]+): +(_[A-Z]+),$/gm)];
  return new Map(rows.map(([, name, role]) => [names.get(name) ?? "", roleOf(role ?? "")]));
}

function roleOf(name: string): string | null {
  const role = name.trim().slice(1).toLowerCase();
  return role === "nobody" ? null : role;
}

test("whom what is offered is whom the server lets", () => {
  const server = serversTable();
  assert.ok(server.size > 15);
  for (const [right, roles] of Object.entries(TABLE)) assert.deepEqual([...roles], server.get(right), right);
});

test("so it is with what is offered of the server", () => {
  const server = serversOwnTable();
  for (const [right, role] of Object.entries(SERVER_TABLE)) assert.equal(role, server.get(right), right);
});

test("higher roles may what lower ones may", () => {
  assert.ok(allows("rename it", "group", "member"));
  assert.ok(allows("rename it", "room", "owner"));
  assert.ok(!allows("rename it", "room", "member"));
  assert.ok(!allows("leave", "public", "owner"));
  assert.equal(higher("member", "admin"), "admin");
});

test("a channel is public unless it says otherwise", () => {
  assert.equal(placeOf({ kind: "channel" }), "public");
  assert.equal(placeOf({ kind: "channel", private: true }), "private");
  assert.equal(placeOf({ kind: "group" }), "group");
});
