"""A bot that answers every message with the same: `uv run python examples/echo_bot.py http://127.0.0.1:8080 bot@example.org its-password`."""

import asyncio
import sys

from besedka_client import Client, MessagePosted


async def main(address: str, email: str, password: str) -> None:
    async with Client(address) as client:
        me = await client.sign_in(email, password)
        async with client.connect() as gateway:
            async for event in gateway:
                if isinstance(event, MessagePosted) and event.message.author_id != me.id:
                    await gateway.send(event.message.chat_id, event.message.text)


asyncio.run(main(*sys.argv[1:]))
