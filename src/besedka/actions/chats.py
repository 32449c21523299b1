"""Chats between people (sections 3.1 and 3.5 of the original)."""

import msgspec

from besedka.access import check_reachable, load_chat, load_chat_and_room, load_self, load_user, no_such_user
from besedka.actions.checks import check_name, check_topic
from besedka.actions.members import GROUP_LIMIT, make_all_plain, make_owner, too_many_members
from besedka.actions.units import Pieces, reads, scans, writes
from besedka.bus import ChatChanged, ChatJoined, RoomChanged
from besedka.database import Database, Transaction
from besedka.errors import BadRequest, Code
from besedka.jobs.channels import fill_channel
from besedka.jobs.chats import discard_chat
from besedka.jobs.groups import name_by_members
from besedka.model import ChatState, ChatSummary, Role, Room
from besedka.rights import Right
from besedka.store import chats, members, rooms
from besedka.store.ids import IDS_AT_ONCE
from besedka.wire.chats import DeleteChat, EditChat, ListChats, NewChat, ViewChat

GROUPS_LIMIT = 500  # made by one user, whoever owns them by now
CHANNELS_LIMIT = 500  # of one room: who is in it has them all in every list; and as many private ones


@Pieces
async def list_rooms_and_chats(
    database: Database, actor_id: int, asked: ListChats
) -> tuple[list[Room], list[ChatSummary]]:
    """One's own rooms, and one's direct and group chats, the last active first: of one moment. Raises `Forbidden` for
    another's.
    """
    found = await _list_few.run(database, actor_id, asked)
    return found or await _list_many.run(database, actor_id, asked)


@reads
async def _list_few(tx: Transaction, actor_id: int, asked: ListChats) -> tuple[list[Room], list[ChatSummary]] | None:
    """None, if there may be more of them than are read at once on the event loop."""
    user = await load_self(tx, actor_id, asked.user_id)
    found = await chats.list_chats(tx, user.id, 0)
    return None if len(found) == chats.PORTION else (await rooms.list_rooms(tx, user.id), _last_active_first(found))


@scans
async def _list_many(tx: Transaction, actor_id: int, asked: ListChats) -> tuple[list[Room], list[ChatSummary]]:
    user = await load_self(tx, actor_id, asked.user_id)
    found = await chats.list_chats(tx, user.id, 0)
    while some := await chats.list_chats(tx, user.id, found[-1].id if found else 0):
        found += some
    return await rooms.list_rooms(tx, user.id), _last_active_first(found)


def _last_active_first(found: list[ChatSummary]) -> list[ChatSummary]:
    return sorted(found, key=lambda chat: (chat.active_at, chat.id), reverse=True)


class NewGroup(msgspec.Struct, frozen=True):
    """A group that someone wants to make: of whom, and how it is called; without a name by theirs."""

    user_ids: list[int]
    name: str


def check_new_chat(asked: NewChat) -> int | NewGroup:
    """With whom one wants to have a chat, or the group that one wants to make. Raises `BadRequest`."""
    if asked.user_ids is not msgspec.UNSET:
        return NewGroup(asked.user_ids, check_name(asked.name) if asked.name else "")
    if asked.user_id is msgspec.UNSET:
        raise BadRequest(Code.MISSING_FIELD, "`user_id` is missing, or else `user_ids`.", field="user_id")
    return asked.user_id


@writes.checked(check_new_chat)
async def open_chat(tx: Transaction, actor_id: int, wanted: int | NewGroup) -> int:
    """The one chat of this pair, made if it is missing, or a new group; its id. With oneself: one's notes.

    Raises `BadRequest` (`no_such_user`, `too_many_members`, `too_many_groups`).
    """
    if isinstance(wanted, NewGroup):
        return await _create_group(tx, actor_id, wanted)
    other = await load_user(tx, wanted, field="user_id")
    pair = (min(actor_id, other.id), max(actor_id, other.id))
    known = await chats.find_direct_chat(tx, *pair)
    if known is not None:
        return known
    await check_reachable(tx, actor_id, [other.id], field="user_id")
    return await _create_direct_chat(tx, pair)


@reads
async def view_chat(tx: Transaction, actor_id: int, asked: ViewChat) -> ChatState:
    """A chat of any kind, and where one is in it. Raises `BadRequest` (`no_such_chat`)."""
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.READ)
    return await _view(tx, actor_id, membership.chat_id)


def check_edit(asked: EditChat) -> EditChat:
    """With name and topic as they are stored. Raises `BadRequest`."""
    if asked.name is None and asked.topic is None and asked.private is None:
        raise BadRequest(Code.MISSING_FIELD, "`name` is missing, or `topic`, or `private`.", field="name")
    return EditChat(
        name=None if asked.name is None else check_name(asked.name),
        topic=None if asked.topic is None else check_topic(asked.topic),
        private=asked.private,
        chat_id=asked.chat_id,
    )


