"""The table `message`."""

from typing import Any

import msgspec

from besedka.database import Grouped, Row, Transaction
from besedka.model import Attachment, Bounds, Draft, Mention, Message, Page, Reaction
from besedka.rights import Right
from besedka.store.ids import IDS_AT_ONCE, id_list, padded
from besedka.store.rights import condition

# The record says which columns there are, and in which order: a new field of it is read as soon as the table has it.
_FIELDS = Message.__struct_fields__
_COLUMNS = ", ".join(f"message.{name}" for name in _FIELDS)

# message primary key
FIND_MESSAGE = f"select {_COLUMNS} from message where id = $1"
# message_nonce (author_id, nonce)
FIND_BY_NONCE = f"select {_COLUMNS} from message where author_id = $1 and nonce = $2"
# Who may post where, of the rows `chat` and `member`: both ways of inserting ask this.
_MAY_POST = f"""member.chat_id = chat.id and member.user_id = {{author}} and chat.deleted_at is null
        and {condition(Right.POST)}"""
# chat, member and message primary keys; the trigger message_counted does the rest
_INSERT_MESSAGE = f"""
    insert into message (chat_id, seq, version, author_id, text, nonce, reply_to, created_at{{columns}})
    select chat.id, chat.last_seq + 1, chat.version + 1, member.user_id, $3, $4, cast($5 as bigint), cast($6 as bigint){{values}}
    from chat join member on {_MAY_POST.format(author="$2")}
    where chat.id = $1 and ($5 is null or exists (
        select 1 from message answered where answered.id = $5 and answered.chat_id = $1 and not answered.deleted))
    for no key update of chat, member
    on conflict (author_id, nonce) where nonce is not null do nothing returning {_COLUMNS}"""
INSERT_MESSAGE = _INSERT_MESSAGE.format(columns="", values="")
INSERT_RICH_MESSAGE = _INSERT_MESSAGE.format(columns=", mentions", values=", cast($7 as text)")
# The same for many (PostgreSQL): chats are locked in the order of their ids, so that no two nodes wait for each other;
# where a nonce comes twice the second has no row; where another node posts one at this moment, all of it fails. Both
# sides of the last line have the same rows, and are numbered instead of joined, which for once is faster.
INSERT_MESSAGES = f"""
    with allowed as materialized (
        select draft.*, chat.last_seq, chat.version
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) with ordinality
            as draft (chat_id, author_id, text, nonce, reply_to, created_at, place)
        join chat on chat.id = draft.chat_id
        join member on {_MAY_POST.format(author="draft.author_id")}
        left join message answered
            on answered.id = draft.reply_to and answered.chat_id = draft.chat_id and not answered.deleted
        where (draft.reply_to is null or answered.id is not null) and not exists (
            select 1 from message posted where posted.author_id = draft.author_id and posted.nonce = draft.nonce)
        order by chat.id, member.user_id, draft.place
        for no key update of chat, member),
    counted as (
        select allowed.*, row_number() over (
            partition by author_id, nonce, case when nonce is null then place end order by place) as use
        from allowed),
    placed as materialized (
        select counted.*, row_number() over (partition by chat_id order by place) as step from counted where use = 1),
    inserted as (
        insert into message (chat_id, seq, version, author_id, text, nonce, reply_to, created_at)
        select chat_id, last_seq + step, version + step, author_id, text, nonce, reply_to, created_at
        from placed order by chat_id, step returning *)
    select places.those[row_number() over (order by message.chat_id, message.seq)], {_COLUMNS}
    from inserted message cross join (select array_agg(place order by chat_id, step) as those from placed) places
    order by message.chat_id, message.seq"""
POST = Grouped(INSERT_MESSAGE, INSERT_MESSAGES)
# message primary key
UPDATE_TEXT = f"""
    update message set text = $2, version = $3, edited_at = $4, mentions = $5 where id = $1 and not deleted returning {_COLUMNS}"""
UPDATE_REACTIONS = f"""
    update message set reactions = $2, version = $3 where id = $1 and not deleted returning {_COLUMNS}"""
# Just posted, so that nobody has seen it yet; and later.
UPDATE_FILES = f"update message set files = $2 where id = $1 returning {_COLUMNS}"
CHANGE_FILES = f"""
    update message set files = $2, version = $3 where id = $1 and not deleted returning {_COLUMNS}"""
DELETE_MESSAGE = f"""
    update message set text = '', reactions = '', mentions = '', files = '', deleted = true, version = $2
    where id = $1 and not deleted returning {_COLUMNS}"""
# message and member primary keys: joined crosswise, or SQLite would read all messages of one's chats
LIST_READABLE = f"""
    select {_COLUMNS} from message cross join member
    where message.id in ({id_list(2)}) and not message.deleted
    and member.chat_id = message.chat_id and member.user_id = $1 order by message.id desc"""
