"""`/server/people`: who has an account, what they are for the server, and whether they are let in."""

from contextlib import nullcontext

from falcon.asgi import Request, Response

from besedka import commands
from besedka.http.answers import answer
from besedka.http.bodies import path_id, query_number, read_json
from besedka.http.context import Services, user_id_of
from besedka.wire.people import ChangePerson, ListPeople, PersonEdit, SignOutPerson


class People:
    """`GET /server/people`. By name it is a search: it may look at everyone there is."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._searches = services.searches

    async def on_get(self, request: Request, response: Response) -> None:
        asked = ListPeople(query_number(request, "after", 0), request.get_param("query"))
        actor_id = user_id_of(request)
        async with self._searches.take(actor_id) if asked.query else nullcontext():
            answer(response, await commands.LIST_PEOPLE.run(self._database, actor_id, asked))


class PersonById:
    """`PUT /server/people/{id}`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_put(self, request: Request, response: Response, user_id: str) -> None:
        wanted = path_id(user_id)
        edit = await read_json(request, PersonEdit)
        asked = ChangePerson(edit.role, edit.deactivated, user_id=wanted)
        answer(response, await commands.CHANGE_PERSON.run(self._database, user_id_of(request), asked))


class PersonSessions:
    """`DELETE /server/people/{id}/sessions`."""

    def __init__(self, services: Services) -> None:
        self._database = services.database

    async def on_delete(self, request: Request, response: Response, user_id: str) -> None:
        asked = SignOutPerson(path_id(user_id))
        answer(response, await commands.SIGN_OUT_PERSON.run(self._database, user_id_of(request), asked))
