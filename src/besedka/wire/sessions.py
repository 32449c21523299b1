"""How a client shows its session: the same for both doors."""

from collections.abc import Iterable

COOKIE = "session_id"
TOKEN_LIMIT = 64  # characters; ours have 43


def find_token(headers: Iterable[str]) -> str | None:
    """The session token that a request's `Cookie` headers hold, whatever it may be worth; the first, if there are more.

    Takes time in proportion to the headers: the standard library's reading of quoted values, which falcon uses, took
    seven seconds for 60 kB of backslashes.
    """
    for header in headers:
        for pair in header.split(";"):
            name, _, value = pair.partition("=")
            if name.strip() == COOKIE:
                token = value.strip().strip('"')
                return token if 0 < len(token) <= TOKEN_LIMIT else None
    return None