# What a row weighs is read without its text. A page ends with the row that makes it too heavy.
_WEIGHT = """octet_length(message.text) + octet_length(message.reactions) + octet_length(message.mentions)
            + octet_length(message.files)"""
_FITTING = f"""
    select {_COLUMNS}, fitting.weight from fitting join message on message.id = fitting.id
    where fitting.before <"""
# message (chat_id, seq), message primary key
LIST_BEFORE = f"""
    with page as (
        select message.id, message.seq, {_WEIGHT} as weight from message
        where message.chat_id = $1 and message.seq > $2 and message.seq < $3 and not message.deleted
        order by message.seq desc limit $4),
    fitting as (
        select id, seq, sum(weight) over (order by seq desc) as weight,
        sum(weight) over (order by seq desc) - weight as before from page)
    {_FITTING} $5 order by fitting.seq desc"""
LIST_AFTER = f"""
    with page as (
        select message.id, message.seq, {_WEIGHT} as weight from message
        where message.chat_id = $1 and message.seq > $2 and message.seq < $3 and not message.deleted
        order by message.seq limit $4),
    fitting as (
        select id, seq, sum(weight) over (order by seq) as weight,
        sum(weight) over (order by seq) - weight as before from page)
    {_FITTING} $5 order by fitting.seq"""
# message_version (chat_id, version), message primary key
LIST_CHANGED = f"""
    with page as (
        select message.id, message.version, {_WEIGHT} as weight from message
        where message.chat_id = $1 and message.version > $2
        order by message.version limit $3),
    fitting as (
        select id, version, sum(weight) over (order by version) as weight,
        sum(weight) over (order by version) - weight as before from page)
    {_FITTING} $4 order by fitting.version"""
# The same for a hundred chats at a time: in their order, each from a version of its own.
_ASKED = ", ".join(
    f"({place}, cast(${2 * place + 2} as bigint), cast(${2 * place + 3} as bigint))" for place in range(IDS_AT_ONCE)
)
LIST_CHANGED_SINCE = f"""
    with asked (place, chat_id, since) as (values {_ASKED}),
    page as (
        select message.id, asked.place, message.version, {_WEIGHT} as weight
        from asked join message on message.chat_id = asked.chat_id and message.version > asked.since),
    fitting as (
        select id, place, version, sum(weight) over (order by place, version) as weight,
        sum(weight) over (order by place, version) - weight as before from page)
    {_FITTING} $1 order by fitting.place, fitting.version"""

# message (chat_id, seq), from the last one: nothing that is left may reply to one that is deleted
DELETE_MESSAGES = """
    delete from message where chat_id = $1 and seq in (
        select seq from message where chat_id = $1 order by seq desc limit $2)
    returning id"""

_WEIGHT_COLUMN = len(_FIELDS)
_DELETED = _FIELDS.index("deleted")  # and what is stored as JSON comes next

_decode_reactions = msgspec.json.Decoder(tuple[Reaction, ...]).decode
_decode_mentions = msgspec.json.Decoder(tuple[Mention, ...]).decode
_decode_files = msgspec.json.Decoder(tuple[Attachment, ...]).decode
_encode = msgspec.json.Encoder().encode


async def find_message(tx: Transaction, message_id: int) -> Message | None:
    row = await tx.fetch_one(FIND_MESSAGE, message_id)
    return _message(row) if row else None


async def find_by_nonce(tx: Transaction, author_id: int, nonce: str) -> Message | None:
    """What this author already posted under this nonce, in any chat."""
    row = await tx.fetch_one(FIND_BY_NONCE, author_id, nonce)
    return _message(row) if row else None


async def insert_message(tx: Transaction, author_id: int, draft: Draft) -> Message | None:
    """A new message, at the chat's next `seq` and version, which locks the chat and the membership; its author has read
    up to it. None if the author is no member, `reply_to` no living message of the chat, or the nonce one that the author has used before.
    """
    values = (draft.chat_id, author_id, draft.text, draft.nonce, draft.reply_to, tx.now)
    row = await tx.fetch_grouped(POST, *values, repeatable=draft.nonce is not None)
    return _message(row) if row else None


async def insert_rich_message(
    tx: Transaction, author_id: int, draft: Draft, mentions: tuple[Mention, ...]
) -> Message | None:
    """Likewise, a message that is more than text."""
    values = (draft.chat_id, author_id, draft.text, draft.nonce, draft.reply_to, tx.now)
    row = await tx.fetch_one(INSERT_RICH_MESSAGE, *values, _encoded(mentions))
    return _message(row) if row else None


