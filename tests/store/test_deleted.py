"""Chats and rooms that are marked as deleted are found by no statement that serves users."""

import re

import pytest

from tests.store.statements import statements

READS = {noun: re.compile(rf"\b(from|join|update) {noun}\b") for noun in ("chat", "room")}
# Each with its reason.
EXEMPT = {
    "chats.UPDATE_DELETED": "marks",
    "chats.UPDATE_CHANNELS_DELETED": "marks",
    "rooms.UPDATE_DELETED": "marks",
    "chats.FIND_ANY_CHANNEL": "for the job",
    "chats.RAISE_VERSION": "after a loader",
    "room_members.DELETE_CHANNEL_MEMBERSHIPS": "whoever leaves leaves those too",
    "rooms.RAISE_VERSION": "after a loader",
    "rooms.UPDATE_NAME": "after a loader",
    "chats.RAISE_MEMBERS_VERSION": "after a loader",
    "chats.UPDATE_DESCRIPTION": "after a loader",
    "chats.UPDATE_PRIVATE": "after a loader",
    "chats.UPDATE_DERIVED_NAME": "after a look",
    "chats.FIND_DESCRIPTION": "of chats that connections were let into; who is put out is told at once",
    "chats.FIND_DIRECT_CHAT": "direct chats go with an account only",
    "chats.LOCK_DIRECT_CHAT": "direct chats go with an account only",
}


@pytest.mark.parametrize("noun", READS)
def test_every_statement_looks_at_the_mark(noun: str) -> None:
    readers = {name for name, sql in statements().items() if READS[noun].search(sql)}
    blind = {name for name in readers if f"{noun}.deleted_at" not in statements()[name]}
    marked = {name for name in blind if "deleted_at is not null" in statements()[name]}
    assert blind - marked == {name for name in EXEMPT if name in readers}
    assert readers - blind
