"""How one asks to be told of less."""

from typing import Literal

import msgspec

from besedka.wire.decoding import Id


class NewLevel(msgspec.Struct, frozen=True):
    """Of what in a chat one wants to be told."""

    level: Literal["all", "mentions", "none"]


class SetNotifications(NewLevel, frozen=True, kw_only=True):
    """Choose it."""

    chat_id: Id
