"""The HTTP door as one ASGI application."""

from typing import Any

from falcon.asgi import App, Request, Response
from falcon.routing import CompiledRouter

from besedka.http.context import Services
from besedka.http.limits import RateLimits
from besedka.http.middleware.authentication import SessionGate
from besedka.http.middleware.failures import add_failure_handlers
from besedka.http.middleware.headers import SecurityHeaders
from besedka.http.middleware.observation import Observation
from besedka.http.middleware.origins import Origins
from besedka.http.routes import add_routes


def create_app(services: Services) -> "App[Request, Response]":
    """The application over these services. Its middleware settles, in this order, who asks and from which site."""
    limits = RateLimits(on=services.settings.rate_limits == "on")
    gate = SessionGate(services.database, limits)
    app: App[Request, Response] = App(
        middleware=[Observation(), SecurityHeaders(), gate, Origins(services.settings.allowed_origins)],
        router=_Router(),
    )
    app.req_options.strip_url_path_trailing_slash = True
    app.req_options.keep_blank_qs_values = True
    add_failure_handlers(app, gate)
    add_routes(app, services, limits)
    return app


class _Router(CompiledRouter):
    """Answers `HEAD` by what answers `GET`; the body is left out further down."""

    def map_http_methods(self, resource: object, **options: Any) -> Any:  # noqa: ANN401 - falcon's signature
        methods: dict[str, Any] = dict(super().map_http_methods(resource, **options))
        if "GET" in methods:
            methods.setdefault("HEAD", methods["GET"])
        return methods
