"""The table `chat`."""

from typing import Any

from besedka.database import Grouped, Transaction
from besedka.model import ChatDescription, ChatKind, ChatState, ChatSummary, LastMessage, Level, Membership, Role
from besedka.rights import Lock, higher
from besedka.store.ids import id_list, padded
from besedka.store.rights import BLOCKED

PORTION = 500  # of someone's chats, that are read at once
LAST_MESSAGE_LENGTH = 140  # characters of the last message that lists show

# Exact, and derived: what was posted after the marker, less what of it is deleted. message_deleted (chat_id, seq)
_UNREAD = """
    case when chat.last_seq = member.last_read_seq then 0 else chat.last_seq - member.last_read_seq - (
        select count(*) from message
        where message.chat_id = chat.id and message.seq > member.last_read_seq and message.deleted
    ) end"""

# Likewise. mention primary key
_MENTIONS = """
    case when chat.last_seq = member.last_read_seq then 0 else (
        select count(*) from mention
        where mention.chat_id = chat.id and mention.user_id in (member.user_id, 0) and mention.seq > member.last_read_seq
    ) end"""

# A direct chat goes by the other's name.
_NAME = "case when chat.kind = 'direct' then coalesce(nullif(peer.name, ''), peer.username) else chat.name end"
# member (user_id, chat_id), chat and "user" primary keys
_MEMBERS_CHATS = """
    from member
    join chat on chat.id = member.chat_id and chat.deleted_at is null
    left join "user" peer on peer.id =
        case when chat.low_user_id = member.user_id then chat.high_user_id else chat.low_user_id end"""
# What a list shows of it. message_living (chat_id, seq), message primary key
_LAST = f"last.seq, last.author_id, substr(last.text, 1, {LAST_MESSAGE_LENGTH}), last.created_at"
_LAST_MESSAGE = """
    left join message last on last.id = (
        select living.id from message living where living.chat_id = chat.id and not living.deleted
        order by living.seq desc limit 1)"""
_STATE_COLUMNS = f"""
    chat.id, chat.kind, chat.room_id, peer.id, {_NAME}, chat.private, chat.topic, chat.version, chat.members_version,
        chat.last_seq, member.last_read_seq, {_UNREAD}, {_MENTIONS}, member.role, member.notifications, {_LAST}"""
_STATE = f"select {_STATE_COLUMNS} {_MEMBERS_CHATS} {_LAST_MESSAGE}"

# In portions, which come in the order of that index.
_AFTER = "member.user_id = $1 and member.chat_id > $2"
_IN_ORDER = "order by member.chat_id limit $3"
LIST_CHATS = f"""
    select chat.id, chat.kind, peer.id, {_NAME}, chat.private, chat.topic, chat.active_at, {_UNREAD}, {_MENTIONS},
        member.role, member.notifications, {_LAST}
    {_MEMBERS_CHATS} {_LAST_MESSAGE} where {_AFTER} and chat.kind <> 'channel' {_IN_ORDER}"""
LIST_CHAT_STATES = f"{_STATE} where {_AFTER} {_IN_ORDER}"
# member and chat primary keys
FIND_CHAT_STATE = f"{_STATE} where member.user_id = $1 and member.chat_id = $2"
FIND_CHAT_STATES = f"""
    select asked.place, {_STATE_COLUMNS} {_MEMBERS_CHATS} {_LAST_MESSAGE}
    join unnest($1::bigint[], $2::bigint[]) with ordinality as asked (user_id, chat_id, place)
        on member.user_id = asked.user_id and member.chat_id = asked.chat_id"""
VIEW = Grouped(FIND_CHAT_STATE, FIND_CHAT_STATES)
LIST_SOME_CHAT_STATES = f"{_STATE} where member.user_id = $1 and member.chat_id in ({id_list(2)})"
LIST_VIEWS = f"""
    select member.user_id, {_STATE_COLUMNS} {_MEMBERS_CHATS} {_LAST_MESSAGE}
    where member.chat_id = $1 and member.user_id in ({id_list(2)})"""
# member, chat, room_member and block primary keys
FIND_MEMBERSHIP = f"""
    select chat.id, chat.kind, chat.private, chat.room_id, member.role, room_member.role,
        chat.version, chat.last_seq, member.last_read_seq, {BLOCKED}
    from member join chat on chat.id = member.chat_id
    left join room_member on room_member.room_id = chat.room_id and room_member.user_id = member.user_id
    where member.chat_id = $1 and member.user_id = $2 and chat.deleted_at is null"""
