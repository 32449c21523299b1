"""Which web pages may call."""

from urllib.parse import urlsplit

from besedka.errors import BadRequest, Code

_PORTS = {"http": 80, "https": 443}


def is_own_origin(origin: str, scheme: str, host: str | None) -> bool:
    """Whether a page of `origin` was served from where the request went: `scheme` is `http` or `https`, as the client
    reached us, `host` the request's `Host`. Raises `BadRequest` (`bad_http`) for what can't be understood.
    """
    if origin == f"{scheme}://{host}":  # as browsers write it
        return True
    return _place(origin) == _place(f"{scheme}://{host or ''}")


def _place(origin: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(origin)
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError as error:
        raise BadRequest(Code.BAD_HTTP, f"The origin or the host can't be understood: {error}.") from error
