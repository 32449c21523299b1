"""How the API writes times."""

from datetime import UTC, datetime


def rfc3339(milliseconds: int) -> str:
    """A time as the API writes it: RFC 3339, UTC, with milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
