"""A clock that goes when it is told to."""

from besedka.store.engine.clock import system_clock

START = 1_700_000_000_000  # milliseconds since 1970


class Clock:
    """Callable like `besedka.store.engine.clock.system_clock`."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def advance(self, *, days: float = 0, seconds: float = 0) -> None:
        self.now += int((days * 86400 + seconds) * 1000)


class RealClock(Clock):
    """The time that it is, and what it was advanced by: for those who look at another clock beside it."""

    def __call__(self) -> int:
        return super().__call__() - START + system_clock()