LOCK_MEMBERSHIP = f"{FIND_MEMBERSHIP} for no key update of member"
LOCK_CHAT_AND_MEMBERSHIP = f"{FIND_MEMBERSHIP} for no key update of chat, member"
_BY_LOCK = {
    Lock.NOTHING: FIND_MEMBERSHIP,
    Lock.MEMBERSHIP: LOCK_MEMBERSHIP,
    Lock.ALL: LOCK_CHAT_AND_MEMBERSHIP,
}
# chat primary key
RAISE_VERSION = "update chat set version = version + 1 where id = $1 returning version"
LIST_VERSIONS = f"select id, version from chat where id in ({id_list(1)}) and chat.deleted_at is null"
# chat_room (room_id)
COUNT_CHANNELS = "select count(*) from chat where room_id = $1 and private = $2 and chat.deleted_at is null"
RAISE_MEMBERS_VERSION = """
    update chat set version = version + 1, members_version = version + 1 where id = $1 returning version"""
UPDATE_DESCRIPTION = """
    update chat set name = $2, topic = $3, named = named or name <> $2, version = version + 1,
        described_version = version + 1
    where id = $1"""
UPDATE_PRIVATE = """
    update chat set private = $2, version = version + 1, described_version = version + 1, members_version = version + 1
    where id = $1"""
UPDATE_DERIVED_NAME = """
    update chat set name = $2, version = version + 1, described_version = version + 1 where id = $1 and name <> $2
    returning id"""
FIND_UNNAMED = """
    select id from chat where id = $1 and kind = 'group' and not named and chat.deleted_at is null
    for no key update of chat"""
# member (user_id, chat_id), chat primary key
LIST_UNNAMED_IDS = """
    select chat.id from member join chat on chat.id = member.chat_id
    where member.user_id = $1 and member.chat_id > $2 and chat.kind = 'group' and not chat.named
    and chat.deleted_at is null order by member.chat_id limit $3"""
FIND_DESCRIPTION = """
    select version, described_version, members_version, kind, room_id, name, private, topic from chat where id = $1"""
# chat (room_id), member primary key
LIST_CHANNELS = f"""
    select chat.id, chat.kind, null, chat.name, chat.private, chat.topic, chat.active_at, {_UNREAD}, {_MENTIONS},
        member.role, member.notifications, {_LAST}
    from chat join member on member.chat_id = chat.id and member.user_id = $2 {_LAST_MESSAGE}
    where chat.room_id = $1 and chat.deleted_at is null order by chat.id"""
INSERT_CHANNEL = """
    insert into chat (kind, room_id, name, private, topic, created_at, active_at)
    values ('channel', $1, $2, $3, $4, $5, $5) returning id"""
INSERT_GROUP_CHAT = """
    insert into chat (kind, name, named, maker_id, created_at, active_at)
    values ('group', $1, $2, $3, $4, $4) returning id"""
# chat_maker (maker_id)
COUNT_GROUPS = "select count(*) from chat where maker_id = $1 and chat.deleted_at is null"
INSERT_DIRECT_CHAT = """
    insert into chat (kind, low_user_id, high_user_id, created_at, active_at) values ('direct', $1, $2, $3, $3)
    on conflict (low_user_id, high_user_id) where low_user_id is not null do update set kind = excluded.kind returning id"""
# chat_pair (low_user_id, high_user_id)
FIND_DIRECT_CHAT = "select id from chat where low_user_id = $1 and high_user_id = $2 and kind = 'direct'"
LOCK_DIRECT_CHAT = f"{FIND_DIRECT_CHAT} for no key update of chat"
# chat primary key
UPDATE_DELETED = "update chat set deleted_at = $2 where id = $1"
FIND_DELETED = "select 1 from chat where id = $1 and deleted_at is not null"
DELETE_CHAT = "delete from chat where id = $1 and deleted_at is not null"
# chat_room (room_id)
LIST_CHANNEL_IDS = "select id from chat where room_id = $1 and chat.deleted_at is null order by id"
UPDATE_CHANNELS_DELETED = "update chat set deleted_at = $2 where room_id = $1"
FIND_ANY_CHANNEL = "select id from chat where room_id = $1 limit 1"


# Of the columns after the two that stand by themselves.
_PRIVATE = ChatState.__struct_fields__.index("private") - 2
_SUMMARY_PRIVATE = ChatSummary.__struct_fields__.index("private") - 2
# Looked up, not called: 4 ms less of 19 for 3,000 chats.
_KINDS = {each.value: each for each in ChatKind}
_ROLES = {each.value: each for each in Role}
_LEVELS = {each.value: each for each in Level}


async def list_chats(tx: Transaction, user_id: int, after: int) -> list[ChatSummary]:
    """The user's direct and group chats whose ids come after that: the first `PORTION` of them. A direct chat goes by
    the other's name.
    """
    return [_summary(*row) for row in await tx.fetch(LIST_CHATS, user_id, after, PORTION)]


