"""Who may do what, where: the one table of it, and one of what concerns the server as a whole. The loaders of `access` go by
them, and by `store/rights.py` so do statements that look themselves.

`uv run poe rights` prints them for `docs/trust.md`.
"""

from enum import IntEnum, StrEnum

from besedka.model import ChatKind, Role

_OWNER, _ADMIN, _MEMBER, _NOBODY = Role.OWNER, Role.ADMIN, Role.MEMBER, None


class Place(StrEnum):
    """Where one is a member."""

    ROOM = "room"
    PUBLIC_CHANNEL = "public channel"
    PRIVATE_CHANNEL = "private channel"
    GROUP = "group"
    DIRECT = "direct chat"


class Right(StrEnum):
    """What someone wants to do."""

    LIST_CHANNELS = "see the room and its channels"
    CREATE_CHANNEL = "make a channel"
    LIST_MEMBERS = "see who is in it"
    ADD_MEMBER = "add someone"
    LIST_INVITES = "see its invites"
    INVITE = "invite people, and revoke invites"
    LEAVE = "leave"
    REMOVE_MEMBER = "remove a member"
    REMOVE_ADMIN = "remove an admin or an owner"
    SET_ROLE = "make someone an owner, an admin or a member"
    RENAME = "rename it"
    SET_TOPIC = "say what it is about"
    SET_PRIVATE = "make it private, or public"
    DELETE_PLACE = "delete it"
    READ = "read, and be told what happens"
    MARK = "move one's own read marker"
    POST = "post a message"
    REACT = "react to a message"
    EDIT = "change a message of one's own"
    DELETE = "delete a message of one's own"
    MODERATE = "delete a message of someone else's"


