"""Sessions that ended while requests of theirs were under way: what has not been done by then is not done."""

from collections import OrderedDict
from time import monotonic

from falcon.asgi import Request

from besedka.bus import Announcement, Bus, SessionsEnded
from besedka.errors import NotSignedIn
from besedka.model import Session

KEPT_SECONDS = 4000  # longer than any request may take to be here
KEPT_MOST = 100_000  # of more, those that ended first are forgotten


class Endings:
    """Which sessions have ended a short while ago, on whatever node."""

    def __init__(self, bus: Bus) -> None:
        self._ended: OrderedDict[int, float] = OrderedDict()  # by id, which is never given out twice: when
        self._unsubscribe = bus.subscribe(self._hear)

    def has_ended(self, session: Session) -> bool:
        """Whether it is over, though it was not when its request began."""
        return session.id in self._ended

    def close(self) -> None:
        """Hear nothing more."""
        self._unsubscribe()

    def _hear(self, announcement: Announcement) -> None:
        if not isinstance(announcement, SessionsEnded):
            return
        now = monotonic()
        self._ended.update(dict.fromkeys(announcement.session_ids, now))
        while self._ended and (len(self._ended) > KEPT_MOST or next(iter(self._ended.values())) < now - KEPT_SECONDS):
            self._ended.popitem(last=False)


def check_goes_on(request: Request) -> None:
    """That the session with which a request began is not over. Raises `NotSignedIn`."""
    session, endings = request.context.get("session"), request.context.get("endings")
    if isinstance(session, Session) and isinstance(endings, Endings) and endings.has_ended(session):
        raise NotSignedIn
