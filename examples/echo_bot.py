"""A bot that answers every message with the same. Its password is in the environment, as `BESEDKA_PASSWORD`:

uv run examples/echo_bot.py http://127.0.0.1:8080 bot@example.org
"""

import asyncio
import os
import sys

import httpx

from besedka_client import Client, Closed, MessagePosted, Refused, SignedOut


async def echo(address: str, email: str, password: str) -> None:
    async with Client(address) as client:
        me = await client.sign_in(email, password)
        async with client.connect() as gateway:
            async for event in gateway:
                if isinstance(event, MessagePosted) and event.message.author_id != me.id:
                    await gateway.send(event.message.chat_id, event.message.text)


def main() -> None:
    password = os.environ.get("BESEDKA_PASSWORD")
    if not password:
        sys.exit("BESEDKA_PASSWORD is not set")
    match sys.argv[1:]:
        case [address, email]:
            asyncio.run(echo(address, email, password))
        case _:
            sys.exit("usage: echo_bot.py ADDRESS EMAIL")


try:
    main()
except (Refused, SignedOut, Closed, httpx.HTTPError) as error:
    sys.exit(f"{error}")
except KeyboardInterrupt:
    pass
