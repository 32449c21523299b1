"""What a page keeps in memory."""

from playwright.async_api import CDPSession

from tests.support.waiting import wait_for

_COUNT_ROWS = """function () {
  const elements = this.filter((each) => !Object.hasOwn(each, "constructor")); // prototypes are found, too
  return elements.filter((each) => each.localName === "article" && !each.isConnected).length;
}"""


async def heap_of(session: CDPSession) -> float:
    """Bytes, once nothing is left to be collected."""
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    return float(usage["usedSize"])


async def no_row_is_kept(session: CDPSession) -> None:
    """Once what waits for the next frames has let go of them, no row is in the heap that is not on the page."""

    async def none_is() -> bool:
        return await _count_detached_rows(session) == 0

    await wait_for(none_is, pause=0.2)


async def _count_detached_rows(session: CDPSession) -> int:
    prototype = await session.send("Runtime.evaluate", {"expression": "HTMLElement.prototype"})
    found = await session.send("Runtime.queryObjects", {"prototypeObjectId": prototype["result"]["objectId"]})
    asked = {"objectId": found["objects"]["objectId"], "functionDeclaration": _COUNT_ROWS, "returnByValue": True}
    counted = await session.send("Runtime.callFunctionOn", asked)
    await session.send("Runtime.releaseObject", {"objectId": found["objects"]["objectId"]})  # else it keeps them itself
    return int(counted["result"]["value"])
