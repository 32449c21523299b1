"""The table `member`: who is in which chat, of every kind."""

from besedka.database import Grouped, Row, Transaction
from besedka.model import Level, Member, Role, Standing
from besedka.rights import Right
from besedka.store.ids import LAST_ID, id_list, padded
from besedka.store.rights import condition

# chat primary key. Who comes has nothing to catch up with: their count begins at zero.
INSERT_MEMBER = """
    insert into member (chat_id, user_id, role, joined_at, last_read_seq)
    select chat.id, $2, $3, $4, chat.last_seq from chat where chat.id = $1 and chat.deleted_at is null
    on conflict do nothing returning user_id"""
# chat and "user" primary keys
INSERT_MEMBERS = f"""
    insert into member (chat_id, user_id, joined_at, last_read_seq)
    select chat.id, "user".id, $2, chat.last_seq from chat join "user" on "user".id in ({id_list(3)})
    where chat.id = $1 and chat.deleted_at is null on conflict do nothing returning user_id"""
# chat and room_member primary keys
INSERT_ROOM_MEMBERS = """
    insert into member (chat_id, user_id, joined_at, last_read_seq)
    select chat.id, room_member.user_id, $3, chat.last_seq from chat join room_member on room_member.room_id = $2
    where chat.id = $1 and not chat.private and chat.deleted_at is null
    and room_member.user_id > $4 and room_member.user_id <= $5 on conflict do nothing returning user_id"""
# chat_room (room_id)
INSERT_INTO_CHANNELS = """
    insert into member (chat_id, user_id, joined_at, last_read_seq)
    select chat.id, $2, $3, chat.last_seq from chat
    where chat.room_id = $1 and not chat.private and chat.deleted_at is null on conflict do nothing returning chat_id"""
# member (user_id, chat_id)
LIST_CHAT_IDS = "select chat_id from member where user_id = $1"
# Who may move their marker where, by the rows `chat` and `member`. Both ways of moving it ask this.
_MAY_MARK = f"chat.id = member.chat_id and chat.deleted_at is null and {condition(Right.MARK)}"
# member and chat primary keys
UPDATE_READ_MARKER = f"""
    update member set last_read_seq = case when $3 < chat.last_seq then $3 else chat.last_seq end, own_changed_at = $4 from chat
    where member.chat_id = $1 and member.user_id = $2 and {_MAY_MARK}
    and member.last_read_seq < $3 and member.last_read_seq < chat.last_seq
    returning last_read_seq"""
# The same for many (PostgreSQL): locked in one order everywhere; each place moves what those before it have left.
UPDATE_READ_MARKERS = f"""
    with wanted as materialized (
        select member.chat_id, member.user_id, member.last_read_seq, least(asked.seq, chat.last_seq) as seq,
            asked.own_changed_at, asked.place
        from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality
            as asked (chat_id, user_id, seq, own_changed_at, place)
        join member on member.chat_id = asked.chat_id and member.user_id = asked.user_id
        join chat on {_MAY_MARK}
        order by member.chat_id, member.user_id, asked.place
        for no key update of member),
    ordered as (
        select wanted.*, max(seq) over (
            partition by chat_id, user_id order by place rows between unbounded preceding and 1 preceding) as before
        from wanted),
    moving as materialized (
        select * from ordered where seq > last_read_seq and (before is null or seq > before)),
    moved as (
        update member set last_read_seq = newest.seq, own_changed_at = newest.own_changed_at
        from (
            select chat_id, user_id, max(seq) as seq, max(own_changed_at) as own_changed_at from moving group by chat_id, user_id
        ) newest
        where member.chat_id = newest.chat_id and member.user_id = newest.user_id)
    select place, seq from moving"""
MARK = Grouped(UPDATE_READ_MARKER, UPDATE_READ_MARKERS)
# member and chat primary keys
UPDATE_UNREAD_FROM = f"""
    update member set last_read_seq = $3 - 1, own_changed_at = $4 from chat
    where member.chat_id = $1 and member.user_id = $2 and {_MAY_MARK} and member.last_read_seq >= $3
    returning last_read_seq"""
# member primary key
UPDATE_NOTIFICATIONS = """
    update member set notifications = $3, own_changed_at = $4 where chat_id = $1 and user_id = $2 and notifications <> $3
    returning chat_id"""
