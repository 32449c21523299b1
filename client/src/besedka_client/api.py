"""The HTTP API, one method for each request of the contract (`openapi.yaml`)."""

from collections.abc import Sequence
from typing import Any, BinaryIO, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from besedka_client.errors import Refused, SignedOut
from besedka_client.gateway import Gateway
from besedka_client.records import (
    Changes,
    Chat,
    File,
    Invite,
    LogPage,
    MemberPage,
    Message,
    MessagePage,
    PasswordLink,
    PeoplePage,
    Person,
    Room,
    RoomsPage,
    Server,
    User,
)

T = TypeVar("T")

COOKIE = "session_id"
_UNAUTHORIZED = 401


class _People(msgspec.Struct):
    users: list[User]


class _Sessions(msgspec.Struct):
    sessions: list[dict[str, Any]]


class _Invites(msgspec.Struct):
    invites: list[Invite]


class _Made(msgspec.Struct):
    id: int


class Client:
    """One user's way in. `address`: where the server is, like `http://127.0.0.1:8080`. Used as a context, or closed.

    Every call raises `Refused` for what the server refuses, `SignedOut` without a session, and httpx's errors for a
    server that can't be reached.
    """

    def __init__(self, address: str, **options: Any) -> None:  # noqa: ANN401 - httpx's
        self.user: User | None = None
        self._address = address.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self._address, **options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections; the session on the server stays."""
        await self._http.aclose()

    def connect(self, *, history: bool = False, events: bool = True) -> Gateway:
        """The gateway, as the signed-in user, to be entered as a context. `history`: keep all messages. `events`: false
        if only the replica is of interest; else they are to be read.
        """
        if COOKIE not in self._http.cookies:
            raise SignedOut("Sign in first.")
        url = "ws" + self._address.removeprefix("http") + "/gateway"
        return Gateway(url, f"{COOKIE}={self._http.cookies[COOKIE]}", history=history, events=events)

    # Accounts.

    async def sign_up(self, email: str, password: str, **profile: str) -> User:
        """A new account; `profile`: `username`, `name`, `status`, `invite`. Not signed in yet."""
        return await self._call("POST", "/users", User, {"email": email, "password": password} | profile)

    async def sign_in(self, email: str, password: str) -> User:
        """Sign in; `user` is who one is from now on."""
        self.user = await self._call("POST", "/login", User, {"email": email, "password": password})
        return self.user

    async def sign_out(self) -> None:
        """End the session, and its sockets."""
        await self._call("POST", "/logout", dict)
        self.user = None

    async def find_user(self, user_id: int) -> User:
        """Anyone's profile."""
        return await self._call("GET", f"/users/{user_id}", User)

    async def find_people(self, part: str) -> list[User]:
        """People with this in their username or name: at most 20."""
        return (await self._call("GET", "/users", _People, query={"query": part})).users

    async def block(self, user_id: int) -> None:
        """Block someone: they can write to one no more."""
        await self._call("PUT", f"/users/{user_id}/block", dict)

    async def unblock(self, user_id: int) -> None:
        """Block them no longer."""
        await self._call("DELETE", f"/users/{user_id}/block", dict)

    async def edit_profile(self, **changes: str) -> User:
        """Change one's `email`, `username`, `name` or `status`; what is not given stays, known here or not."""
        current = await self._call("GET", "/users", dict[str, Any])
        self.user = await self._call("PUT", f"/users/{current['id']}", User, current | changes)
        return self.user

    async def change_password(self, old: str, new: str) -> None:
        """Change one's password, which signs out everywhere else."""
        await self._call("PUT", f"/users/{self._user_id}/password", dict, {"old": old, "new": new})

    async def list_sessions(self) -> list[dict[str, Any]]:
        """Where one is signed in."""
        return (await self._call("GET", f"/users/{self._user_id}/sessions", _Sessions)).sessions

    async def end_session(self, session_id: int) -> None:
        """Sign out there."""
        await self._call("DELETE", f"/users/{self._user_id}/sessions/{session_id}", dict)

    async def load_photo(self, user_id: int) -> bytes:
        """Someone's picture, as WebP."""
        response = await self._http.get(f"/photos/{user_id}", headers={"Accept": "image/webp"})
        _check(response)
        return response.content

    async def upload_photo(self, content: bytes) -> None:
        """Have another picture."""
        _check(await self._http.post("/photos", files={"file": ("photo", content)}))

    async def delete_photo(self) -> None:
        """Go by the picture that is drawn from one's name."""
        await self._call("DELETE", "/photos", dict)

    # Rooms and chats.

    async def list_rooms(self) -> list[dict[str, Any]]:
        """One's rooms: `room_id`, `room_name`."""
        return await self._list_mine("rooms")

    async def list_chats(self) -> list[dict[str, Any]]:
        """One's direct and group chats, last activity first: `chat_id`, `Name`, `NewMsgCount`."""
        return await self._list_mine("chats")

    async def list_channels(self, room_id: int) -> list[dict[str, Any]]:
        """A room's channels: `chat_id`, `Name`, `NewMsgCount`."""
        found = await self._call("GET", f"/rooms/{room_id}", dict[str, Any])
        channels: list[dict[str, Any]] = found["body"]["channels"]
        return channels

    async def create_room(self, name: str) -> int:
        """A new room; its id."""
        return await self._make("/rooms", {"name": name})

    async def create_channel(self, room_id: int, name: str, **more: Any) -> int:  # noqa: ANN401 - of the contract
        """A new channel; its chat id. `more`: `private`, `topic`."""
        return await self._make(f"/rooms/{room_id}", {"name": name} | more)

    async def rename_room(self, room_id: int, name: str) -> Room:
        """Give a room another name."""
        return await self._call("PUT", f"/rooms/{room_id}", Room, {"name": name})

    async def delete_room(self, room_id: int) -> None:
        """Delete a room with all its channels."""
        await self._call("DELETE", f"/rooms/{room_id}", dict)

    async def list_room_members(self, room_id: int, **page: int | str) -> MemberPage:
        """A hundred members of a room by their ids; `page`: `after` the last one got, `query` for part of a name."""
        return await self._call("GET", f"/rooms/{room_id}/members", MemberPage, query=page)

    async def set_room_role(self, room_id: int, user_id: int, role: str) -> None:
        """Make a member of a room its `owner`, an `admin` or a plain `member`."""
        await self._call("PUT", f"/rooms/{room_id}/members/{user_id}", dict, {"role": role})

    async def remove_room_member(self, room_id: int, user_id: int) -> None:
        """Take someone out of a room."""
        await self._call("DELETE", f"/rooms/{room_id}/members/{user_id}", dict)

    async def leave_room(self, room_id: int) -> None:
        """Leave a room with all its channels."""
        await self.remove_room_member(room_id, self._user_id)

    async def create_invite(self, room_id: int, **bounds: int) -> Invite:
        """An invite to a room; `bounds`: `expires_in` seconds, `max_uses`."""
        return await self._call("POST", f"/rooms/{room_id}/invites", Invite, bounds)

    async def list_invites(self, room_id: int) -> list[Invite]:
        """The invites to a room that let someone in."""
        return (await self._call("GET", f"/rooms/{room_id}/invites", _Invites)).invites

    async def revoke_invite(self, room_id: int, code: str) -> None:
        """Have an invite let nobody in any more."""
        await self._call("DELETE", f"/rooms/{room_id}/invites/{quote(code, safe='')}", dict)

    async def accept_invite(self, code: str) -> int:
        """Come into a room; its id."""
        return (await self._call("POST", f"/invites/{quote(code, safe='')}", _Made)).id

    async def view_chat(self, chat_id: int) -> Chat:
        """A chat of any kind, and where one is in it."""
        return await self._call("GET", f"/chats/{chat_id}", Chat)

    async def edit_chat(self, chat_id: int, **changes: Any) -> Chat:  # noqa: ANN401 - of the contract
        """Change a group or a channel: `name`, `topic`, `private`."""
        return await self._call("PUT", f"/chats/{chat_id}", Chat, changes)

    async def delete_chat(self, chat_id: int) -> None:
        """Delete a group or a channel, for everyone."""
        await self._call("DELETE", f"/chats/{chat_id}", dict)

    async def open_direct_chat(self, user_id: int) -> int:
        """The chat with someone, new or not; its id."""
        return await self._make("/chats", {"user_id": user_id})

    async def create_group(self, user_ids: Sequence[int], name: str | None = None) -> int:
        """A group of these people and oneself; its chat id. Without a name it goes by theirs."""
        return await self._make("/chats", {"user_ids": list(user_ids), "name": name})

    async def list_members(self, chat_id: int, after: int = 0) -> MemberPage:
        """A hundred of those who are in a chat, from the one after this user on."""
        return await self._call("GET", f"/chats/{chat_id}/members", MemberPage, query={"after": after})

    async def add_member(self, chat_id: int, user_id: int) -> None:
        """Add someone to a group or a private channel."""
        await self._call("PUT", f"/chats/{chat_id}/members/{user_id}", dict)

    async def remove_member(self, chat_id: int, user_id: int) -> None:
        """Take someone out of a group or a private channel; oneself: leave it."""
        await self._call("DELETE", f"/chats/{chat_id}/members/{user_id}", dict)

    # Messages.

    async def list_messages(self, chat_id: int, **page: int) -> MessagePage:
        """A part of a chat's history, ascending by `seq`; `page`: `before`, `after` or `around`, and `limit`."""
        return await self._call("GET", f"/chats/{chat_id}/messages", MessagePage, query=page)

    async def view_message(self, message_id: int) -> Message:
        """A message as it is now."""
        return await self._call("GET", f"/messages/{message_id}", Message)

    async def search_messages(self, query: str = "", **filters: Any) -> MessagePage:  # noqa: ANN401 - of the contract
        """Messages with these parts of words in their text or their files' names, the newest first; without a query all that pass
        the filters, of which there has to be one then. `filters`: `chat_id`, `room_id`, `author_id`, `has="file"`, `mentions="me"`,
        `posted_after`, `posted_before`; for the next page `before`, the id of the last one got; `limit`.
        """
        return await self._call("GET", "/messages", MessagePage, query={"query": query} | filters)

    async def list_changes(self, chat_id: int, since: int, limit: int = 200) -> Changes:
        """What changed in a chat after a version."""
        return await self._call("GET", f"/chats/{chat_id}/changes", Changes, query={"since": since, "limit": limit})

    async def post_message(self, chat_id: int, text: str, **more: Any) -> Message:  # noqa: ANN401 - of the contract
        """Post; `more`: `nonce`, `reply_to`, `file_ids`."""
        return await self._call("POST", f"/chats/{chat_id}/messages", Message, {"text": text} | more)

    async def upload_file(self, chat_id: int, name: str, content: BinaryIO | bytes) -> File:
        """Send a file to a chat; it is one's own until a message of that chat has it (`file_ids`)."""
        response = await self._http.post(f"/chats/{chat_id}/files", files={"file": (name, content)}, timeout=None)
        _check(response)
        return msgspec.json.decode(response.content, type=File)

    async def load_file(self, file_id: int, *, thumbnail: bool = False) -> bytes:
        """What is in a file, or the small picture of it."""
        response = await self._http.get(f"/files/{file_id}", params={"size": "thumbnail"} if thumbnail else None)
        _check(response)
        return response.content

    async def edit_message(self, message_id: int, text: str) -> Message:
        """Give one's own message another text."""
        return await self._call("PUT", f"/messages/{message_id}", Message, {"text": text})

    async def delete_message(self, message_id: int) -> Message:
        """Delete a message; its tombstone."""
        return await self._call("DELETE", f"/messages/{message_id}", Message)

    async def react(self, message_id: int, emoji: str) -> Message:
        """React to a message."""
        return await self._call("PUT", f"/messages/{message_id}/reactions/{quote(emoji, safe='')}", Message)

    async def unreact(self, message_id: int, emoji: str) -> Message:
        """Take a reaction back."""
        return await self._call("DELETE", f"/messages/{message_id}/reactions/{quote(emoji, safe='')}", Message)

    async def mark_read(self, chat_id: int, seq: int) -> None:
        """Move one's read marker."""
        await self._call("PUT", f"/chats/{chat_id}/read", dict, {"seq": seq})

    async def mark_unread(self, chat_id: int, seq: int) -> None:
        """Move one's read marker back, to just before that message."""
        await self._call("PUT", f"/chats/{chat_id}/read", dict, {"unread_from": seq})

    async def set_notifications(self, chat_id: int, level: str) -> None:
        """Of what in a chat to be told: of `all`, of `mentions`, of `none`."""
        await self._call("PUT", f"/chats/{chat_id}/notifications", dict, {"level": level})

    # The server, for its owners and administrators.

    async def view_server(self) -> Server:
        """What the server says of itself; it needs no session."""
        return await self._call("GET", "/server", Server)

    async def edit_server(self, **changes: str) -> Server:
        """Give the server another `name`, or say who may sign up: `registration`, `open`, `invite` or `closed`."""
        return await self._call("PUT", "/server", Server, changes)

    async def load_server_picture(self) -> bytes:
        """The server's picture, as WebP; it needs no session."""
        response = await self._http.get("/server/picture")
        _check(response)
        return response.content

    async def upload_server_picture(self, content: bytes) -> None:
        """Give the server another picture."""
        _check(await self._http.post("/server/picture", files={"file": ("picture", content)}))

    async def delete_server_picture(self) -> None:
        """Have the server go by the picture that is drawn from its name."""
        await self._call("DELETE", "/server/picture", dict)

    async def list_people(self, **page: int | str) -> PeoplePage:
        """A hundred people by their ids; `page`: `after` the last one got, `query` for part of a name or address."""
        return await self._call("GET", "/server/people", PeoplePage, query=page)

    async def change_person(self, user_id: int, **changes: Any) -> Person:  # noqa: ANN401 - of the contract
        """Make someone an `owner`, an `admin` or a `member` of the server by `role`; let them in no more by `deactivated`, or again."""
        return await self._call("PUT", f"/server/people/{user_id}", Person, changes)

    async def sign_out_person(self, user_id: int) -> None:
        """Sign someone out everywhere."""
        await self._call("DELETE", f"/server/people/{user_id}/sessions", dict)

    async def create_password_link(self, user_id: int) -> PasswordLink:
        """By what someone sets a new password, once, within a day."""
        return await self._call("POST", f"/server/people/{user_id}/password_link", PasswordLink)

    async def use_password_link(self, code: str, password: str) -> None:
        """Set one's password by a link; it needs no session."""
        await self._call("POST", f"/password_links/{quote(code, safe='')}", dict, {"password": password})

    async def list_all_rooms(self, after: int = 0) -> RoomsPage:
        """A hundred of all rooms, from the one after this one on."""
        return await self._call("GET", "/server/rooms", RoomsPage, query={"after": after})

    async def create_server_invite(self, **bounds: int) -> Invite:
        """An invite to sign up; `bounds`: `expires_in` seconds, `max_uses`."""
        return await self._call("POST", "/server/invites", Invite, bounds)

    async def list_server_invites(self) -> list[Invite]:
        """The invites that let someone sign up."""
        return (await self._call("GET", "/server/invites", _Invites)).invites

    async def revoke_server_invite(self, code: str) -> None:
        """Have an invite let nobody sign up any more."""
        await self._call("DELETE", f"/server/invites/{quote(code, safe='')}", dict)

    async def read_server_log(self, **page: int) -> LogPage:
        """A hundred lines of who did what, the newest first; `page`: `before` the last one got."""
        return await self._call("GET", "/server/log", LogPage, query=page)

    @property
    def _user_id(self) -> int:
        if self.user is None:
            raise SignedOut("Sign in first.")
        return self.user.id

    async def _list_mine(self, kind: str) -> list[dict[str, Any]]:
        found = await self._call("GET", f"/users/{self._user_id}/chats", dict[str, Any])
        listed: list[dict[str, Any]] = found["body"][kind]
        return listed

    async def _make(self, path: str, body: dict[str, Any]) -> int:
        return (await self._call("POST", path, _Made, body)).id

    async def _call(
        self, method: str, path: str, record: type[T], body: object = None, *, query: dict[str, Any] | None = None
    ) -> T:
        content = None if body is None else msgspec.json.encode(body)
        response = await self._http.request(method, path, content=content, params=query)
        _check(response)
        return msgspec.json.decode(response.content, type=record)


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    try:
        problem = response.json()
        refusal = Refused(problem["code"], problem["detail"], problem.get("field"), response.status_code)
    except (ValueError, KeyError):
        refusal = Refused("unknown", response.text[:200], None, response.status_code)
    if response.status_code == _UNAUTHORIZED:
        raise SignedOut(refusal.detail) from refusal
    raise refusal
