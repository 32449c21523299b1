"""What connections are told of what the bus announces."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from besedka import bus as announced
from besedka.actions import snapshots
from besedka.actions.blocks import find_blocks
from besedka.bus import Announcement
from besedka.database import Database
from besedka.errors import BadRequest
from besedka.gateway import frames
from besedka.gateway.circle import is_deaf
from besedka.gateway.hub import Expectation, Hub
from besedka.gateway.looks import Look, Looks
from besedka.gateway.partings import Partings
from besedka.gateway.pieces import in_pieces
from besedka.gateway.protocol import CloseCode, Life
from besedka.gateway.rooms import RoomTeller
from besedka.gateway.roster import Connection, Roster
from besedka.model import ChatState
from besedka.wire.chats import shape_chat
from besedka.wire.users import other_user, own_user

CHAT, USER, BLOCKS = "chat", "user", "blocks"  # things that are looked at
LEFT_CHAT = "left chat"  # what is remembered for a connection that is opening: whatever `hello` says, it is out
USERS_AT_ONCE = 50  # whose view of a thing is read, and told, in one round of the event loop


class Teller:
    """Tells each connection what its user may hear, and nothing else. What an announcement does not say itself is looked
    up, as it is by then; what comes before `hello` is looked at after it.
    """

    def __init__(self, database: Database, roster: Roster, hub: Hub, looks: Looks, partings: Partings) -> None:
        self._database = database
        self._roster = roster
        self._hub = hub
        self._looks = looks
        self._partings = partings
        self.rooms = RoomTeller(database, roster, hub, looks, partings)
        looks.teach(CHAT, self._look_at_chat)
        looks.teach(USER, self._look_at_user)
        looks.teach(BLOCKS, self._look_at_blocks)
        hub.on_stranger(self._turn_away)
        self._tellers: dict[type, Callable[[Any], None]] = {
            announced.ChatChanged: self._tell_chat_changed,
            announced.ReadMoved: self._tell_read_moved,
            announced.NotificationsSet: self._tell_notifications_set,
            announced.Typing: self._tell_typing,
            announced.ChatJoined: self._tell_chat_joined,
            announced.ChatLeft: self._tell_chat_left,
            announced.ChatGone: self._tell_chat_gone,
            announced.RoomChanged: self.rooms.tell_changed,
            announced.RoomJoined: self.rooms.tell_joined,
            announced.RoomLeft: self.rooms.tell_left,
            announced.RoomGone: self.rooms.tell_gone,
            announced.UserChanged: self._tell_user_changed,
            announced.BlocksChanged: self._tell_blocks_changed,
            announced.SessionsEnded: self._tell_sessions_ended,
        }

    def hear(self, announcement: Announcement) -> None:
        """Tell whom it concerns. Other parts of the gateway hear what is missing here."""
        tell = self._tellers.get(type(announcement))
        if tell is not None:
            tell(announcement)

    def look_at_chat(self, chat_id: int, connections: Iterable[Connection]) -> None:
        """Have these connections know whether they are in this chat, and where."""
        self._looks.ask(CHAT, chat_id, connections)

    def show_user(self, user_id: int) -> None:
        """Tell everyone who may know this user what their profile says now."""
        self._looks.ask_for_all(USER, user_id)
        for connection in self._roster.opening():
            connection.defer(USER, user_id)

    def look_at_blocks(self, user_id: int, connections: Iterable[Connection]) -> None:
        """Have these connections of a user know whom that user has blocked."""
        self._looks.ask(BLOCKS, user_id, connections)

    def _tell_chat_changed(self, change: announced.ChatChanged) -> None:
        if change.member is not None and change.member.role is None:
            self._part([change.member.user_id], change.chat_id)  # what said so first may have been lost
        self._hub.receive(change)

    def _tell_read_moved(self, moved: announced.ReadMoved) -> None:
        plain = frames.ReadFrame(moved.chat_id, moved.user_id, moved.last_read_seq)
        own = frames.ReadFrame(
            chat_id=moved.chat_id,
            user_id=moved.user_id,
            last_read_seq=moved.last_read_seq,
            unread=moved.unread,
            mentions=moved.mentions,
            last_seq=moved.last_seq,
            as_of=moved.version,
            back=moved.back,
        )
        for connection in self._roster.of_all(moved.audience):
            if moved.chat_id in connection.chats:
                connection.deliver(frames.encode(own if connection.user_id == moved.user_id else plain))
            else:
                self.look_at_chat(moved.chat_id, [connection])

    def _tell_notifications_set(self, chosen: announced.NotificationsSet) -> None:
        self.look_at_chat(chosen.chat_id, self._roster.of(chosen.user_id))

    def _tell_typing(self, typing: announced.Typing) -> None:
        data = frames.encode(frames.TypingFrame(typing.chat_id, typing.user_id))
        for connection in self._hub.listeners_of([typing.chat_id]):
            if connection.user_id != typing.user_id and not is_deaf(connection, typing.chat_id, typing.user_id):
                connection.whisper(data)

    def _tell_chat_joined(self, joined: announced.ChatJoined) -> None:
        self.look_at_chat(joined.chat_id, self._roster.of_all(joined.user_ids))

    def _tell_chat_left(self, left: announced.ChatLeft) -> None:
        self._part(left.user_ids, left.chat_id)

    def _part(self, user_ids: Iterable[int], chat_id: int) -> None:
        """At once: nothing of the chat may reach them from now on."""
        for connection in self._roster.of_all(user_ids):
            self._looks.doubt(CHAT, chat_id, connection)
            connection.defer(LEFT_CHAT, chat_id)  # if it is still finding its seats
            self._take_chat(connection, chat_id)

    def _turn_away(self, connection: Connection, chat_id: int) -> None:
        """The database does not know it as a member. If that has just changed, it hears of the chat again."""
        self._take_chat(connection, chat_id)
        self.look_at_chat(chat_id, [connection])

    def _tell_chat_gone(self, gone: announced.ChatGone) -> None:
        self._looks.doubt_all(CHAT, gone.chat_id)
        for connection in self._roster.opening():
            connection.defer(LEFT_CHAT, gone.chat_id)
        listeners = self._hub.listeners_of
        self._partings.add(lambda: listeners([gone.chat_id]), lambda each: self._take_chat(each, gone.chat_id))

    def _take_chat(self, connection: Connection, chat_id: int) -> None:
        if chat_id in connection.chats:
            self._hub.leave(connection, chat_id)
            connection.deliver(frames.encode(frames.LeftFrame(chat_id)))

    async def _look_at_chat(self, look: Look) -> None:
        """Have those who are in the chat listen to it, and know where they are in it; the others hear of it no more."""
        connections = look.connections
        async with self._hub.expect([look.thing_id] * len(connections)) as expected:
            for some in in_pieces(connections, USERS_AT_ONCE):
                states = await snapshots.view_chat.run(self._database, look.thing_id, _users_of(some))
                for connection in filter(look.concerns, some):
                    self._show_chat(connection, look.thing_id, states.get(connection.user_id), expected)
                await asyncio.sleep(0)

    def _show_chat(self, connection: Connection, chat_id: int, state: ChatState | None, expected: Expectation) -> None:
        if state is None:
            self._take_chat(connection, chat_id)
        elif chat_id in connection.chats:
            connection.deliver(_own_view(connection.user_id, state))
        else:
            connection.deliver(frames.encode(frames.ChatFrame(state.id, state.version, shape_chat(state))))
            expected.admit(connection, state.id, state.version)
            self._hub.circle.meet(connection, state)

    def _tell_user_changed(self, changed: announced.UserChanged) -> None:
        self.show_user(changed.user_id)

    async def _look_at_user(self, look: Look) -> None:
        """To oneself and to all who share a chat, which those who share a room do."""
        try:
            user, chat_ids = await snapshots.view_acquaintances.run(self._database, look.thing_id)
        except BadRequest:
            return  # whoever is no more needs no telling
        own = frames.encode(frames.OwnUserFrame(own_user(user)))
        others = frames.encode(frames.UserFrame(other_user(user)))
        for connection in self._roster.of(user.id):
            if connection.life is Life.OPEN:
                connection.deliver(own)
        for connection in self._hub.listeners_of(chat_ids):
            if connection.user_id != user.id:
                connection.deliver(others)

    def _tell_blocks_changed(self, changed: announced.BlocksChanged) -> None:
        self.look_at_blocks(changed.user_id, self._roster.of(changed.user_id))

    async def _look_at_blocks(self, look: Look) -> None:
        blocks = await find_blocks.run(self._database, look.thing_id)
        data = frames.encode(frames.BlockedFrame(blocks.user_ids))
        for connection in look.connections:
            connection.blocks = blocks
            connection.deliver(data)

    def _tell_sessions_ended(self, ended: announced.SessionsEnded) -> None:
        for connection in self._roster.of(ended.user_id):
            if connection.session.id in ended.session_ids:
                connection.end(CloseCode.SESSION_ENDED, "the session has ended")


def _users_of(connections: Iterable[Connection]) -> list[int]:
    return list({connection.user_id for connection in connections})


def _own_view(user_id: int, state: ChatState) -> bytes:
    """What is one's own of a chat that one knows: the whole of it, and where one has read up to, counted at its version."""
    marker = frames.ReadFrame(
        chat_id=state.id,
        user_id=user_id,
        last_read_seq=state.last_read_seq,
        unread=state.unread,
        mentions=state.mentions,
        last_seq=state.last_seq,
        as_of=state.version,
    )
    return frames.encode(frames.ChatFrame(state.id, state.version, shape_chat(state))) + frames.encode(marker)