# Sums that hardly two different sets of ids have in common, none of which grows out of 64 bits.
_SUMS = "count(*), sum({id}), sum(({id} % 9973) * ({id} % 9973))"
# member (user_id, chat_id), room_member (user_id, room_id)
LIST_CHAT_SUMS = f"""
    select user_id, {_SUMS.format(id="chat_id")}, max(own_changed_at) from member where user_id in ({id_list(1)})
    group by user_id"""
LIST_ROOM_SUMS = f"""
    select user_id, {_SUMS.format(id="room_id")} from room_member where user_id in ({id_list(1)}) group by user_id"""
_NONE = (0, 0, 0, 0)
# member (user_id, chat_id), of one user
LIST_OWN_CHANGED_SINCE = "select chat_id from member where user_id = $1 and own_changed_at > $2"
# room_member (user_id, room_id)
LIST_ROOM_IDS = "select room_id from room_member where user_id = $1"
# member, "user", chat and room_member primary keys; in a public channel one's role is that in the room
_SHOWN = """
    select member.user_id, "user".username, "user".name,
        case when chat.kind = 'channel' and not chat.private then coalesce(room_member.role, 'member') else member.role end,
        member.joined_at, "user".deactivated, case when chat.private then coalesce(room_member.role, 'member') else 'member' end
    from member join "user" on "user".id = member.user_id join chat on chat.id = member.chat_id
    left join room_member on room_member.room_id = chat.room_id and room_member.user_id = member.user_id
    where member.chat_id = $1 and chat.deleted_at is null"""
LIST_MEMBERS = f"{_SHOWN} and member.user_id > $2 order by member.user_id limit $3"
# member primary key: all of one chat, a group's at most 200
LIST_NAMES = """
    select coalesce(nullif("user".name, ''), "user".username)
    from member join "user" on "user".id = member.user_id
    where member.chat_id = $1 order by member.joined_at, member.user_id limit $2"""
FIND_ANY = "select 1 from member where chat_id = $1 limit 1"
FIND_LONGEST = "select user_id from member where chat_id = $1 order by joined_at, user_id limit 1"
COUNT_MEMBERS = "select count(*) from member where chat_id = $1"
# member primary key
UPDATE_ROLE = "update member set role = $3, own_changed_at = $4 where chat_id = $1 and user_id = $2"
UPDATE_ALL_PLAIN = """
    update member set role = 'member', own_changed_at = $2 where chat_id = $1 and role <> 'member' returning user_id"""
DELETE_MEMBER = "delete from member where chat_id = $1 and user_id = $2 returning role"
# member primary key
COUNT_UP_TO = "select count(*) from (select 1 from member where chat_id = $1 limit $2) found"
DELETE_MEMBERS = """
    delete from member where chat_id = $1 and user_id in (
        select user_id from member where chat_id = $1 order by user_id limit $2)
    returning user_id"""


async def insert_member(tx: Transaction, chat_id: int, user_id: int, role: Role = Role.MEMBER) -> bool:
    """Make someone a member, who has read all there is. Whether they were none."""
    return await tx.fetch_one(INSERT_MEMBER, chat_id, user_id, role.value, tx.now) is not None


async def insert_members(tx: Transaction, chat_id: int, user_ids: list[int]) -> list[int]:
    """Likewise for those of these users, at most `IDS_AT_ONCE`, that there are; who they are."""
    return [row[0] for row in await tx.fetch(INSERT_MEMBERS, chat_id, tx.now, *padded(user_ids))]


async def insert_room_members(
    tx: Transaction, chat_id: int, room_id: int, after: int = 0, last: int | None = None
) -> tuple[int, ...]:
    """Make the members of a room, those whose ids come after one and up to another, members of its public channel, who have read
    all there is; those who were none before.
    """
    rows = await tx.fetch(INSERT_ROOM_MEMBERS, chat_id, room_id, tx.now, after, LAST_ID if last is None else last)
    return tuple(row[0] for row in rows)


async def insert_into_channels(tx: Transaction, room_id: int, user_id: int) -> list[int]:
    """Make someone a member of all public channels of a room, who has read all there is; which these are."""
    return [row[0] for row in await tx.fetch(INSERT_INTO_CHANNELS, room_id, user_id, tx.now)]


async def list_chat_ids(tx: Transaction, user_id: int) -> list[int]:
    """Every chat of a user."""
    return [row[0] for row in await tx.fetch(LIST_CHAT_IDS, user_id)]


