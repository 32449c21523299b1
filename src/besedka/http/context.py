"""What the handlers of one server share, and what is known of the request in hand."""

import msgspec
from falcon.asgi import Request

from besedka.actions.credentials import Credentials
from besedka.actions.files import Files
from besedka.actions.photos import Photos
from besedka.actions.server import ServerAffairs
from besedka.actions.server_pictures import ServerPictures
from besedka.bus import Bus
from besedka.database import Database
from besedka.errors import NotSignedIn
from besedka.http.endings import Endings, check_goes_on
from besedka.http.turns import Turns
from besedka.http.uploads import Uploads
from besedka.limits import Limits
from besedka.model import Device, Session
from besedka.settings import Settings

USER_AGENT_LIMIT = 400  # characters kept to show where one is signed in


class Services(msgspec.Struct, frozen=True):
    """Everything that the HTTP door calls."""

    settings: Settings
    database: Database
    bus: Bus
    credentials: Credentials
    photos: Photos
    affairs: ServerAffairs
    server_pictures: ServerPictures
    uploads: Uploads
    files: Files
    file_uploads: Uploads
    limits: Limits
    searches: Turns
    endings: Endings


def session_of(request: Request) -> Session:
    """The session that the gate found. Raises `NotSignedIn` where the gate let an unknown visitor pass, and once it has ended."""
    check_goes_on(request)
    session = request.context.get("session")
    if not isinstance(session, Session):
        raise NotSignedIn
    return session


def find_user_id(request: Request) -> int | None:
    """Who asks, where one need not say so."""
    session = request.context.get("session")
    return session.user_id if isinstance(session, Session) else None


def user_id_of(request: Request) -> int:
    """Who asks."""
    return session_of(request).user_id


def address_of(request: Request) -> str:
    """The client's network address, believed from a proxy only if that is trusted."""
    client = request.scope.get("client")
    return str(client[0]) if client else ""


def device_of(request: Request) -> Device:
    """Where a sign-in comes from."""
    agent = (request.user_agent or "").replace("\0", "")
    return Device(agent[:USER_AGENT_LIMIT], address_of(request))
