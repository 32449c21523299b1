"""What can be refused, as exceptions that carry the mnemonic code of the API (section 1.1 of the original).

Any layer raises them; the doors (`http`, later `gateway`) turn them into answers. What is not a `Problem` is a defect.
"""

import errno
from enum import StrEnum
from typing import ClassVar


class Code(StrEnum):
    """The mnemonic codes. `openapi.yaml` lists the same ones; a test compares."""

    ACCOUNT_DEACTIVATED = "account_deactivated"
    BAD_EMAIL = "bad_email"
    BAD_EMOJI = "bad_emoji"
    BAD_FRAME = "bad_frame"
    BAD_HTTP = "bad_http"
    BAD_ID = "bad_id"
    BAD_IMAGE = "bad_image"
    BAD_JSON = "bad_json"
    BAD_MULTIPART = "bad_multipart"
    BAD_NONCE = "bad_nonce"
    BAD_RANGE = "bad_range"
    BAD_TEXT = "bad_text"
    BAD_USERNAME = "bad_username"
    CROSS_SITE = "cross_site"
    EMAIL_TAKEN = "email_taken"
    EMPTY_NAME = "empty_name"
    EMPTY_TEXT = "empty_text"
    FORBIDDEN = "forbidden"
    ID_MISMATCH = "id_mismatch"
    INTERNAL_ERROR = "internal_error"
    LAST_OWNER = "last_owner"
    MISSING_FIELD = "missing_field"
    NOT_SIGNED_IN = "not_signed_in"
    NO_SUCH_CHAT = "no_such_chat"
    NO_SUCH_INVITE = "no_such_invite"
    NO_SUCH_FILE = "no_such_file"
    NO_SUCH_LINK = "no_such_link"
    NO_SUCH_MESSAGE = "no_such_message"
    NO_SUCH_ROOM = "no_such_room"
    NO_SUCH_ROUTE = "no_such_route"
    NO_SUCH_SESSION = "no_such_session"
    NO_SUCH_USER = "no_such_user"
    REGISTRATION_CLOSED = "registration_closed"
    REGISTRATION_FIXED = "registration_fixed"
    STORAGE_FULL = "storage_full"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_MANY_BLOCKS = "too_many_blocks"
    TOO_MANY_CHANNELS = "too_many_channels"
    TOO_MANY_GROUPS = "too_many_groups"
    TOO_MANY_INVITES = "too_many_invites"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_MANY_REACTIONS = "too_many_reactions"
    TOO_MANY_REQUESTS = "too_many_requests"
    TOO_MANY_ROOMS = "too_many_rooms"
    TOO_SHORT = "too_short"
    UNAVAILABLE = "unavailable"
    USERNAME_TAKEN = "username_taken"
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - a code, not a password
    WRONG_CREDENTIALS = "wrong_credentials"
    WRONG_METHOD = "wrong_method"
    WRONG_TYPE = "wrong_type"


class Problem(Exception):  # noqa: N818 - it is the name that RFC 9457 gives it
    """A request that can't be served as it stands. `field` names the offending member where there is one;
    `retry_after` (seconds) says when the same request may do better.
    """

    status: ClassVar[int]

    def __init__(self, code: Code, detail: str, *, field: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field
        self.retry_after = retry_after


class BadRequest(Problem):
    """Wrong data: malformed, missing, taken, or an id that does not exist or that this user may not know of."""

    status = 400


class NotSignedIn(Problem):
    """No session, or one that has ended."""

    status = 401

    def __init__(self) -> None:
        super().__init__(Code.NOT_SIGNED_IN, "Sign in first: there is no session, or it has ended.")


class Forbidden(Problem):
    """One knows of it, and may not do that."""

    status = 403

    def __init__(self, detail: str, code: Code = Code.FORBIDDEN) -> None:
        super().__init__(code, detail)


class NoSuchRoute(Problem):
    """The path names nothing of this server."""

    status = 404

    def __init__(self) -> None:
        super().__init__(Code.NO_SUCH_ROUTE, "There is nothing at this address.")


class WrongMethod(Problem):
    """The path is right, the method is not; the `Allow` header says which would do."""

    status = 405

    def __init__(self) -> None:
        super().__init__(Code.WRONG_METHOD, "This address does not know that method.")


class TooLarge(Problem):
    """A body over its limit."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(Code.TOO_LARGE, f"The body is larger than {limit:,} bytes.")


class OutOfRange(Problem):
    """A stretch of a file that lies beyond its end; `size` is how many bytes the file has."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(Code.BAD_RANGE, f"The file has {size:,} bytes: what is asked for lies beyond them.")
        self.size = size


class TooManyRequests(Problem):
    """Over a rate limit; `retry_after` is in whole seconds, at least 1."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(Code.TOO_MANY_REQUESTS, "Too many requests. Try again later.", retry_after=max(1, retry_after))


class InternalError(Problem):
    """A defect of the program. The log has it; the answer does not."""

    status = 500

    def __init__(self) -> None:
        super().__init__(Code.INTERNAL_ERROR, "Something went wrong on our side. The log knows it by this request id.")


class Unavailable(Problem):
    """The database does not answer or can't take writes, or the server is draining: `detail` says which. Nothing was
    changed; but for `Uncertain`.
    """

    status = 503

    def __init__(self, detail: str = "The database does not answer. Try again.") -> None:
        super().__init__(Code.UNAVAILABLE, detail, retry_after=1)


def unwritable(error: OSError) -> Unavailable:
    """What to say when the disk takes no more."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Unavailable("The server's disk is full. Nothing was stored.")
    return Unavailable("The server can't write to its disk. Nothing was stored.")


class Uncertain(Unavailable):
    """The connection to the database broke before it said whether this was done."""

    def __init__(self) -> None:
        super().__init__(
            "The database was lost before it answered: it is not known whether this was done. "
            "Look, or send it again with the same nonce."
        )


class LostRaceError(Exception):
    """A unit of work met what another node did at the same moment: run again, it will see that, and do otherwise."""


class StartupError(Exception):
    """Why the server can't start, in one line for the person who started it."""
