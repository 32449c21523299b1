"""Wires a server together, starts it and stops it: the only place that names concrete backends."""

import asyncio
import errno
import gc
import ipaddress
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import structlog
import uvicorn
from filelock import FileLock, Timeout

from besedka import metrics
from besedka.actions.credentials import Credentials
from besedka.actions.files import Files
from besedka.actions.health import is_unused
from besedka.actions.people import make_owner
from besedka.actions.photos import Photos
from besedka.actions.server import ServerAffairs
from besedka.actions.server_pictures import ServerPictures
from besedka.actions.snapshots import find_epoch
from besedka.addresses import spell_out, url_of
from besedka.blobs import Blob, Blobs
from besedka.blobs.folder import FolderBlobs
from besedka.blobs.moving import count_blobs, move_blobs
from besedka.bus import Bus
from besedka.bus.memory import MemoryBus
from besedka.database import Database
from besedka.errors import StartupError
from besedka.gateway.connection import GatewayConnection
from besedka.gateway.node import Node
from besedka.http.acceptor import Acceptor
from besedka.http.app import create_app
from besedka.http.build import Build
from besedka.http.connection import HttpConnection, Reception
from besedka.http.context import Services
from besedka.http.endings import Endings
from besedka.http.refusals import Refusals
from besedka.http.turns import Turns
from besedka.http.uploads import FILE_SECONDS, Uploads
from besedka.images import Images
from besedka.images.processes import ProcessImages
from besedka.jobs import Ports
from besedka.jobs.kinds import KINDS
from besedka.jobs.runner import Runner
from besedka.limits import Limits
from besedka.model import User
from besedka.passwords import Passwords
from besedka.settings import Settings
from besedka.store.engine.clock import Clock, system_clock
from besedka.store.engine.sqlite import SqliteDatabase
from besedka.wire.proxies import TrustedProxies
from besedka.wire.users import Registration

DRAIN_SECONDS = 20  # for requests in hand when the server is told to stop
KEEP_ALIVE_SECONDS = 75
BACKLOG = 2048
LOOP_WATCH_SECONDS = 0.05
UNPRIVILEGED_PORT = 1024

log = structlog.get_logger(__name__)


class Hand(NamedTuple):
    """What a server that is told to stop has in hand, and for how many seconds at most it waits for that."""

    requests: int
    sockets: int
    seconds: int = DRAIN_SECONDS