async def list_standings(tx: Transaction, user_ids: list[int]) -> dict[int, Standing]:
    """What these users, of at most `IDS_AT_ONCE`, are members of, in sums."""
    chats = {row[0]: row[1:] for row in await tx.fetch(LIST_CHAT_SUMS, *padded(user_ids))}
    rooms = {row[0]: row[1:] for row in await tx.fetch(LIST_ROOM_SUMS, *padded(user_ids))}
    return {user_id: _standing(chats.get(user_id, _NONE), rooms.get(user_id, _NONE)) for user_id in user_ids}


async def list_own_changed_since(tx: Transaction, user_id: int, since: int) -> list[int]:
    """The chats in which something that is a user's own has changed after that time."""
    return [row[0] for row in await tx.fetch(LIST_OWN_CHANGED_SINCE, user_id, since)]


async def list_room_ids(tx: Transaction, user_id: int) -> list[int]:
    """Every room of a user."""
    return [row[0] for row in await tx.fetch(LIST_ROOM_IDS, user_id)]


async def update_read_marker(tx: Transaction, chat_id: int, user_id: int, seq: int) -> bool:
    """Move the marker of who may to `seq`, or to the last message if that comes first; never back. Whether it moved."""
    return await tx.fetch_grouped(MARK, chat_id, user_id, seq, tx.now) is not None


async def list_members(tx: Transaction, chat_id: int, after: int, limit: int) -> list[Member]:
    """The first members of a chat whose ids come after that one."""
    rows = await tx.fetch(LIST_MEMBERS, chat_id, after, limit)
    return [Member(row[0], row[1], row[2], Role(row[3]), row[4], bool(row[5]), Role(row[6])) for row in rows]


async def list_names(tx: Transaction, chat_id: int, limit: int) -> list[str]:
    """What members of a chat are called, those first who have been there longest."""
    return [row[0] for row in await tx.fetch(LIST_NAMES, chat_id, limit)]


async def is_any(tx: Transaction, chat_id: int) -> bool:
    """Whether a chat has members."""
    return await tx.fetch_one(FIND_ANY, chat_id) is not None


async def find_longest(tx: Transaction, chat_id: int) -> int:
    """Who has been there longest of a chat's members, all of whom it looks at. Needs some."""
    row = await tx.fetch_one(FIND_LONGEST, chat_id)
    if row is None:
        raise LookupError(chat_id)
    return int(row[0])


async def count_members(tx: Transaction, chat_id: int) -> int:
    """How many are in a chat."""
    row = await tx.fetch_one(COUNT_MEMBERS, chat_id)
    return int(row[0]) if row else 0


async def update_role(tx: Transaction, chat_id: int, user_id: int, role: Role) -> None:
    """Give a member of the chat itself, not of its room, another role."""
    await tx.execute(UPDATE_ROLE, chat_id, user_id, role.value, tx.now)


async def update_all_plain(tx: Transaction, chat_id: int) -> list[int]:
    """Nobody is more than a plain member of the chat itself any more; who was."""
    return [row[0] for row in await tx.fetch(UPDATE_ALL_PLAIN, chat_id, tx.now)]


async def delete_member(tx: Transaction, chat_id: int, user_id: int) -> Role | None:
    """Take someone out of a chat; what they were there, None if they were not."""
    row = await tx.fetch_one(DELETE_MEMBER, chat_id, user_id)
    return Role(row[0]) if row else None


async def update_unread_from(tx: Transaction, chat_id: int, user_id: int, seq: int) -> bool:
    """Move the marker of who may back to just before `seq`; never forward. Whether it moved."""
    return await tx.fetch_one(UPDATE_UNREAD_FROM, chat_id, user_id, seq, tx.now) is not None


async def update_notifications(tx: Transaction, chat_id: int, user_id: int, level: Level) -> bool:
    """Of what a member wants to be told. Whether that is another level."""
    return await tx.fetch_one(UPDATE_NOTIFICATIONS, chat_id, user_id, level.value, tx.now) is not None


async def is_over(tx: Transaction, chat_id: int, number: int) -> bool:
    """Whether more than so many are in the chat."""
    row = await tx.fetch_one(COUNT_UP_TO, chat_id, number + 1)
    return row is not None and int(row[0]) > number


async def delete_members(tx: Transaction, chat_id: int, limit: int) -> tuple[int, ...]:
    """Remove some members of a chat; who they were."""
    return tuple(row[0] for row in await tx.fetch(DELETE_MEMBERS, chat_id, limit))


def _standing(chats: Row, rooms: Row) -> Standing:
    """PostgreSQL's sums are decimals."""
    return Standing(
        (int(chats[0]), int(chats[1]), int(chats[2])), (int(rooms[0]), int(rooms[1]), int(rooms[2])), chats[3]
    )
