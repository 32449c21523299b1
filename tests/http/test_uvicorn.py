"""What we override of uvicorn, or rely on inside it, is still there and still called as it was: it promises none of it.

How it behaves is tested where it is used (`test_connection.py`, `test_pipelining.py`, `tests/cli`); this says at once
which part moved.
"""

import asyncio
import inspect
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import Server as UvicornServer
from uvicorn.server import ServerState

from besedka.http.connection import HttpConnection
from besedka.server import Server
from tests.support.server import Running, sqlite_only

OVERRIDDEN = {
    "connection_made": "(self, transport: 'asyncio.Transport') -> 'None'",
    "connection_lost": "(self, exc: 'Exception | None') -> 'None'",
    "data_received": "(self, data: 'bytes') -> 'None'",
    "eof_received": "(self) -> 'None'",
    "pause_writing": "(self) -> 'None'",
    "resume_writing": "(self) -> 'None'",
    "on_message_begin": "(self) -> 'None'",
    "on_header": "(self, name: 'bytes', value: 'bytes') -> 'None'",
    "on_headers_complete": "(self) -> 'None'",
    "on_body": "(self, body: 'bytes') -> 'None'",
    "on_message_complete": "(self) -> 'None'",
    "on_response_complete": "(self) -> 'None'",
    "timeout_keep_alive_handler": "(self) -> 'None'",
    "shutdown": "(self) -> 'None'",
    "_should_upgrade": "(self) -> 'bool'",
    "_start_asgi_task": "(self, cycle: 'RequestResponseCycle', app: 'ASGI3Application') -> 'None'",
}
CALLED = {
    "on_url": "(self, url: 'bytes') -> 'None'",
    "_unset_keepalive_if_required": "(self) -> 'None'",
    "_get_upgrade": "(self) -> 'bytes | None'",
}
# What uvicorn's own methods touch, and ours with them: a new name here is a state that we don't know of.
STATE = [
    "access_log",
    "access_logger",
    "app",
    "app_state",
    "asgi_version",
    "client",
    "config",
    "connections",
    "cycle",
    "expect_100_continue",
    "flow",
    "headers",
    "limit_concurrency",
    "logger",
    "loop",
    "parser",
    "pipeline",
    "root_path",
    "scheme",
    "scope",
    "server",
    "server_state",
    "tasks",
    "timeout_keep_alive",
    "timeout_keep_alive_task",
    "transport",
    "ws_protocol_class",
]
CYCLE = [
    "access_log",
    "access_logger",
    "body",
    "chunked_encoding",
    "default_headers",
    "disconnected",
    "expected_content_length",
    "flow",
    "keep_alive",
    "logger",
    "message_event",
    "more_body",
    "on_response",
    "response_complete",
    "response_started",
    "scope",
    "transport",
    "waiting_for_100_continue",
]


def own(kind: type) -> dict[str, Any]:
    return {name: value for name, value in vars(kind).items() if inspect.isfunction(value) and name != "__init__"}


def test_what_the_connection_overrides_is_called_as_it_was() -> None:
    theirs = own(HttpToolsProtocol)
    assert OVERRIDDEN.keys() == own(HttpConnection).keys() & theirs.keys()
    assert {name: str(inspect.signature(theirs[name])) for name in OVERRIDDEN} == OVERRIDDEN
    assert {name: str(inspect.signature(theirs[name])) for name in CALLED} == CALLED


def test_uvicorn_has_no_ways_in_that_we_do_not_know() -> None:
    """`handle_websocket_upgrade`, `send_400_response` and their kin are called by its `data_received` only, which is
    ours.
    """
    unused = {"handle_websocket_upgrade", "send_400_response", "_should_upgrade_to_ws", "_unsupported_upgrade_warning"}
    assert own(HttpToolsProtocol).keys() == OVERRIDDEN.keys() | CALLED.keys() | unused
    assert STATUS_LINE[400] == b"HTTP/1.1 400 Bad Request\r\n"


async def test_the_state_of_a_connection_is_what_it_was() -> None:
    config = uvicorn.Config(lambda *_: None, log_config=None)  # never called
    theirs = HttpToolsProtocol(config, ServerState(), {})
    assert sorted(vars(theirs)) == STATE
    taken = dict.fromkeys(inspect.signature(RequestResponseCycle.__init__).parameters)
    del taken["self"]
    cycle = RequestResponseCycle(**{**taken, "message_event": asyncio.Event()})  # type: ignore[arg-type] # nor called
    assert sorted(vars(cycle)) == CYCLE
    assert inspect.iscoroutinefunction(RequestResponseCycle.run_asgi)
    assert own(FlowControl).keys() == {"drain", "pause_reading", "resume_reading", "pause_writing", "resume_writing"}
    assert "self.read_paused" in inspect.getsource(FlowControl.pause_reading)


def test_the_state_of_a_server_is_what_it_was() -> None:
    assert vars(ServerState()).keys() == {"total_requests", "connections", "tasks", "default_headers"}
    assert own(Server).keys() & vars(UvicornServer).keys() == {"startup", "capture_signals"}
    assert (
        str(inspect.signature(UvicornServer.startup))
        == "(self, sockets: 'list[socket.socket] | None' = None) -> 'None'"
    )


@sqlite_only
async def test_uvicorn_makes_no_connections_of_its_own(server: Running) -> None:
    """Nor stands a proxy's word between it and us."""
    await server.visitor().get("/health")
    assert {type(each) for each in server.server.server_state.connections} == {HttpConnection}
    assert server.server.config.loaded_app is server.server.config.app


@pytest.mark.parametrize("name", ["force_exit", "should_exit", "started", "lifespan", "servers"])
@sqlite_only
async def test_what_we_set_of_a_server_is_there(server: Running, name: str) -> None:
    assert hasattr(server.server, name)
    assert name in inspect.getsource(UvicornServer)
