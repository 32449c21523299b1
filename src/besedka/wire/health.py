"""How the server says how it is."""

import msgspec


class HealthShape(msgspec.Struct, frozen=True):
    """The server serves; whether with the others of its cluster, `bus` says: `reachable`, `unreachable`."""

    status: str
    version: str
    bus: str
