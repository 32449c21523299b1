"""A bot that welcomes whoever comes into a group or a private channel that it is in, or into its room, there in the first
channel. Its password is in the environment, as `BESEDKA_PASSWORD`:

uv run examples/welcome_bot.py http://127.0.0.1:8080 bot@example.org
"""

import asyncio
import os
import sys

import httpx

from besedka_client import Client, Closed, Gateway, MemberChanged, Refused, SignedOut


async def welcome(address: str, email: str, password: str) -> None:
    async with Client(address) as client:
        await client.sign_in(email, password)
        async with client.connect() as gateway:
            async for event in gateway:
                if isinstance(event, MemberChanged) and event.role == "member":
                    await greet(client, gateway, event)


async def greet(client: Client, gateway: Gateway, newcomer: MemberChanged) -> None:
    """Once for each person and place: the nonce sees to that, also when a bot is started anew."""
    chat_id = newcomer.chat_id or first_channel(gateway, newcomer.room_id)
    if chat_id is not None:
        user = await client.find_user(newcomer.user_id)
        await gateway.send(chat_id, f"Welcome, @{user.username}!", nonce=f"welcome {chat_id} {user.id}")


def first_channel(gateway: Gateway, room_id: int | None) -> int | None:
    """Where everyone in the room reads it; None if it has no channels."""
    chats = (each.chat for each in gateway.replica.chats.values())
    return min((chat.chat_id for chat in chats if chat.room_id == room_id and not chat.private), default=None)


def main() -> None:
    password = os.environ.get("BESEDKA_PASSWORD")
    if not password:
        sys.exit("BESEDKA_PASSWORD is not set")
    match sys.argv[1:]:
        case [address, email]:
            asyncio.run(welcome(address, email, password))
        case _:
            sys.exit("usage: welcome_bot.py ADDRESS EMAIL")


try:
    main()
except (Refused, SignedOut, Closed, httpx.HTTPError) as error:
    sys.exit(f"{error}")
except KeyboardInterrupt:
    pass
