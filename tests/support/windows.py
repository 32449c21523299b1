"""Windows of other browsers than the suite's own. What they are asked for is what all drivers of browsers understand."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from tests.support.waiting import wait_for

ENTER = "\n"
_KEYS = {ENTER: "\ue007"}
PATIENCE = 60  # seconds: these browsers are slow to start on a machine that is busy
_PAUSE = 0.05  # seconds between two looks, each of which costs the browser

_FOUND = """
    const found = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
    const all = Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index));
"""
_TEXTS = f"{_FOUND} return all.map((each) => each.value ?? each.innerText.trim());"
# Where someone would click: null as long as it can't be seen there, because it is hidden, covered, or on its way.
_MIDDLE = f"""{_FOUND}
    if (all.length !== 1) return null;
    const [element] = all;
    element.scrollIntoView({{ block: "nearest" }});
    const {{ x, y, width, height }} = element.getBoundingClientRect();
    const [left, top] = [Math.floor(x + width / 2), Math.floor(y + height / 2)];
    return element.contains(document.elementFromPoint(left, top)) ? [left, top] : null;
"""


class Driven(Protocol):
    """A window, as its driver has it."""

    async def open(self, address: str) -> None: ...

    async def reload(self) -> None: ...

    async def run(self, script: str, path: str) -> Any:
        """What the body of a function of `path` returns, which JSON can say."""

    async def act(self, source: dict[str, object]) -> None:
        """What a device does, as WebDriver has it."""


class Window:
    """Elements are named by XPath. Each step waits until it can be done; raises `TimeoutError` if it can't."""

    def __init__(self, driven: Driven) -> None:
        self._driven = driven

    async def open(self, address: str) -> None:
        await self._driven.open(address)

    async def reload(self) -> None:
        await self._driven.reload()

    async def hover(self, path: str) -> None:
        await self._point(path)

    async def click(self, path: str) -> None:
        await self._point(path, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    async def write(self, path: str, text: str) -> None:
        """Key by key, `ENTER` among them."""
        await self.click(path)
        keys = [_KEYS.get(letter, letter) for letter in text]
        presses = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self._driven.act({"type": "key", "id": "keyboard", "actions": presses})

    async def see(self, *paths: str, times: int = 1) -> None:
        """Until there are so many of each."""
        for path in paths:
            await self._wait_for(lambda texts: len(texts) == times, path)

    async def see_text(self, path: str, text: str) -> None:
        """Until this alone is in the one field, or element."""
        await self._wait_for(lambda texts: texts == [text], path)

    async def texts(self, path: str) -> list[str]:
        """What is in the fields, or elements, by now; in their order."""
        texts: list[str] = await self._driven.run(_TEXTS, path)
        return texts

    async def _wait_for(self, is_right: Callable[[Sequence[str]], bool], path: str) -> None:
        async def are_there() -> bool:
            return is_right(await self.texts(path))

        await wait_for(are_there, PATIENCE, _PAUSE)

    async def _point(self, path: str, *more: dict[str, object]) -> None:
        """The pointer goes there, and does more."""
        seen: list[tuple[int, int] | None] = [None]

        async def is_at_rest() -> bool:
            seen.append(await self._driven.run(_MIDDLE, path))
            return seen[-1] is not None and seen[-1] == seen[-2]

        await wait_for(is_at_rest, PATIENCE, _PAUSE)
        left, top = seen[-1] or (0, 0)
        move = {"type": "pointerMove", "x": left, "y": top}
        await self._driven.act({"type": "pointer", "id": "mouse", "actions": [move, *more]})


Windows = Callable[[], AbstractAsyncContextManager[Window]]
"""A browser of somebody's own, each time."""
