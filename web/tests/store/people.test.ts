import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member } from "../../src/domain/types.ts";
import { People } from "../../src/store/people.ts";
import { boris } from "../sync/cast.ts";

const member: Member = { user_id: 2, username: "boris", name: "Boris", role: "member", joined_at: "" };

test("a list of members brings known profiles up to date, and makes none", () => {
  const people = new People();
  people.refresh([{ ...member, deactivated: true }]);
  assert.equal(people.known(2).value, null);
  people.learn({ ...boris, status: "planting" });
  people.refresh([{ ...member, name: "Borya", deactivated: true }]);
  assert.deepEqual(people.known(2).value, { ...boris, status: "planting", name: "Borya", deactivated: true });
  people.refresh([member]);
  assert.equal(people.known(2).value?.deactivated, false);
});

test("what says nothing new changes nothing", () => {
  const people = new People();
  people.learn(boris);
  const before = people.known(2).value;
  people.refresh([member]);
  assert.equal(people.known(2).value, before);
});