async def list_channels(tx: Transaction, room_id: int, user_id: int) -> list[ChatSummary]:
    """The channels of a room that this user is a member of, oldest first."""
    return [_summary(*row) for row in await tx.fetch(LIST_CHANNELS, room_id, user_id)]


async def insert_channel(tx: Transaction, room_id: int, name: str, *, private: bool = False, topic: str = "") -> int:
    """The new channel's id."""
    row = await tx.fetch_one(INSERT_CHANNEL, room_id, name, private, topic, tx.now)
    if row is None:
        raise LookupError(room_id)
    return int(row[0])


async def insert_group_chat(tx: Transaction, name: str, *, named: bool = True, maker_id: int | None = None) -> int:
    """The new group's id; it has no members yet. `named`: somebody has given it that name."""
    row = await tx.fetch_one(INSERT_GROUP_CHAT, name, named, maker_id, tx.now)
    if row is None:
        raise LookupError(name)
    return int(row[0])


async def count_groups(tx: Transaction, maker_id: int) -> int:
    """How many groups a user has made that are still there."""
    row = await tx.fetch_one(COUNT_GROUPS, maker_id)
    return int(row[0]) if row else 0


async def insert_direct_chat(tx: Transaction, low_user_id: int, high_user_id: int) -> int:
    """The chat's id: of a new one, or of the one that this pair was given at this very moment elsewhere."""
    row = await tx.fetch_one(INSERT_DIRECT_CHAT, low_user_id, high_user_id, tx.now)
    if row is None:
        raise LookupError(low_user_id, high_user_id)
    return int(row[0])


async def find_direct_chat(tx: Transaction, low_user_id: int, high_user_id: int) -> int | None:
    row = await tx.fetch_one(FIND_DIRECT_CHAT, low_user_id, high_user_id)
    return row[0] if row else None


async def lock_direct_chat(tx: Transaction, low_user_id: int, high_user_id: int) -> None:
    """Once whoever holds the chat of these two, or waits for it by now, is done: until this unit ends. If there is one."""
    await tx.fetch_one(LOCK_DIRECT_CHAT, low_user_id, high_user_id)


async def list_chat_states(tx: Transaction, user_id: int, after: int) -> list[ChatState]:
    """The user's chats whose ids come after that, channels too: the first `PORTION` of them."""
    return [_state(*row) for row in await tx.fetch(LIST_CHAT_STATES, user_id, after, PORTION)]


async def list_some_chat_states(tx: Transaction, user_id: int, chat_ids: list[int]) -> list[ChatState]:
    """Those of these chats, at most `IDS_AT_ONCE`, that this user is a member of."""
    return [_state(*row) for row in await tx.fetch(LIST_SOME_CHAT_STATES, user_id, *padded(chat_ids))]


async def find_chat_state(tx: Transaction, user_id: int, chat_id: int) -> ChatState | None:
    """The chat as this member sees it; None if they are none."""
    row = await tx.fetch_grouped(VIEW, user_id, chat_id, repeatable=True)
    return _state(*row) if row else None


async def find_membership(tx: Transaction, chat_id: int, user_id: int, lock: Lock) -> Membership | None:
    """That this user is in the chat, and in which role: the higher one of theirs there and in its room."""
    row = await tx.fetch_one(_BY_LOCK[lock], chat_id, user_id)
    if row is None:
        return None
    _, kind, private, room_id, role, room_role, version, last_seq, last_read_seq, blocked = row
    highest = higher(Role(role), Role(room_role)) if room_role else Role(role)
    place = (chat_id, ChatKind(kind), bool(private), room_id)
    return Membership(*place, highest, version, last_seq, last_read_seq, bool(blocked))


async def raise_version(tx: Transaction, chat_id: int) -> int:
    """Count a change of the chat, which locks its row first; the new version."""
    row = await tx.fetch_one(RAISE_VERSION, chat_id)
    if row is None:
        raise LookupError(chat_id)
    return int(row[0])


async def list_versions(tx: Transaction, chat_ids: list[int]) -> list[tuple[int, int]]:
    """The ids and versions of these chats, of at most `IDS_AT_ONCE`, but of those that are gone."""
    return [(row[0], row[1]) for row in await tx.fetch(LIST_VERSIONS, *padded(chat_ids))]


async def list_views(tx: Transaction, chat_id: int, user_ids: list[int]) -> dict[int, ChatState]:
    """A chat as each of these users sees it who is a member, by their ids, of at most `IDS_AT_ONCE`."""
    rows = await tx.fetch(LIST_VIEWS, chat_id, *padded(user_ids))
    return {row[0]: _state(*row[1:]) for row in rows}


async def count_channels(tx: Transaction, room_id: int, *, private: bool) -> int:
    """How many channels a room has, of the private ones or of the others."""
    row = await tx.fetch_one(COUNT_CHANNELS, room_id, private)
    return int(row[0]) if row else 0


