"""`/users/{id}/block`, `/users/{id}/blocks`: whom one does not want to hear from."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number
from besedka.http.context import Services, user_id_of
from besedka.wire.blocks import Block, ListBlocks, Unblock


class BlockOfUser:
    """`PUT /users/{id}/block` blocks someone, `DELETE` undoes it."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, user_id: str) -> None:
        answer(response, await commands.BLOCK.run(self._database, user_id_of(request), Block(path_id(user_id))))

    async def on_delete(self, request: Request, response: Response, user_id: str) -> None:
        answer(response, await commands.UNBLOCK.run(self._database, user_id_of(request), Unblock(path_id(user_id))))


class UserBlocks:
    """`GET /users/{id}/blocks`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_get(self, request: Request, response: Response, user_id: str) -> None:
        asked = ListBlocks(path_id(user_id), query_number(request, "after", 0))
        answer(response, await commands.LIST_BLOCKS.run(self._database, user_id_of(request), asked))
