"""What can be asked of the server, by either door: a record goes in, an action is run, a shape comes out.

A new op or route gets its line here. What needs more than the database stands beside it: sign-up, sign-in and passwords
(`actions/credentials.py`), pictures (`actions/photos.py`), what files hold (`actions/files.py`), the server itself
(`actions/server.py`, `actions/server_pictures.py`), and `typing` and `ping`, which change nothing.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from besedka.actions import (
    blocks,
    changes,
    chats,
    invites,
    markers,
    members,
    messages,
    notifications,
    password_links,
    people,
    photos,
    room_members,
    rooms,
    search,
    server_invites,
    server_log,
    server_pictures,
    server_rooms,
    sessions,
    users,
)
from besedka.actions.units import Action
from besedka.database import Database
from besedka.model import Session
from besedka.wire.blocks import shape_blocks
from besedka.wire.changes import shape_changes, shape_resumed
from besedka.wire.chats import shape_chat, shape_rooms_and_chats
from besedka.wire.invites import shape_invite, shape_invites, shape_preview
from besedka.wire.members import shape_members
from besedka.wire.messages import shape_history, shape_message
from besedka.wire.password_links import shape_link_preview, shape_password_link
from besedka.wire.people import shape_people_page, shape_person
from besedka.wire.rooms import shape_channels, shape_room
from besedka.wire.server_invites import shape_server_invite, shape_server_invites
from besedka.wire.server_log import shape_log
from besedka.wire.server_rooms import shape_rooms_page
from besedka.wire.sessions import shape_sessions
from besedka.wire.shapes import shape_made, shape_nothing
from besedka.wire.users import own_user, shape_people, shape_seen_user

Actor = TypeVar("Actor")
Asked = TypeVar("Asked")
Result = TypeVar("Result")

Shape: TypeAlias = msgspec.Struct | msgspec.Raw
UserId: TypeAlias = int


class Command(msgspec.Struct, Generic[Actor, Asked, Result], frozen=True):
    """What is asked by `request` over HTTP and by `op` over the gateway, where there is such a one."""

    action: Action[Actor, Asked, Result]
    shape: Callable[[Result], Shape]
    request: str | None = None
    op: str | None = None

    async def run(self, database: Database, actor: Actor, asked: Asked) -> Shape:
        """Do what `actor` asks, and say what came of it. Raises `errors.Problem`."""
        return self.shape(await self.action.run(database, actor, asked))


POST_MESSAGE = Command(messages.post_message, shape_message, "POST /chats/{chat_id}/messages", "send")
VIEW_MESSAGE = Command(messages.view_message, shape_message, "GET /messages/{message_id}")
EDIT_MESSAGE = Command(messages.edit_message, shape_message, "PUT /messages/{message_id}", "edit")
DELETE_MESSAGE = Command(messages.delete_message, shape_message, "DELETE /messages/{message_id}", "delete")
REACT = Command(messages.react, shape_message, "PUT /messages/{message_id}/reactions/{emoji}", "react")
UNREACT = Command(messages.unreact, shape_message, "DELETE /messages/{message_id}/reactions/{emoji}", "unreact")
LIST_HISTORY = Command(messages.list_history, shape_history, "GET /chats/{chat_id}/messages")

SEARCH_MESSAGES = Command(search.search_messages, shape_history, "GET /messages")

LIST_CHANGES = Command(changes.list_changes, shape_changes, "GET /chats/{chat_id}/changes", "sync")
RESUME_CHATS = Command(changes.resume_chats, shape_resumed, op="resume")

LIST_CHATS = Command(chats.list_rooms_and_chats, shape_rooms_and_chats, "GET /users/{user_id}/chats")
OPEN_CHAT = Command(chats.open_chat, shape_made, "POST /chats")
VIEW_CHAT = Command(chats.view_chat, shape_chat, "GET /chats/{chat_id}")
EDIT_CHAT = Command(chats.edit_chat, shape_chat, "PUT /chats/{chat_id}")
DELETE_CHAT = Command(chats.delete_chat, shape_nothing, "DELETE /chats/{chat_id}")
LIST_MEMBERS = Command(members.list_members, shape_members, "GET /chats/{chat_id}/members")
ADD_MEMBER = Command(members.add_member, shape_nothing, "PUT /chats/{chat_id}/members/{user_id}")
REMOVE_MEMBER = Command(members.remove_member, shape_nothing, "DELETE /chats/{chat_id}/members/{user_id}")
MARK_READ = Command(markers.mark_read, shape_nothing, "PUT /chats/{chat_id}/read", "read")
SET_NOTIFICATIONS = Command(notifications.set_notifications, shape_nothing, "PUT /chats/{chat_id}/notifications")

CREATE_ROOM = Command(rooms.create_room, shape_made, "POST /rooms")
RENAME_ROOM = Command(rooms.rename_room, shape_room, "PUT /rooms/{room_id}")
LIST_CHANNELS = Command(rooms.list_channels, shape_channels, "GET /rooms/{room_id}")
CREATE_CHANNEL = Command(rooms.create_channel, shape_made, "POST /rooms/{room_id}")

DELETE_ROOM = Command(room_members.delete_room, shape_nothing, "DELETE /rooms/{room_id}")
LIST_ROOM_MEMBERS = Command(room_members.list_members, shape_members, "GET /rooms/{room_id}/members")
SET_ROOM_ROLE = Command(room_members.set_role, shape_nothing, "PUT /rooms/{room_id}/members/{user_id}")
REMOVE_ROOM_MEMBER = Command(room_members.remove_member, shape_nothing, "DELETE /rooms/{room_id}/members/{user_id}")

CREATE_INVITE = Command(invites.create_invite, shape_invite, "POST /rooms/{room_id}/invites")
LIST_INVITES = Command(invites.list_invites, shape_invites, "GET /rooms/{room_id}/invites")
REVOKE_INVITE = Command(invites.revoke_invite, shape_nothing, "DELETE /rooms/{room_id}/invites/{code}")
PREVIEW_INVITE = Command(invites.preview_invite, shape_preview, "GET /invites/{code}")
USE_INVITE = Command(invites.use_invite, shape_made, "POST /invites/{code}")

FIND_PEOPLE = Command(users.find_people, shape_people, "GET /users")
VIEW_PROFILE = Command(users.view_profile, shape_seen_user, "GET /users/{user_id}")
EDIT_PROFILE = Command(users.edit_profile, own_user, "PUT /users/{user_id}")
REMOVE_PHOTO = Command(photos.remove_photo, shape_nothing, "DELETE /photos")

BLOCK = Command(blocks.block, shape_nothing, "PUT /users/{user_id}/block")
UNBLOCK = Command(blocks.unblock, shape_nothing, "DELETE /users/{user_id}/block")
LIST_BLOCKS = Command(blocks.list_blocks, shape_blocks, "GET /users/{user_id}/blocks")

LIST_SESSIONS = Command(sessions.list_sessions, shape_sessions, "GET /users/{user_id}/sessions")
END_SESSION = Command(sessions.end_session_elsewhere, shape_nothing, "DELETE /users/{user_id}/sessions/{session_id}")
SIGN_OUT = Command[Session, Any, None](sessions.end_session, shape_nothing, "GET /logout")

LIST_PEOPLE = Command(people.list_people, shape_people_page, "GET /server/people")
CHANGE_PERSON = Command(people.change_person, shape_person, "PUT /server/people/{user_id}")
SIGN_OUT_PERSON = Command(people.sign_out_person, shape_nothing, "DELETE /server/people/{user_id}/sessions")
LIST_ALL_ROOMS = Command(server_rooms.list_rooms, shape_rooms_page, "GET /server/rooms")
REMOVE_SERVER_PICTURE = Command(server_pictures.remove_picture, shape_nothing, "DELETE /server/picture")
READ_LOG = Command(server_log.read_log, shape_log, "GET /server/log")

CREATE_SERVER_INVITE = Command(server_invites.create_invite, shape_server_invite, "POST /server/invites")
LIST_SERVER_INVITES = Command(server_invites.list_invites, shape_server_invites, "GET /server/invites")
REVOKE_SERVER_INVITE = Command(server_invites.revoke_invite, shape_nothing, "DELETE /server/invites/{code}")

CREATE_PASSWORD_LINK = Command(
    password_links.create_link, shape_password_link, "POST /server/people/{user_id}/password_link"
)
PREVIEW_PASSWORD_LINK = Command(password_links.preview_link, shape_link_preview, "GET /password_links/{code}")

TABLE: dict[str, Command[Any, Any, Any]] = {name: each for name, each in globals().items() if isinstance(each, Command)}
BY_OP: dict[str, Command[UserId, Any, Any]] = {each.op: each for each in TABLE.values() if each.op is not None}
