"""A client of the chat server Besedka, for bots, tests and load.

`Client` calls the HTTP API; `Client.connect` opens a `Gateway`, which keeps a replica of what its user may see, and
yields what happens.
"""

from besedka_client.api import Client
from besedka_client.errors import Closed, OutboxFull, Refused, SignedOut
from besedka_client.events import (
    BlockedChanged,
    ChatChanged,
    ChatLeft,
    Event,
    Forgotten,
    MemberChanged,
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
from besedka_client.records import (
    Changes,
    Chat,
    File,
    Invite,
    LastMessage,
    Member,
    MemberPage,
    MentionPlace,
    Message,
    MessagePage,
    Reaction,
    Room,
    User,
)
from besedka_client.replica import Replica

__all__ = [
    "BlockedChanged",
    "Changes",
    "Chat",
    "ChatChanged",
    "ChatLeft",
    "Client",
    "Closed",
    "Event",
    "File",
    "Forgotten",
    "Gateway",
    "Invite",
    "LastMessage",
    "Member",
    "MemberChanged",
    "MemberPage",
    "MentionPlace",
    "Message",
    "MessageChanged",
    "MessageDeleted",
    "MessagePage",
    "MessagePosted",
    "OutboxFull",
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