@writes.checked(check_edit)
async def edit_chat(tx: Transaction, actor_id: int, asked: EditChat) -> ChatState:
    """The chat as it is then. Raises `Forbidden` for who may not, and for what such a chat has not; `BadRequest`
    (`no_such_chat`; `too_many_channels` where there are as many of the kind that it would be as there may be).
    """
    await _load_to_edit(tx, actor_id, asked)
    before = await _view(tx, actor_id, asked.chat_id)
    name = before.name if asked.name is None else asked.name
    topic = before.topic if asked.topic is None else asked.topic
    if (name, topic) != (before.name, before.topic):
        await chats.update_description(tx, before.id, name, topic)
        await announce_description(tx, before.id)
    if asked.private not in {None, before.private}:
        await _turn(tx, actor_id, before)
    return await _view(tx, actor_id, before.id)


@writes
async def delete_chat(tx: Transaction, actor_id: int, asked: DeleteChat) -> None:
    """The chat is no more, for anyone. Raises `Forbidden` for who may not, and for chats between two; `BadRequest`
    (`no_such_chat`).
    """
    membership = await load_chat(tx, actor_id, asked.chat_id, to=Right.DELETE_PLACE)
    await discard_chat(tx, membership.chat_id)


async def _load_to_edit(tx: Transaction, actor_id: int, asked: EditChat) -> None:
    wanted = {Right.SET_PRIVATE: asked.private, Right.RENAME: asked.name, Right.SET_TOPIC: asked.topic}
    # Who comes into the room while a channel is made public, or private, comes before that or after.
    load = load_chat if asked.private is None else load_chat_and_room
    for right, value in wanted.items():
        if value is not None:
            await load(tx, actor_id, asked.chat_id, to=right)


async def _turn(tx: Transaction, actor_id: int, channel: ChatState) -> None:
    """Make a public channel private: those who are in it stay, and it is the actor's. Or a private one public: everyone in the
    room is in it, and may read all of it. Needs the lock of the room.
    """
    assert channel.room_id is not None
    await check_may_add_channel(tx, channel.room_id, private=not channel.private)
    # Roles are told while it is private: in a public one there are none but those of the room.
    if channel.private:
        await make_all_plain(tx, channel.id)
        await chats.update_private(tx, channel.id, private=False)
        tx.announce(RoomChanged(channel.room_id, await rooms.raise_version(tx, channel.room_id)))
        await fill_channel(tx, channel.room_id, channel.id, actor_id)
        await announce_description(tx, channel.id)
    else:
        await chats.update_private(tx, channel.id, private=True)
        await announce_description(tx, channel.id)
        await make_owner(tx, channel.id, actor_id)


async def announce_description(tx: Transaction, chat_id: int) -> None:
    """Have everyone in the chat told how it is now. Needs a unit that has just changed it, and raised its version."""
    found = await chats.find_description(tx, chat_id)
    if found is None:
        raise LookupError(chat_id)
    version, chat = found
    tx.announce(ChatChanged(chat_id, version, chat=chat))


async def _view(tx: Transaction, actor_id: int, chat_id: int) -> ChatState:
    """Needs a member."""
    state = await chats.find_chat_state(tx, actor_id, chat_id)
    if state is None:
        raise LookupError(chat_id)
    return state


async def _create_group(tx: Transaction, actor_id: int, wanted: NewGroup) -> int:
    others = sorted({*wanted.user_ids} - {actor_id})
    if len(others) >= GROUP_LIMIT:
        raise too_many_members("user_ids")
    if await chats.count_groups(tx, actor_id) >= GROUPS_LIMIT:
        raise BadRequest(Code.TOO_MANY_GROUPS, f"One can make {GROUPS_LIMIT} groups at most.")
    chat_id = await chats.insert_group_chat(tx, wanted.name, named=bool(wanted.name), maker_id=actor_id)
    await members.insert_member(tx, chat_id, actor_id, Role.OWNER)
    for start in range(0, len(others), IDS_AT_ONCE):
        some = others[start : start + IDS_AT_ONCE]
        if len(await members.insert_members(tx, chat_id, some)) < len(some):
            raise no_such_user("user_ids")
        await check_reachable(tx, actor_id, some, field="user_ids")
    await name_by_members(tx, chat_id)
    tx.announce(ChatJoined(chat_id, (actor_id, *others)))
    return chat_id


async def check_may_add_channel(tx: Transaction, room_id: int, *, private: bool) -> None:
    """Whether a room may have another channel of this kind. Raises `BadRequest` (`too_many_channels`)."""
    if await chats.count_channels(tx, room_id, private=private) >= CHANNELS_LIMIT:
        raise BadRequest(Code.TOO_MANY_CHANNELS, f"A room can have {CHANNELS_LIMIT} channels at most.")


async def _create_direct_chat(tx: Transaction, pair: tuple[int, int]) -> int:
    chat_id = await chats.insert_direct_chat(tx, *pair)
    for user_id in sorted(set(pair)):
        await members.insert_member(tx, chat_id, user_id)
    tx.announce(ChatJoined(chat_id, tuple(sorted(set(pair)))))
    return chat_id
