"""What is asked of rooms, and how they are shown."""

import msgspec

from besedka.model import ChatSummary, Room
from besedka.wire.chats import ChatLine, NewName, chat_line
from besedka.wire.decoding import Id


class CreateRoom(msgspec.Struct, frozen=True):
    """Make a room."""

    name: str


class RenameRoom(NewName, frozen=True, kw_only=True):
    """Give a room another name."""

    room_id: Id


class DeleteRoom(msgspec.Struct, frozen=True):
    """Delete a room with all its channels."""

    room_id: Id


class NewChannel(msgspec.Struct, frozen=True):
    """What a channel is to be. In a private one is who made it, and who is added."""

    name: str
    private: bool = False
    topic: str = ""


class CreateChannel(NewChannel, frozen=True, kw_only=True):
    """Make a channel in a room."""

    room_id: Id


class ListChannels(msgspec.Struct, frozen=True):
    """The channels of a room."""

    room_id: Id


class RoomShape(msgspec.Struct, frozen=True):
    """A room as one of its members sees it."""

    room_id: int
    room_name: str
    role: str
    version: int


class Channels(msgspec.Struct, frozen=True):
    """What the original wraps in `body`."""

    channels: list[ChatLine]


class ChannelsBody(msgspec.Struct, frozen=True):
    """The answer of section 3.2."""

    body: Channels


def shape_room(room: Room) -> RoomShape:
    return RoomShape(room.id, room.name, room.role, room.version)


def shape_channels(channels: list[ChatSummary]) -> ChannelsBody:
    return ChannelsBody(Channels([chat_line(channel) for channel in channels]))
