"""The opening handshake (RFC 6455 §4.2), as requests read and answers written."""

from http import HTTPStatus

import msgspec
from websockets.http11 import Request
from websockets.server import ServerProtocol

from besedka.errors import BadRequest, Code, Problem
from besedka.wire.shapes import shape_problem

SWITCHING = 101
_VERSION = "13"


def read(ws: ServerProtocol, head: bytes) -> Request:
    """The request that opens a connection. Raises `BadRequest` for what is none."""
    ws.receive_data(head)
    for event in ws.events_received():
        if isinstance(event, Request):
            return event
    raise BadRequest(Code.BAD_HTTP, "This is no opening handshake (RFC 6455).")


def refusal(problem: Problem) -> bytes:
    """Why someone does not come in, and which version of the protocol would be understood (RFC 6455 §4.4)."""
    body = msgspec.json.encode(shape_problem(problem)) + b"\n"
    lines = [
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"Sec-WebSocket-Version: {_VERSION}",
        "Connection: close",
    ]
    if problem.retry_after is not None:
        lines.append(f"Retry-After: {problem.retry_after}")
    return "\r\n".join([*lines, "", ""]).encode() + body
