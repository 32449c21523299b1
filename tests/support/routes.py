"""The suite's servers find their way by what the first of them has worked out: to do so anew takes half of a start."""

from functools import cache
from typing import Any

from falcon.routing import set_default_responders

from besedka.http.middleware.methods import Router


class SharedRouter(Router):
    """Which address is meant, and what its fields are, is worked out by one router for all servers with the same addresses; what
    answers is each one's own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._resources: dict[str, object] = {}
        self._methods: dict[str, dict[str, Any]] = {}

    def add_route(self, uri_template: str, resource: object, **_: Any) -> None:
        self._resources[uri_template] = resource

    def find(self, uri: str, req: Any = None) -> Any:
        found = _router_of(tuple(self._resources)).find(uri, req)
        if found is None:
            return None
        _, _, fields, template = found
        assert template is not None
        return self._resources[template], self._methods_of(template), fields, template

    def _methods_of(self, template: str) -> dict[str, Any]:
        if template not in self._methods:
            self._methods[template] = self.map_http_methods(self._resources[template])
            set_default_responders(self._methods[template], asgi=True)
        return self._methods[template]


class _Anything:
    async def on_get(self, request: object, response: object) -> None: ...


@cache
def _router_of(templates: tuple[str, ...]) -> Router:
    router = Router()
    for template in templates:
        router.add_route(template, _Anything(), _asgi=True)
    return router
