"""Announcements as NATS carries them: small enough to pass, and believed only if they are well formed."""

from collections.abc import Iterator
from typing import Any

import msgspec

from besedka.bus import Announcement, ChatChanged

PORTION = 1000  # ids in one payload, so that no node has more than that to do at a stretch
NUMBER_LIMIT = 2**63  # of what a database counts
TIME_LIMIT = 253_402_300_800_000  # the year 10,000 in milliseconds

_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[Announcement] = msgspec.msgpack.Decoder(Announcement)


def encode(announcement: Announcement, limit: int) -> list[bytes]:
    """It, in payloads of at most `limit` bytes: a row too large to go along is left out, a list too long is told in
    portions. Empty if it can't be made small enough.
    """
    return [payload for portion in _portions(announcement) for payload in _fit(portion, limit)]


def decode(payload: bytes) -> Announcement | None:
    """What someone sent, or None if it is nothing that a node would say. Never raises."""
    try:
        announcement = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return announcement if _is_sound(announcement) and _has_its_own_row(announcement) else None


def _portions(announcement: Announcement) -> Iterator[Announcement]:
    name = _list_of(announcement)
    if name is None:
        yield announcement
        return
    ids = getattr(announcement, name)
    for start in range(0, len(ids), PORTION):
        yield msgspec.structs.replace(announcement, **{name: ids[start : start + PORTION]})


def _fit(announcement: Announcement, limit: int) -> list[bytes]:
    payload = _encode(announcement)
    if len(payload) <= limit:
        return [payload]
    if isinstance(announcement, ChatChanged):
        payload = _encode(ChatChanged(announcement.chat_id, announcement.version))
        return [payload] if len(payload) <= limit else []
    name = _list_of(announcement)
    if name is None:
        return []
    ids = getattr(announcement, name)
    halves = (ids[: len(ids) // 2], ids[len(ids) // 2 :])
    return [part for half in halves for part in _fit(msgspec.structs.replace(announcement, **{name: half}), limit)]


def _list_of(announcement: Announcement) -> str | None:
    """The member whose parts can be told one by one."""
    for name in announcement.__struct_fields__:
        value = getattr(announcement, name)
        if isinstance(value, tuple) and len(value) > 1:
            return name
    return None


def _is_sound(value: Any) -> bool:  # noqa: ANN401 - whatever a record holds
    """Whether all its numbers are such as a database has, so that nobody stumbles over them later."""
    if isinstance(value, int):
        return 0 <= value < NUMBER_LIMIT
    if isinstance(value, tuple):
        return all(map(_is_sound, value))
    if isinstance(value, msgspec.Struct):
        return all(_is_sound(getattr(value, name)) for name in value.__struct_fields__)
    return True


def _has_its_own_row(announcement: Announcement) -> bool:
    """No message of another chat, or out of time."""
    if not isinstance(announcement, ChatChanged) or announcement.message is None:
        return True
    message = announcement.message
    return message.chat_id == announcement.chat_id and max(message.created_at, message.edited_at or 0) < TIME_LIMIT
