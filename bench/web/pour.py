"""The load of `bench web flood`, a process of its own: so many messages a second into one chat, over the gateway."""

import asyncio
import sys
import time

import uvloop

from bench import processes, sockets

TEXT = "a message of about the usual length, neither long nor very short, all in one line"


def main(port: str, rate: str, seconds: str, *cookies: str) -> None:
    """All by turns send into chat 1."""
    processes.pin(processes.SERVER_CORE)
    uvloop.run(_pour(int(port), int(rate), float(seconds), list(cookies)))


async def _pour(port: int, rate: int, seconds: float, cookies: list[str]) -> None:
    opened = await sockets.connect_all(port, cookies, lambda *_: None)
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(began + number / rate - time.perf_counter())
        opened[number % len(opened)].send(sockets.frame(op="send", chat_id=1, text=f"{TEXT}, {number}"))
    await asyncio.sleep(0.5)
    for socket in opened:
        socket.transport.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
