"""A client of the chat server Besedka, for bots, tests and load.

`Client` calls the HTTP API; `Client.connect` opens a `Gateway`, which keeps a replica of what its user may see, and
yields what happens.
"""

from besedka_client.api import Client
from besedka_client.errors import Refused, SignedOut
from besedka_client.events import (
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
from besedka_client.gateway import Gateway
from besedka_client.records import Chat, Message, Reaction, Room, User
from besedka_client.replica import Replica

__all__ = [
    "Chat",
    "ChatChanged",
    "ChatLeft",
    "Client",
    "Event",
    "Forgotten",
    "Gateway",
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
    "SignedOut",
    "Typing",
    "User",
    "UserChanged",
]

__version__ = "0.1.0"
