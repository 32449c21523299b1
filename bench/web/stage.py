"""A server with chats, a browser beside it, and people who sit down at that."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from bench import processes
from bench.population import Someone
from bench.web.browser import running_chromium, seat


class Stage:
    """Where something is measured. The first of the people is the one who looks."""

    def __init__(self, browser: Browser, port: int, people: list[Someone]) -> None:
        self._browser = browser
        self.port = port
        self.people = people

    def seat(self, place: int = 0) -> AbstractContextManager[BrowserContext]:
        """A browser of someone's own, with nothing kept yet."""
        return seat(self._browser, self.port, self.people[place].cookie)


@contextmanager
def staged(furnish: Callable[[Path], list[Someone]]) -> Iterator[Stage]:
    """`furnish` fills the folder of a server, and says who is there."""
    with tempfile.TemporaryDirectory(dir=".") as name:
        people = furnish(Path(name))
        with processes.besedka(Path(name)) as server, running_chromium() as browser:
            yield Stage(browser, server.port, people)
