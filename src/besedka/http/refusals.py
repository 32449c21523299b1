"""What is no HTTP: answered so often for each address, and logged at most so often."""

from time import monotonic

import structlog

from besedka.limits import MALFORMED_OF_ADDRESS, Limits, address_key

LOG_SECONDS = 10.0

log = structlog.get_logger(__name__)


class Refusals:
    """Those of all connections of a server."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._unlogged = 0
        self._quiet_until = 0.0

    def note(self, address: str, detail: str) -> bool:
        """Whether to answer a malformed request from this address, or to hang up without a word. A line in the log says
        how many there were since the one before.
        """
        self._unlogged += 1
        now = monotonic()
        if now >= self._quiet_until:
            log.info("malformed_requests", count=self._unlogged, address=address, detail=detail)
            self._unlogged = 0
            self._quiet_until = now + LOG_SECONDS
        return not self._limits.take(MALFORMED_OF_ADDRESS, address_key(address))
