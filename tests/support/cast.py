"""The people of the suite, each with a client of their own."""

from typing import Any

import httpx

from tests.support.contract import check_response
from tests.support.lines import Lines

PASSWORD = "a garden in May"
PATIENCE = 100  # seconds: on a machine that does other things besides


class Visitor:
    """Someone with a client, whose every answer is held against the contract. `user` is theirs once they sign up."""

    def __init__(self, address: str, **options: Any) -> None:
        hooks = {"response": [check_response]}
        self.client = httpx.AsyncClient(
            base_url=address, event_hooks=hooks, transport=Lines(), trust_env=False, timeout=PATIENCE, **options
        )
        self.user: dict[str, Any] = {}
        self.get, self.head, self.delete = self.client.get, self.client.head, self.client.delete
        self.request = self.client.request

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def email(self) -> str:
        return str(self.user["email"])

    @property
    def cookie(self) -> str:
        """The session's token."""
        return self.client.cookies["session_id"]

    async def post(self, path: str, body: object = None, **options: Any) -> httpx.Response:
        return await self.client.post(path, **_content(body), **options)

    async def put(self, path: str, body: object = None, **options: Any) -> httpx.Response:
        return await self.client.put(path, **_content(body), **options)

    async def sign_up(self, name: str, **more: object) -> None:
        """A new account `name@example.org`."""
        account = {"email": f"{name}@example.org", "password": PASSWORD, "username": name} | more
        response = await self.post("/users", account)
        assert response.status_code == 200, response.text
        self.user = response.json()

    async def sign_in(self, email: str, password: str = PASSWORD) -> None:
        response = await self.post("/login", {"email": email, "password": password})
        assert response.status_code == 200, response.text
        self.user = response.json()

    async def edit(self, **changes: object) -> httpx.Response:
        """Send the whole user with these changes."""
        response = await self.put(f"/users/{self.id}", self.user | changes)
        if response.status_code == 200:
            self.user = response.json()
        return response

    async def room(self, name: str = "garden") -> int:
        """A new room of theirs; its id."""
        return made(await self.post("/rooms", {"name": name}))

    async def channel(self, room_id: int, name: str = "roses") -> int:
        """A new channel; its chat id."""
        return made(await self.post(f"/rooms/{room_id}", {"name": name}))

    async def members(self, room_id: int) -> dict[int, str]:
        """Who is in a room, in which role: of the first hundred."""
        found = (await self.get(f"/rooms/{room_id}/members")).json()["members"]
        return {member["user_id"]: member["role"] for member in found}

    async def channels(self, room_id: int) -> list[dict[str, Any]]:
        return list((await self.get(f"/rooms/{room_id}")).json()["body"]["channels"])

    async def chat_with(self, other: "Visitor") -> int:
        """The direct chat; its id."""
        return made(await self.post("/chats", {"user_id": other.id}))

    async def rooms(self) -> list[dict[str, Any]]:
        return list((await self.get(f"/users/{self.id}/chats")).json()["body"]["rooms"])

    async def chats(self) -> list[dict[str, Any]]:
        return list((await self.get(f"/users/{self.id}/chats")).json()["body"]["chats"])

    async def texts(self, chat_id: int) -> list[str]:
        """What was said in a chat: its newest messages."""
        return [each["text"] for each in (await self.get(f"/chats/{chat_id}/messages")).json()["messages"]]


def made(response: httpx.Response) -> int:
    """The id of what was made."""
    assert response.status_code == 200, response.text
    return int(response.json()["id"])


def problem(response: httpx.Response) -> tuple[int, str, str | None]:
    """Why a request was refused: status, code, field."""
    body = response.json()
    return response.status_code, body["code"], body.get("field")


def _content(body: object) -> dict[str, Any]:
    if body is None:
        return {}
    return {"content": body} if isinstance(body, bytes) else {"json": body}
