"""Sessions that ended while requests of theirs were under way: what has not been done by then is not done, or cut short."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        self._cuts: dict[int, set[Callable[[], None]]] = {}  # by session: what ends the responses under way
        self._unsubscribe = bus.subscribe(self._hear)

    def has_ended(self, session: Session) -> bool:
        """Whether it is over, though it was not when its request began."""
        return session.id in self._ended

    @contextmanager
    def cutting(self, session: Session, cut: Callable[[], None]) -> Iterator[None]:
        """`cut` is called if the session ends meanwhile."""
        cuts = self._cuts.setdefault(session.id, set())
        cuts.add(cut)
        try:
            yield
        finally:
            cuts.discard(cut)
            if not cuts and self._cuts.get(session.id) is cuts:
                del self._cuts[session.id]

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
        for session_id in announcement.session_ids:
            for cut in tuple(self._cuts.get(session_id, ())):
                cut()


def check_goes_on(request: Request) -> None:
    """That the session with which a request began is not over. Raises `NotSignedIn`."""
    session, endings = request.context.get("session"), request.context.get("endings")
    if isinstance(session, Session) and isinstance(endings, Endings) and endings.has_ended(session):
        raise NotSignedIn
