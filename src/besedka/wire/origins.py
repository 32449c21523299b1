"""Which web pages may call."""

from urllib.parse import urlsplit


def is_own_origin(origin: str, host: str | None) -> bool:
    """Whether a page of `origin` was served by the host that is asked now."""
    return urlsplit(origin).netloc == host