# The lowest role that may; the higher ones may too. Who is no member does not even learn that there is such a place.
TABLE: dict[Right, tuple[Role | None, ...]] = {
    #                      room     public   private  group    direct
    Right.LIST_CHANNELS:  (_MEMBER, _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.CREATE_CHANNEL: (_ADMIN,  _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.LIST_MEMBERS:   (_MEMBER, _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.ADD_MEMBER:     (_NOBODY, _NOBODY, _ADMIN,  _MEMBER, _NOBODY),
    Right.LIST_INVITES:   (_ADMIN,  _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.INVITE:         (_ADMIN,  _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.LEAVE:          (_MEMBER, _NOBODY, _MEMBER, _MEMBER, _NOBODY),
    Right.REMOVE_MEMBER:  (_ADMIN,  _NOBODY, _ADMIN,  _OWNER,  _NOBODY),
    Right.REMOVE_ADMIN:   (_OWNER,  _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.SET_ROLE:       (_OWNER,  _NOBODY, _NOBODY, _NOBODY, _NOBODY),
    Right.RENAME:         (_ADMIN,  _ADMIN,  _ADMIN,  _MEMBER, _NOBODY),
    Right.SET_TOPIC:      (_NOBODY, _ADMIN,  _ADMIN,  _NOBODY, _NOBODY),
    Right.SET_PRIVATE:    (_NOBODY, _ADMIN,  _ADMIN,  _NOBODY, _NOBODY),
    Right.DELETE_PLACE:   (_OWNER,  _ADMIN,  _ADMIN,  _OWNER,  _NOBODY),
    Right.READ:           (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.MARK:           (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.POST:           (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.REACT:          (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.EDIT:           (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.DELETE:         (_NOBODY, _MEMBER, _MEMBER, _MEMBER, _MEMBER),
    Right.MODERATE:       (_NOBODY, _ADMIN,  _ADMIN,  _OWNER,  _NOBODY),
}  # fmt: skip

# What it takes to do the same to a message of someone else's.
TO_OTHERS: dict[Right, Right | None] = {Right.EDIT: None, Right.DELETE: Right.MODERATE}

# What nobody does in a direct chat with someone who has blocked them: whatever would reach the other one.
HELD_BY_BLOCK = frozenset({Right.POST, Right.REACT, Right.EDIT})


class Lock(IntEnum):
    """What nobody else may change before this is done: so that whoever is removed at that moment does nothing more."""

    NOTHING = 0
    MEMBERSHIP = 1
    ALL = 2  # the chat or room first, then the membership: everyone in the same order


LOCKS = {
    Right.LIST_CHANNELS: Lock.NOTHING,
    Right.LIST_MEMBERS: Lock.NOTHING,
    Right.LIST_INVITES: Lock.NOTHING,
    Right.READ: Lock.NOTHING,
    Right.MARK: Lock.MEMBERSHIP,
}


class ServerRight(StrEnum):
    """What someone wants to do with the server as a whole, or with people as its users."""

    VIEW_STATE = "see how it is, and how much there is on it"
    LIST_PEOPLE = "see who has an account, with e-mail addresses"
    LIST_ROOMS = "see which rooms there are: names, owners, numbers"
    CHANGE_SERVER = "name it, give it a picture, say who may sign up"
    LIST_INVITES = "see the invites to sign up"
    INVITE = "invite people to sign up, and revoke such invites"
    DEACTIVATE = "deactivate a plain member, and reactivate"
    SIGN_OUT = "sign a plain member out everywhere"
    LINK_PASSWORD = "make a link by which a plain member sets a new password"  # noqa: S105 - a right
    MANAGE_ADMIN = "do these three to an admin or an owner"
    SET_ROLE = "make someone an owner, an admin or a plain member"
    READ_LOG = "read who has done what of this"


# The lowest role for the server that may. Of chats, and of what is in rooms, none of them learns anything by it.
SERVER_TABLE: dict[ServerRight, Role] = {
    ServerRight.VIEW_STATE:    _ADMIN,
    ServerRight.LIST_PEOPLE:   _ADMIN,
    ServerRight.LIST_ROOMS:    _ADMIN,
    ServerRight.CHANGE_SERVER: _ADMIN,
    ServerRight.LIST_INVITES:  _ADMIN,
    ServerRight.INVITE:        _ADMIN,
    ServerRight.DEACTIVATE:    _ADMIN,
    ServerRight.SIGN_OUT:      _ADMIN,
    ServerRight.LINK_PASSWORD: _ADMIN,
    ServerRight.MANAGE_ADMIN:  _OWNER,
    ServerRight.SET_ROLE:      _OWNER,
    ServerRight.READ_LOG:      _OWNER,
}  # fmt: skip

# What changes nothing. For all else the server is locked, so that whoever loses a role at that moment does nothing more.
SERVER_READS = frozenset({
    ServerRight.VIEW_STATE, ServerRight.LIST_PEOPLE, ServerRight.LIST_ROOMS, ServerRight.LIST_INVITES, ServerRight.READ_LOG,
})  # fmt: skip

# What takes more to do to someone who is more than a plain member.
TO_MEMBERS = frozenset({ServerRight.DEACTIVATE, ServerRight.SIGN_OUT, ServerRight.LINK_PASSWORD})

_COLUMNS = {place: number for number, place in enumerate(Place)}
_RANKS = {role: rank for rank, role in enumerate((Role.MEMBER, Role.ADMIN, Role.OWNER))}


def lowest_role(right: Right, place: Place) -> Role | None:
    """The lowest role that may do this there; None if nobody may."""
    return TABLE[right][_COLUMNS[place]]


def allows(right: Right, place: Place, role: Role) -> bool:
    """Whether a member with this role may do this there."""
    lowest = lowest_role(right, place)
    return lowest is not None and _RANKS[role] >= _RANKS[lowest]


def allows_of_server(right: ServerRight, role: Role) -> bool:
    """Whether someone who is this for the server may do that."""
    return _RANKS[role] >= _RANKS[SERVER_TABLE[right]]


def lock_of(right: Right) -> Lock:
    """What is locked for whoever does this."""
    return LOCKS.get(right, Lock.ALL)


def higher(first: Role, second: Role) -> Role:
    """In a private channel one's role is the higher one of that in the channel and that in the room."""
    return max(first, second, key=_RANKS.__getitem__)


def place_of(kind: ChatKind, *, private: bool) -> Place:
    """What kind of place a chat is."""
    if kind is ChatKind.CHANNEL:
        return Place.PRIVATE_CHANNEL if private else Place.PUBLIC_CHANNEL
    return Place.GROUP if kind is ChatKind.GROUP else Place.DIRECT


def roles_from(lowest: Role) -> list[Role]:
    """The role and the higher ones."""
    return [role for role, rank in _RANKS.items() if rank >= _RANKS[lowest]]


def markdown() -> str:
    """The table as the documents show it."""
    head = f"| to | {' | '.join(Place)} |"
    rows = [f"| {right} | {' | '.join(_shown(lowest_role(right, place)) for place in Place)} |" for right in Right]
    return "\n".join([head, "| --- " * (len(Place) + 1) + "|", *rows])


def server_markdown() -> str:
    """The table of the server's rights as the documents show it."""
    rows = [f"| {right} | {_shown(SERVER_TABLE[right])} |" for right in ServerRight]
    return "\n".join(["| to | the server |", "| --- | --- |", *rows])


def _shown(lowest: Role | None) -> str:
    return {Role.OWNER: "owner", Role.ADMIN: "owner, admins", Role.MEMBER: "members", None: "–"}[lowest]


if __name__ == "__main__":
    print(markdown(), server_markdown(), sep="\n\n")  # noqa: T201 - it is a document's source
