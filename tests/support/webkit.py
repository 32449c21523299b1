"""WebKit as Debian has it: its small browser, on a screen that nobody sees, spoken to as the W3C's WebDriver has it."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from signal import SIGTERM
from typing import Any

import httpx

from tests.support.browser import find_browser
from tests.support.orphans import mortal_folder, start_mortal
from tests.support.ports import find_port
from tests.support.waiting import wait_for
from tests.support.windows import PATIENCE, Window, Windows

_PACKAGES = "webkit2gtk-driver xvfb"
_CAPABILITIES = {"alwaysMatch": {"webkitgtk:browserOptions": {"args": ["--automation"]}}}


class WebKitWindow:
    """See `Driven`."""

    def __init__(self, session: httpx.AsyncClient) -> None:
        self._session = session

    async def open(self, address: str) -> None:
        await self._ask("url", {"url": address})

    async def reload(self) -> None:
        await self._ask("refresh", {})

    async def run(self, script: str, path: str) -> Any:
        return await self._ask("execute/sync", {"script": f"const [path] = arguments; {script}", "args": [path]})

    async def act(self, source: dict[str, object]) -> None:
        await self._ask("actions", {"actions": [source]})

    async def _ask(self, what: str, body: object) -> Any:
        response = await self._session.post(what, json=body)
        assert response.status_code == httpx.codes.OK, response.text
        return response.json()["value"]


@asynccontextmanager
async def webkit() -> AsyncIterator[Windows]:
    driver = find_browser("WebKitWebDriver", _PACKAGES)
    with _screen() as display, mortal_folder() as home:
        environment = {"PATH": os.environ["PATH"], "DISPLAY": display, "LANG": "C.UTF-8"} | {
            name: str(home)
            for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
        }
        yield partial(_window, driver, environment, home)


@asynccontextmanager
async def _window(driver: str, environment: Mapping[str, str], home: Path) -> AsyncIterator[Window]:
    """A driver takes one session."""
    port = find_port()
    process = start_mortal([driver, f"--port={port}"], home / "log", dies_of=SIGTERM, environment=environment)
    address = f"http://127.0.0.1:{port}/session"
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        try:
            session = await _begin(client, address)
            client.base_url = httpx.URL(f"{address}/{session}/")
            yield Window(WebKitWindow(client))
            await client.delete(f"{address}/{session}")
        finally:
            process.terminate()
            process.wait()


async def _begin(client: httpx.AsyncClient, address: str) -> str:
    """The session's id, once the driver listens."""

    async def listens() -> bool:
        try:
            return bool((await client.get(address.replace("/session", "/status"))).is_success)
        except httpx.ConnectError:
            return False

    await wait_for(listens, PATIENCE)
    response = await client.post(address, json={"capabilities": _CAPABILITIES})
    assert response.status_code == httpx.codes.OK, response.text
    return str(response.json()["value"]["sessionId"])


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; its name."""
    server = find_browser("Xvfb", _PACKAGES)
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        process.terminate()
        process.wait()