class Server(uvicorn.Server):
    """A server that listens. `address` is where, `addresses` is where others find it too; `unused` says that nobody has
    signed up yet.
    """

    node: Node

    def __init__(
        self,
        config: uvicorn.Config,
        reception: Reception,
        sockets: list[socket.socket],
        database: Database,
        *,
        unused: bool,
    ) -> None:
        super().__init__(config)
        self._reception = reception
        self._sockets = sockets
        self.evicted = False  # another server has taken the database over
        self._when_stopping: list[Callable[[], None]] = []
        self.database = database
        self.unused = unused
        self._host, self._port = sockets[0].getsockname()[:2]
        self.address = url_of(self._host, self._port)

    @property
    def addresses(self) -> list[str]:
        """Where it can be found, by what can be typed on another machine first if it listens for others."""
        return [url_of(host, self._port) for host in spell_out(self._host)]

    @property
    def is_exposed(self) -> bool:
        """Whether other machines can reach it."""
        return not ipaddress.ip_address(self._host).is_loopback

    @property
    def in_hand(self) -> Hand:
        sockets = sum(isinstance(each, GatewayConnection) for each in self.server_state.connections)
        return Hand(len(self.server_state.tasks), sockets)

    async def run_until_stopped(self) -> None:
        """Serve until `stop`, then drain: finish the requests in hand and take no more. What has not finished in time, or
        is not to be waited for, is cut off.
        """
        await self.serve(self._sockets)
        if self.server_state.tasks:
            log.warning("requests_cut_off", requests=len(self.server_state.tasks))
        for task in self.server_state.tasks:
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`. Takes in connections by our own acceptors."""
        await self.lifespan.startup()
        self.servers = [Acceptor(each, self._make_connection) for each in sockets or ()]  # type: ignore[misc] # as good as
        self.started = True

    def stop(self) -> None:
        """Begin to drain; the second time, don't wait for it."""
        self.force_exit = self.should_exit
        self.should_exit = True
        for each in self._when_stopping:
            each()

    def when_stopping(self, then: Callable[[], None]) -> None:
        """Have `then` called when it begins to drain, and perhaps again."""
        self._when_stopping.append(then)

    def _make_connection(self) -> HttpConnection:
        return HttpConnection(self.config, self.server_state, self.lifespan.state, self._reception)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Whoever runs the server handles signals: uvicorn would raise them again after draining, and not exit with 0."""
        yield


@asynccontextmanager
async def open_server(
    settings: Settings, clock: Clock = system_clock, bus: Bus | None = None, build: Build | None = None
) -> AsyncIterator[Server]:
    """A server with all that it needs, listening on its port; everything is let go of again when the context ends.
    `bus`, if given, is used in place of the settings' own, and `build` in place of the package's browser client.

    Raises `StartupError` for a port, folder or database that can't be used.
    """
    async with AsyncExitStack() as stack:
        sockets = _bind(settings.host, settings.port)
        stack.callback(_close_all, sockets)
        _make_folder(settings.data)
        bus = bus or _make_bus(settings)
        stack.push_async_callback(bus.close)
        evicted = asyncio.Event()
        database = await _open_database(settings, bus, clock, stack, evicted.set)
        stack.push_async_callback(database.close)
        await _connect_bus(bus, settings, database)
        blobs = await _open_blobs(settings)
        stack.push_async_callback(blobs.close)
        images = ProcessImages()
        stack.push_async_callback(images.close)
        services = _open_services(settings, database, bus, (blobs, images), stack)
        stack.push_async_callback(Runner(Ports(database, blobs, images), bus, KINDS).close)
        node = Node(database, bus, services.limits, clock, settings)
        stack.callback(node.close)
        stack.callback(asyncio.create_task(_watch_loop()).cancel)
        reception = Reception(TrustedProxies(settings.trusted_proxies), Refusals(services.limits))
        config = _configure(create_app(services, build or Build()), node)
        server = Server(config, reception, sockets, database, unused=await database.read(is_unused))
        server.node = node
        server.when_stopping(images.stop)
        stack.callback(asyncio.create_task(_stop_if_evicted(server, evicted)).cancel)
        yield server


async def serve(
    settings: Settings, build: Build, greet: Callable[[Server], None], part: Callable[[Server], None]
) -> None:
    """Serve until SIGTERM or Ctrl-C, then drain and return. `greet` is called once the server can be reached, `part` when
    it is told to stop.

    Raises `StartupError` too if another server has taken the database over.
    """

    def stop() -> None:
        if not server.should_exit:
            part(server)
        server.stop()

    async with open_server(settings, build=build) as server:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, stop)
        _tune_collector()
        greet(server)
        await server.run_until_stopped()
        if server.evicted:
            raise StartupError("stopped: another Besedka has taken the database over while this one could not reach it")
    log.info("stopped")


async def add_account(settings: Settings, registration: Registration) -> User:
    """Make an account in the database of these settings, whether or not registration is open.

    Raises `StartupError` for a database that can't be used, `BadRequest` for what does not pass or is taken.
    """
    async with AsyncExitStack() as stack:
        _make_folder(settings.data)
        database = await _open_database(settings, MemoryBus(), system_clock, stack)
        stack.push_async_callback(database.close)
        passwords = Passwords()
        stack.callback(passwords.close)
        return await Credentials(database, passwords).sign_up(registration)


async def hand_over(settings: Settings, username: str) -> User:
    """Have the user of that name own the server in the database of these settings.

    Raises `StartupError` for a database that can't be used, `BadRequest` (`no_such_user`).
    """
    async with AsyncExitStack() as stack:
        _make_folder(settings.data)
        database = await _open_database(settings, MemoryBus(), system_clock, stack)
        stack.push_async_callback(database.close)
        return await make_owner.run(database, username)


async def move_store(
    settings: Settings, addresses: tuple[str, str], begin: Callable[[int, int], Callable[[Blob], None]]
) -> None:
    """Move all blobs from the first of these places, each a folder or `s3://bucket/prefix`, to the second. `begin` is told
    how many there are, and of how many bytes, and gives what is called for each one that is moved.

    Raises `StartupError` for a place that can't be used, or while a server runs on the data folder of these settings.
    """
    source, target = addresses
    if _are_nested(source, target):
        raise StartupError("these two are one place, or one is inside the other")
    async with AsyncExitStack() as stack:
        _make_folder(settings.data)
        stack.enter_context(_sole_user(settings.data))
        here = await _open_store(source)
        stack.push_async_callback(here.close)
        there = await _open_store(target)
        stack.push_async_callback(there.close)
        await move_blobs(here, there, begin(*await count_blobs(here)))


def _are_nested(first: str, second: str) -> bool:
    places = sorted(each if each.startswith("s3://") else str(Path(each).resolve()) for each in (first, second))
    shorter, longer = (each.rstrip("/") + "/" for each in places)
    return longer.startswith(shorter)


async def _stop_if_evicted(server: Server, evicted: asyncio.Event) -> None:
    await evicted.wait()
    server.evicted = True
    server.stop()


async def _watch_loop() -> None:
    """Measure by how much the event loop is late: a thing that keeps it shows here."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LOOP_WATCH_SECONDS
        await asyncio.sleep(LOOP_WATCH_SECONDS)
        metrics.LOOP_DELAY_SECONDS.observe(loop.time() - due)


