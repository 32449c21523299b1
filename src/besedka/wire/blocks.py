"""What is asked of blocked people, and how they are shown."""

import msgspec

from besedka.model import BlockedUsers
from besedka.wire.decoding import Id, Position
from besedka.wire.users import OtherUser, other_user


class Block(msgspec.Struct, frozen=True):
    """Hear no more from someone."""

    user_id: Id


class Unblock(msgspec.Struct, frozen=True):
    """Hear from someone again."""

    user_id: Id


class ListBlocks(msgspec.Struct, frozen=True):
    """Whom one has blocked: those whose ids come after that one."""

    user_id: Id
    after: Position = 0


class BlockList(msgspec.Struct, frozen=True):
    """A part of those whom one has blocked, by their ids. `more`: there are others after them."""

    users: list[OtherUser]
    more: bool


def shape_blocks(page: BlockedUsers) -> BlockList:
    return BlockList([other_user(user) for user in page.users], page.more)
