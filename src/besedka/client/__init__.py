"""A client of Besedka's API and gateway, for bots, tests and load: needs the extra `client`, and nothing of the server.

`Client` calls the HTTP API; `Client.connect` opens a `Session`, which keeps a replica of what its user may see, and
yields what happens.
"""

from besedka.client.api import Client
from besedka.client.errors import Refused, SignedOut
from besedka.client.events import (
    ChatChanged,
    ChatLeft,
    Event,
    Forgotten,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PresenceChanged,
    ReadMoved,
    RoomChanged,
    RoomLeft,
    Typing,
    UserChanged,
)
from besedka.client.records import Chat, Message, Reaction, Room, User
from besedka.client.replica import Replica
from besedka.client.session import Session

__all__ = [
    "Chat",
    "ChatChanged",
    "ChatLeft",
    "Client",
    "Event",
    "Forgotten",
    "Message",
    "MessageChanged",
    "MessageDeleted",
    "MessagePosted",
    "PresenceChanged",
    "Reaction",
    "ReadMoved",
    "Refused",
    "Replica",
    "Room",
    "RoomChanged",
    "RoomLeft",
    "Session",
    "SignedOut",
    "Typing",
    "User",
    "UserChanged",
]
