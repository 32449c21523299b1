"""The one table of commands is what both doors can be asked."""

import re
from pathlib import Path
from typing import get_args

from besedka import commands
from besedka.gateway import frames
from tests.support.contract import document

PACKAGE = Path(__file__).parents[2] / "src" / "besedka"
DOORS = [file for door in ("http", "gateway") for file in (PACKAGE / door).rglob("*.py")]
METHODS = {"get", "post", "put", "delete"}
# What needs more than the database; each with its reason in `commands`.
BESIDE = {
    "POST /users", "POST /sign_up", "POST /login", "PUT /users/{user_id}/password",
    "GET /server", "PUT /server", "GET /server/picture", "POST /server/picture", "POST /password_links/{code}",
    "POST /chats/{chat_id}/files", "GET /files/{file_id}", "POST /photos", "GET /photos/{user_id}",
}  # fmt: skip
ALIASES = {"POST /logout": "GET /logout", "DELETE /logout": "GET /logout"}
OF_THE_SERVER = {
    "/", "/health", "/metrics", "/gateway", "/docs", "/openapi.yaml", "/openapi.json", "/asyncapi.yaml",
}  # fmt: skip
OPS_BESIDE = {"typing", "ping"}


def test_no_door_begins_a_transaction_of_its_own() -> None:
    """How it is run an action knows."""
    assert not [file for file in DOORS if re.search(r"database\.(read|write)\(", file.read_text())]


def requests() -> set[str]:
    """What can be requested of the contract, beside what is of the server itself."""
    return {
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method in methods
        if method in METHODS and path not in OF_THE_SERVER
    }


def test_every_request_is_in_the_table() -> None:
    listed = [each.request for each in commands.TABLE.values() if each.request is not None]
    assert len(listed) == len(set(listed))
    assert requests() - ALIASES.keys() == {*listed, *BESIDE}
    assert set(ALIASES.values()) <= set(listed)


def test_every_op_is_in_the_table() -> None:
    ops = {str(kind.__struct_config__.tag) for kind in get_args(frames.AnyOp)}
    assert ops == commands.BY_OP.keys() | OPS_BESIDE


def test_nothing_in_the_table_is_out_of_reach() -> None:
    assert all(each.request or each.op for each in commands.TABLE.values())