async def update_text(
    tx: Transaction, message_id: int, version: int, text: str, mentions: tuple[Mention, ...]
) -> Message | None:
    """The edited message; None if it was deleted."""
    row = await tx.fetch_one(UPDATE_TEXT, message_id, text, version, tx.now, _encoded(mentions))
    return _message(row) if row else None


async def update_reactions(
    tx: Transaction, message_id: int, version: int, reactions: tuple[Reaction, ...]
) -> Message | None:
    """The message with these reactions; None if it was deleted."""
    row = await tx.fetch_one(UPDATE_REACTIONS, message_id, _encoded(reactions), version)
    return _message(row) if row else None


async def update_files(tx: Transaction, message: Message, files: tuple[Attachment, ...]) -> Message:
    """A message that is posted in this unit, with its files."""
    row = await tx.fetch_one(UPDATE_FILES, message.id, _encoded(files))
    assert row is not None
    return _message(row)


async def change_files(tx: Transaction, message_id: int, version: int, files: tuple[Attachment, ...]) -> Message | None:
    """The message with its files as they are shown now; None if it was deleted."""
    row = await tx.fetch_one(CHANGE_FILES, message_id, _encoded(files), version)
    return _message(row) if row else None


async def delete_message(tx: Transaction, message_id: int, version: int) -> Message | None:
    """The tombstone; None if it was one already."""
    row = await tx.fetch_one(DELETE_MESSAGE, message_id, version)
    return _message(row) if row else None


async def list_before(tx: Transaction, chat_id: int, between: tuple[int, int], bounds: Bounds) -> Page:
    """The last messages with a `seq` between these two, the last one first, without the deleted."""
    rows = await tx.fetch(LIST_BEFORE, chat_id, *between, bounds.rows + 1, bounds.size)
    return _page(rows, bounds)


async def list_after(tx: Transaction, chat_id: int, between: tuple[int, int], bounds: Bounds) -> Page:
    """The first messages with a `seq` between these two, ascending, without the deleted."""
    rows = await tx.fetch(LIST_AFTER, chat_id, *between, bounds.rows + 1, bounds.size)
    return _page(rows, bounds)


async def list_changed(tx: Transaction, chat_id: int, since: int, bounds: Bounds) -> Page:
    """What changed after version `since`, tombstones too, ascending by version."""
    rows = await tx.fetch(LIST_CHANGED, chat_id, since, bounds.rows + 1, bounds.size)
    return _page(rows, bounds)


async def list_changed_since(tx: Transaction, versions: list[tuple[int, int]], size: int) -> Page:
    """What changed in these chats, at most `IDS_AT_ONCE`, each after its version: chat by chat in their order,
    ascending by version, until it weighs `size` bytes. It is for the caller to see that these are not too many rows.
    """
    if not versions:
        return Page([], more=False)
    padding = [(0, 0)] * (IDS_AT_ONCE - len(versions))
    rows = await tx.fetch(LIST_CHANGED_SINCE, size, *(value for pair in (*versions, *padding) for value in pair))
    return _page(rows, Bounds(len(rows), size))


def _page(rows: list[Row], bounds: Bounds) -> Page:
    """One row more than wanted was asked for; and one after which it is too much already is the last."""
    heavy = bool(rows) and rows[-1][_WEIGHT_COLUMN] >= bounds.size
    return Page([_message(row) for row in rows[: bounds.rows]], more=heavy or len(rows) > bounds.rows)


async def list_readable(tx: Transaction, user_id: int, ids: list[int]) -> list[Message]:
    """Those of these messages, at most `IDS_AT_ONCE`, that are not deleted, and in chats of this user; the newest first."""
    return [_message(row) for row in await tx.fetch(LIST_READABLE, user_id, *padded(ids))]


async def delete_messages(tx: Transaction, chat_id: int, limit: int) -> int:
    """Let go of the last messages of a chat, without a tombstone; how many."""
    return len(await tx.fetch(DELETE_MESSAGES, chat_id, limit))


def _message(row: Row) -> Message:
    """The columns' order is the record's; four of them are stored otherwise."""
    reactions = _decode_reactions(row[_DELETED + 1]) if row[_DELETED + 1] else ()
    mentions = _decode_mentions(row[_DELETED + 2]) if row[_DELETED + 2] else ()
    files = _decode_files(row[_DELETED + 3]) if row[_DELETED + 3] else ()
    values: tuple[Any, ...] = (*row[:_DELETED], bool(row[_DELETED]), reactions, mentions, files)
    return Message(*values)


def _encoded(parts: tuple[Reaction, ...] | tuple[Mention, ...] | tuple[Attachment, ...]) -> str:
    return _encode(parts).decode() if parts else ""