async def raise_members_version(tx: Transaction, chat_id: int) -> int:
    """Count a change of who is in the chat, which locks its row first; the new version."""
    row = await tx.fetch_one(RAISE_MEMBERS_VERSION, chat_id)
    if row is None:
        raise LookupError(chat_id)
    return int(row[0])


async def update_description(tx: Transaction, chat_id: int, name: str, topic: str) -> None:
    """Have the chat called that, and be about that, which counts as one change of it, and locks its row first. A new name
    is one that it was given.
    """
    await tx.execute(UPDATE_DESCRIPTION, chat_id, name, topic)


async def update_private(tx: Transaction, chat_id: int, *, private: bool) -> None:
    """Make the channel private, or public, which changes who is in it, or what they are there, too."""
    await tx.execute(UPDATE_PRIVATE, chat_id, private)


async def update_derived_name(tx: Transaction, chat_id: int, name: str) -> bool:
    """Have a group without a name of its own be called that. Whether it was called otherwise."""
    return await tx.fetch_one(UPDATE_DERIVED_NAME, chat_id, name) is not None


async def is_unnamed(tx: Transaction, chat_id: int) -> bool:
    """Whether it is a group to which nobody has given a name, nor gives one before this unit is over."""
    return await tx.fetch_one(FIND_UNNAMED, chat_id) is not None


async def list_unnamed_ids(tx: Transaction, user_id: int, after: int, limit: int) -> list[int]:
    """The groups of a user to which nobody has given a name: the first whose ids come after that one."""
    return [row[0] for row in await tx.fetch(LIST_UNNAMED_IDS, user_id, after, limit)]


async def find_description(tx: Transaction, chat_id: int) -> tuple[int, ChatDescription] | None:
    """The chat's version, and the chat itself as it is now."""
    row = await tx.fetch_one(FIND_DESCRIPTION, chat_id)
    if row is None:
        return None
    version, described_version, members_version, kind, room_id, name, private, topic = row
    changed = max(described_version, members_version)
    return version, ChatDescription(
        chat_id, changed, ChatKind(kind), room_id, name, members_version, bool(private), topic
    )


async def list_channel_ids(tx: Transaction, room_id: int) -> list[int]:
    """Every channel of a room."""
    return [row[0] for row in await tx.fetch(LIST_CHANNEL_IDS, room_id)]


async def update_deleted(tx: Transaction, chat_id: int) -> None:
    """Mark the chat as gone: no statement that serves users finds it from here on."""
    await tx.execute(UPDATE_DELETED, chat_id, tx.now)


async def update_channels_deleted(tx: Transaction, room_id: int) -> None:
    """Mark all channels of a room as gone."""
    await tx.execute(UPDATE_CHANNELS_DELETED, room_id, tx.now)


async def is_deleted(tx: Transaction, chat_id: int) -> bool:
    """Whether it is marked as gone, and still there."""
    return await tx.fetch_one(FIND_DELETED, chat_id) is not None


async def find_any_channel(tx: Transaction, room_id: int) -> int | None:
    """A channel of the room, marked or not."""
    row = await tx.fetch_one(FIND_ANY_CHANNEL, room_id)
    return row[0] if row else None


async def delete_chat(tx: Transaction, chat_id: int) -> None:
    """Let go of a chat that is marked as gone, with all that still belongs to it."""
    await tx.execute(DELETE_CHAT, chat_id)


def _state(chat_id: int, kind: str, *rest: Any) -> ChatState:  # noqa: ANN401 - columns
    """The columns' order is the record's; some of them are stored otherwise."""
    *others, role, level, seq, author_id, text, created_at = rest
    others[_PRIVATE] = bool(others[_PRIVATE])
    last_message = _last_message(seq, author_id, text, created_at)
    values: tuple[Any, ...] = (chat_id, _KINDS[kind], *others, _ROLES[role], _LEVELS[level], last_message)
    return ChatState(*values)


def _summary(chat_id: int, kind: str, *rest: Any) -> ChatSummary:  # noqa: ANN401 - likewise
    """Likewise."""
    *others, role, level, seq, author_id, text, created_at = rest
    others[_SUMMARY_PRIVATE] = bool(others[_SUMMARY_PRIVATE])
    last_message = _last_message(seq, author_id, text, created_at)
    values: tuple[Any, ...] = (chat_id, _KINDS[kind], *others, _ROLES[role], _LEVELS[level], last_message)
    return ChatSummary(*values)


def _last_message(seq: Any, author_id: Any, text: Any, created_at: Any) -> LastMessage | None:  # noqa: ANN401 - columns
    return None if seq is None else LastMessage(seq, author_id, text, created_at)