def _open_services(
    settings: Settings, database: Database, bus: Bus, stored: tuple[Blobs, Images], stack: AsyncExitStack
) -> Services:
    passwords = Passwords()
    stack.callback(passwords.close)
    limits = Limits(on=settings.rate_limits == "on")
    blobs, images = stored
    affairs = ServerAffairs(database, bus, settings)
    endings = Endings(bus)
    stack.callback(affairs.close)
    stack.callback(endings.close)
    return Services(
        settings=settings,
        database=database,
        bus=bus,
        credentials=Credentials(database, passwords),
        photos=Photos(database, blobs, images),
        affairs=affairs,
        server_pictures=ServerPictures(database, blobs, images, affairs),
        uploads=Uploads(),
        files=Files(database, blobs, settings),
        file_uploads=Uploads(FILE_SECONDS),
        limits=limits,
        searches=Turns(),
        endings=endings,
    )


async def _open_database(
    settings: Settings, bus: Bus, clock: Clock, stack: AsyncExitStack, evicted: Callable[[], None] | None = None
) -> Database:
    """The database of these settings. On PostgreSQL, for a server, `evicted` is called if another has taken it over."""
    if not settings.database:
        stack.enter_context(_sole_user(settings.data))
        return await SqliteDatabase.open(settings.sqlite_path, bus, clock)
    try:
        from besedka.store.engine.postgres import PostgresDatabase  # noqa: PLC0415 - an optional dependency
        from besedka.store.engine.tenancy import Tenancy  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise StartupError("PostgreSQL needs asyncpg, which the extra `postgres` installs") from error
    tenancy = Tenancy(settings.database, shared=bus.lossy, evicted=evicted) if evicted else None
    return await PostgresDatabase.open(settings.database, bus, clock, tenancy)


async def _open_blobs(settings: Settings) -> Blobs:
    return await _open_store(settings.blobs or str(settings.blobs_folder))


async def _open_store(address: str) -> Blobs:
    """The store of blobs at `s3://bucket/prefix`, or in a folder."""
    if not address.startswith("s3://"):
        return FolderBlobs(Path(address))
    try:
        from besedka.blobs.objects import open_bucket  # noqa: PLC0415 - an optional dependency
    except ImportError as error:
        raise StartupError("S3 needs obstore, which the extra `s3` installs") from error
    return await open_bucket(address)


def _tune_collector() -> None:
    """Look for garbage cycles seldom, and not among what lives as long as the server: nearly everything here dies by its
    reference count, and a full collection over many connections keeps the event loop for a quarter of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


def _make_bus(settings: Settings) -> Bus:
    if settings.bus == "memory":
        return MemoryBus()
    if not settings.database:
        raise StartupError("a bus of many servers needs a database of many servers: set --database to PostgreSQL too")
    try:
        from besedka.bus.nats import NatsBus  # noqa: PLC0415 - an optional dependency
    except ImportError as error:
        raise StartupError("NATS needs nats-py, which the extra `nats` installs") from error
    return NatsBus()


async def _connect_bus(bus: Bus, settings: Settings, database: Database) -> None:
    """Those who share a database hear each other: its epoch is the cluster's name."""
    if settings.bus != "memory":
        await bus.connect(settings.bus, await find_epoch.run(database))


@contextmanager
def _sole_user(folder: Path) -> Iterator[None]:
    """Two servers on one SQLite file would not hear of each other's changes."""
    lock = FileLock(folder / "besedka.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        raise StartupError(f"another Besedka is running on the data folder {folder}") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartupError(f"the data folder {folder} can't be written to: {error.strerror}") from error


def _bind(host: str, port: int) -> list[socket.socket]:
    """Sockets for every address that `host` means, all on one port."""
    bound: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            actual_port = bound[0].getsockname()[1] if bound else port
            bound.append(_listen(socket.socket(family, kind, protocol), (address[0], actual_port)))
    except OSError as error:
        _close_all(bound)
        raise StartupError(_why_not_bound(error, host, port)) from error
    return bound


def _listen(bound: socket.socket, address: tuple[object, int]) -> socket.socket:
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if bound.family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(address)
        bound.listen(BACKLOG)  # from here on nobody is turned away: they wait until we are ready
        bound.setblocking(False)
    except BaseException:
        bound.close()
        raise
    return bound


def _why_not_bound(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EACCES and 0 < port < UNPRIVILEGED_PORT:
        return f"port {port} is kept for root: choose one from {UNPRIVILEGED_PORT} up with --port, and put a proxy in front"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: choose another with --port, or stop what listens there"
    return f"can't listen on {host}, port {port}: {error.strerror}"


def _close_all(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()


def _configure(app: object, node: Node) -> uvicorn.Config:
    def connect(config: Any, server_state: Any, app_state: Any) -> GatewayConnection:  # noqa: ANN401, ARG001 - uvicorn's signature
        return GatewayConnection(node, server_state)

    return uvicorn.Config(
        app,  # type: ignore[arg-type] # falcon's ASGI types are looser than uvicorn's
        http=HttpConnection,
        ws=connect,  # type: ignore[arg-type] # which wants a class; it is our own connection that calls it
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the connection resolves them, for both doors
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
