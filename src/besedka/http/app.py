"""The HTTP door as one ASGI application."""

from falcon.asgi import App, Request, Response

from besedka.http.build import Build
from besedka.http.context import Services
from besedka.http.middleware.authentication import SessionGate
from besedka.http.middleware.failures import add_failure_handlers
from besedka.http.middleware.headers import SecurityHeaders
from besedka.http.middleware.methods import Methods, Router
from besedka.http.middleware.observation import Observation
from besedka.http.middleware.origins import Origins
from besedka.http.routes import add_routes


def create_app(services: Services, build: Build) -> "App[Request, Response]":
    """The application over these services, and the browser client as it was built. Its middleware settles, in this order: is
    the method known, may a page of that site ask, who asks.
    """
    gate = SessionGate(services)
    app: App[Request, Response] = App(
        middleware=[Observation(), SecurityHeaders(), Methods(), Origins(services.settings.allowed_origins), gate],
        router=Router(),
    )
    app.req_options.strip_url_path_trailing_slash = True
    app.req_options.keep_blank_qs_values = True
    add_failure_handlers(app, gate, build)
    add_routes(app, services, build)
    return app
