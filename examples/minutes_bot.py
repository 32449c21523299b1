"""A bot that keeps minutes: between `!begin` and `!end` it writes down what is said in a chat, and puts it there as a file. Its
password is in the environment, as `BESEDKA_PASSWORD`:

uv run examples/minutes_bot.py http://127.0.0.1:8080 bot@example.org
"""

import asyncio
import os
import sys

import httpx

from besedka_client import Client, Closed, Message, MessagePosted, Refused, SignedOut

BEGIN, END = "!begin", "!end"
LINES = 10_000  # of one meeting


class Secretary:
    """Writes down what is said in the chats where it was asked to. What it has not put down yet is lost when it stops."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._minutes: dict[int, list[str]] = {}

    async def hear(self, message: Message) -> None:
        """Begin, go on or end."""
        if message.text == BEGIN:
            self._minutes.setdefault(message.chat_id, [])
        elif message.text == END:
            await self._put_down(message.chat_id, self._minutes.pop(message.chat_id, []))
        elif len(lines := self._minutes.get(message.chat_id, [])) < LINES and message.chat_id in self._minutes:
            author = await self._client.find_user(message.author_id)
            lines.append(f"{message.created_at} {author.name or author.username}: {message.text}")

    async def _put_down(self, chat_id: int, lines: list[str]) -> None:
        if lines:
            content = "\n".join([*lines, ""]).encode()
            file = await self._client.upload_file(chat_id, "minutes.txt", content)
            await self._client.post_message(chat_id, f"{len(lines)} lines of minutes", file_ids=[file.id])


async def keep_minutes(address: str, email: str, password: str) -> None:
    async with Client(address) as client:
        me = await client.sign_in(email, password)
        secretary = Secretary(client)
        async with client.connect() as gateway:
            async for event in gateway:
                if isinstance(event, MessagePosted) and event.message.author_id != me.id:
                    await secretary.hear(event.message)


def main() -> None:
    password = os.environ.get("BESEDKA_PASSWORD")
    if not password:
        sys.exit("BESEDKA_PASSWORD is not set")
    match sys.argv[1:]:
        case [address, email]:
            asyncio.run(keep_minutes(address, email, password))
        case _:
            sys.exit("usage: minutes_bot.py ADDRESS EMAIL")


try:
    main()
except (Refused, SignedOut, Closed, httpx.HTTPError) as error:
    sys.exit(f"{error}")
except KeyboardInterrupt:
    pass
