"""Firefox as Debian has it, without a screen, spoken to as WebDriver BiDi has it."""

import itertools
import os
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGTERM
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from tests.support.browser import find_browser
from tests.support.orphans import mortal_folder, start_mortal
from tests.support.waiting import wait_for
from tests.support.windows import PATIENCE, Window, Windows

# What Firefox itself says when a server is gone, and of what was still to be loaded when a page was left.
_HARMLESS = ("can’t establish a connection", "A ServiceWorker intercepted the request")
_LARGEST = 2**24  # bytes of an answer
# A mouse, which can hover: without a screen Firefox thinks that there is none.
_PREFERENCES = 'user_pref("ui.primaryPointerCapabilities", 6);\nuser_pref("ui.allPointerCapabilities", 6);\n'


class Firefox:
    """Its commands, one at a time. Errors that stand in the pages' consoles are in `said`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.said: list[str] = []

    async def ask(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        await self._socket.send(msgspec.json.encode({"id": number, "method": method, "params": parameters}).decode())
        async for text in self._socket:
            answer = msgspec.json.decode(text)
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]
            self._hear(answer)
        raise ConnectionError("Firefox is gone")

    def _hear(self, event: dict[str, Any]) -> None:
        if event.get("method") != "log.entryAdded" or event["params"]["level"] != "error":
            return
        text = str(event["params"]["text"])
        if not any(each in text for each in _HARMLESS):
            self.said.append(text)


class FirefoxWindow:
    """See `Driven`."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    async def open(self, address: str) -> None:
        await self._firefox.ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    async def reload(self) -> None:
        await self._firefox.ask("browsingContext.reload", context=self._context, wait="complete")

    async def run(self, script: str, path: str) -> Any:
        answer = await self._firefox.ask(
            "script.callFunction",
            functionDeclaration=f"(path) => JSON.stringify((() => {{ {script} }})())",
            target={"context": self._context},
            arguments=[{"type": "string", "value": path}],
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer
        return msgspec.json.decode(answer["result"]["value"])

    async def act(self, source: dict[str, object]) -> None:
        await self._firefox.ask("input.performActions", context=self._context, actions=[source])


@asynccontextmanager
async def firefox() -> AsyncIterator[Windows]:
    """Nothing may stand in the console in the end."""
    with mortal_folder() as home:
        process = _start(find_browser("firefox-esr", "firefox-esr"), home)
        try:
            async with connect(await _address(home), max_size=_LARGEST) as socket:
                browser = Firefox(socket)
                await browser.ask("session.new", capabilities={})
                await browser.ask("session.subscribe", events=["log.entryAdded"])
                yield lambda: _window(browser)
                assert browser.said == [], browser.said
        finally:
            process.terminate()
            process.wait()


def _start(program: str, home: Path) -> "subprocess.Popen[bytes]":
    (home / "profile").mkdir()
    (home / "profile" / "user.js").write_text(_PREFERENCES)
    command = [program, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(home / "profile")]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "en_US.UTF-8"}
    return start_mortal(command, home / "log", dies_of=SIGTERM, environment=environment)


async def _address(home: Path) -> str:
    """Where it listens, once it has said so."""

    async def said() -> re.Match[str] | None:
        return re.search(r"WebDriver BiDi listening on (ws://\S+)", (home / "log").read_text())

    await wait_for(said, PATIENCE)
    found = await said()
    assert found is not None
    return f"{found[1]}/session"


@asynccontextmanager
async def _window(browser: Firefox) -> AsyncIterator[Window]:
    """With cookies and storage of its own."""
    user = (await browser.ask("browser.createUserContext"))["userContext"]
    context = (await browser.ask("browsingContext.create", type="tab", userContext=user))["context"]
    yield Window(FirefoxWindow(browser, context))
    await browser.ask("browser.removeUserContext", userContext=user)
