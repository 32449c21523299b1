"""The table of rights as SQL, for statements that look themselves."""

from besedka.model import Role
from besedka.rights import HELD_BY_BLOCK, Place, Right, lowest_role, roles_from

_PLACES = {
    Place.PUBLIC_CHANNEL: "chat.kind = 'channel' and not chat.private",
    Place.PRIVATE_CHANNEL: "chat.kind = 'channel' and chat.private",
    Place.GROUP: "chat.kind = 'group'",
    Place.DIRECT: "chat.kind = 'direct'",
}

# Whether the other one of a direct chat has blocked the one of the row `member`. block primary key, for direct chats alone
BLOCKED = """(chat.kind = 'direct' and exists (
        select 1 from block where block.blocked_id = member.user_id and block.user_id =
            case when chat.low_user_id = member.user_id then chat.high_user_id else chat.low_user_id end))"""


def condition(right: Right) -> str:
    """Whether one may do this, in a statement that joins the row `member` of whoever wants it to the row `chat`."""
    in_role = _in_role(right)
    return f"({in_role} and not {BLOCKED})" if right in HELD_BY_BLOCK else in_role


def _in_role(right: Right) -> str:
    lowest = {place: lowest_role(right, place) for place in _PLACES}
    if all(role is Role.MEMBER for role in lowest.values()):
        return "true"
    allowed = [f"{_PLACES[place]} and {_has_role(role)}" for place, role in lowest.items() if role is not None]
    return f"({' or '.join(allowed)})" if allowed else "false"


def _has_role(lowest: Role) -> str:
    if lowest is Role.MEMBER:
        return "true"
    roles = ", ".join(f"'{role}'" for role in roles_from(lowest))
    # room_member primary key
    return f"""(member.role in ({roles}) or exists (
        select 1 from room_member where room_member.room_id = chat.room_id
        and room_member.user_id = member.user_id and room_member.role in ({roles})))"""
