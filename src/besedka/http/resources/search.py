"""`/messages`: search in messages."""

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import query_id, query_number
from besedka.http.context import Services, user_id_of
from besedka.limits import SEARCHES_OF_USER
from besedka.wire.search import SearchMessages

PAGE_DEFAULT = 50


class Messages:
    """`GET /messages`. Of one user's searches one runs at a time: it may take long, and few run at once."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._limits = services.limits
        self._searches = services.searches

    async def on_get(self, request: Request, response: Response) -> None:
        asked, actor_id = _read(request), user_id_of(request)
        self._limits.spend(SEARCHES_OF_USER, actor_id)
        async with self._searches.take(actor_id):
            answer(response, await commands.SEARCH_MESSAGES.run(self._database, actor_id, asked))


def _read(request: Request) -> SearchMessages:
    return SearchMessages(
        request.get_param("query"),
        chat_id=query_id(request, "chat_id"),
        room_id=query_id(request, "room_id"),
        author_id=query_id(request, "author_id"),
        has=request.get_param("has"),
        mentions=request.get_param("mentions"),
        posted_after=request.get_param("posted_after"),
        posted_before=request.get_param("posted_before"),
        before=query_number(request, "before"),
        limit=query_number(request, "limit", PAGE_DEFAULT),
    )
