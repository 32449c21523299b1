"""Grouped statements on their way to PostgreSQL: who waits while a group is in flight goes together in the next."""

import asyncio
from collections import deque
from collections.abc import Sequence

from besedka import metrics
from besedka.database import Grouped, Row, Value
from besedka.errors import Unavailable
from besedka.store.engine.connections import BROKEN, Connect, OwnConnection

GROUP_ROWS = 128  # more take longer each: the planner expects few, and joins accordingly
GROUP_SIZE = 256 * 1024  # bytes and characters, of all rows of a group but its last
GROUP_SECONDS = 15.0  # that a group may take
LINE_LIMIT = 10_000  # that may wait
REPEATS = 3  # of what a broken connection has left in doubt


class _Waiting:
    """The values of one unit, and where its row is awaited. `alone`: in no group, as the last one failed. `doubt`: how the
    last attempt broke.
    """

    __slots__ = ("alone", "doubt", "future", "repeatable", "repeats", "size", "values")

    def __init__(self, values: Sequence[Value], *, repeatable: bool) -> None:
        self.values = values
        self.repeatable = repeatable
        self.future: asyncio.Future[Row | None] = asyncio.get_running_loop().create_future()
        self.size = sum(len(value) for value in values if isinstance(value, (str, bytes)))
        self.alone = False
        self.repeats = 0
        self.doubt: BaseException | None = None

    def answer(self, row: Row | None) -> None:
        if not self.future.done():
            self.future.set_result(row)

    def refuse(self, error: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(self.doubt or error)


class Lane:
    """One statement, one group at a time, in the order in which they came; rows are handed out in that order too."""

    def __init__(self, statement: Grouped, connect: Connect) -> None:
        self._statement = statement
        self._own = OwnConnection(connect)
        self._line: deque[_Waiting] = deque()
        self._runner: asyncio.Task[None] | None = None

    async def fetch(self, values: Sequence[Value], *, repeatable: bool) -> Row | None:
        """The row for these values. Raises what PostgreSQL has against them, one of `BROKEN` if it is not known whether
        they went in, `Unavailable` if they did not.
        """
        if len(self._line) >= LINE_LIMIT:
            raise Unavailable("Too much waits for the database. Try again.")
        waiting = _Waiting(values, repeatable=repeatable)
        self._line.append(waiting)
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())
        return await waiting.future

    async def close(self) -> None:
        """Let go of the connection. Nobody waits any more."""
        await self._own.close()

    async def _run(self) -> None:
        try:
            while self._line:
                await self._settle(self._take())
        finally:
            self._runner = None

    def _take(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        while self._line and len(group) < GROUP_ROWS and size < GROUP_SIZE and not (group and self._line[0].alone):
            waiting = self._line.popleft()
            if not waiting.future.done():  # else its caller has gone
                group.append(waiting)
                size += waiting.size
            if waiting.alone:
                break
        return group

    async def _settle(self, group: list[_Waiting]) -> None:
        """Everyone of the group has their row, or why there is none, or stands in front of the line again."""
        try:
            rows = await self._fetch(group)
        except Unavailable as error:
            _refuse([*group, *self._line], error)  # nobody can be served
            self._line.clear()
        except BROKEN as error:
            self._own.drop()
            self._repeat(group, error)
        except Exception as error:  # noqa: BLE001 - it is for those who wait
            self._try_singly(group, error)
        else:
            for waiting, row in zip(group, rows, strict=True):
                waiting.answer(row)

    def _try_singly(self, group: list[_Waiting], error: Exception) -> None:
        """Someone in the group is why it failed: each is tried alone, and fails for their own reasons."""
        if len(group) == 1:
            _refuse(group, error)
            return
        metrics.LANE_GROUPS_FAILED.inc()
        for waiting in group:
            waiting.alone = True
        self._line.extendleft(reversed(group))

    def _repeat(self, group: list[_Waiting], error: BaseException) -> None:
        """Send those again who find what they did before; for the others it stays unknown."""
        again = []
        for waiting in group:
            waiting.doubt = error
            if waiting.repeatable and waiting.repeats < REPEATS and not isinstance(error, TimeoutError):
                waiting.repeats += 1
                again.append(waiting)
            else:
                waiting.refuse(error)
        self._line.extendleft(reversed(again))

    async def _fetch(self, group: list[_Waiting]) -> Sequence[Row | None]:
        if not group:
            return []
        connection = await self._own.get()
        if len(group) == 1:
            return [await connection.fetchrow(self._statement.single, *group[0].values, timeout=GROUP_SECONDS)]
        columns = zip(*(waiting.values for waiting in group), strict=True)
        found = await connection.fetch(self._statement.together, *columns, timeout=GROUP_SECONDS)
        metrics.LANE_ROWS.observe(len(group))
        rows: list[Row | None] = [None] * len(group)
        for place, *row in found:
            rows[place - 1] = row
        return rows


def _refuse(those: list[_Waiting], error: Exception) -> None:
    for waiting in those:
        waiting.refuse(error)
