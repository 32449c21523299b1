"""Running a unit of work to its end."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from besedka.database import ForeignAwaitError

T = TypeVar("T")


def run_in_place(work: Awaitable[T]) -> T:
    """Run a unit whose transaction never suspends, in one go on the caller's thread. If it suspends after all, it
    awaited something foreign.
    """
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    _stop(steps)
    raise ForeignAwaitError("a unit of work may await nothing but its transaction")


class Request:
    """A statement on its way: what the transaction of a remote engine yields, for `run_requests` to carry out."""

    __slots__ = ("perform",)

    def __init__(self, perform: Callable[[], Awaitable[Any]]) -> None:
        self.perform = perform

    def __await__(self) -> Any:  # noqa: ANN401 - the answer's type is the statement's affair
        return (yield self)


async def run_requests(work: Awaitable[T]) -> T:
    """Run a unit that yields `Request`s, performing each; anything else that it yields is foreign."""
    steps = work.__await__()
    step: Callable[[], Any] = lambda: next(steps)  # noqa: E731
    while True:
        try:
            request = step()
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if not isinstance(request, Request):
            _stop(steps)
            raise ForeignAwaitError("a unit of work may await nothing but its transaction")
        step = await _answer(request, steps)


async def _answer(request: Request, steps: Any) -> Callable[[], Any]:  # noqa: ANN401 - a coroutine's inside
    try:
        result = await request.perform()
    except Exception as error:  # noqa: BLE001 - it is the unit's to handle
        failure = error
        return lambda: steps.throw(failure)
    return lambda: steps.send(result)


def _stop(steps: Any) -> None:  # noqa: ANN401 - likewise
    close = getattr(steps, "close", None)
    if close is not None:
        close()
