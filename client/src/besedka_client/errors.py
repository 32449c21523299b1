"""What calls raise."""


class Refused(Exception):  # noqa: N818 - what happened, not that it is an error
    """The server said no. `code` is its mnemonic code, `field` the offending member, `status` that of HTTP or 0."""

    def __init__(self, code: str, detail: str, field: str | None = None, status: int = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field
        self.status = status


class SignedOut(Exception):  # noqa: N818 - likewise
    """The session has ended: sign in again, and connect anew."""


class Closed(Exception):  # noqa: N818 - likewise
    """The server closed the gateway with a `code` after which coming back without a change is of no use."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class OutboxFull(Exception):  # noqa: N818 - likewise
    """Too many ops wait for their answers. This one was not sent: wait for some, and try again."""
