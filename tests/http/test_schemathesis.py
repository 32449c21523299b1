"""Requests that nobody thought of: whatever is sent, the answer is one that the contract knows."""

import asyncio
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.support.cast import PASSWORD, PATIENCE, Visitor
from tests.support.contract import document
from tests.support.server import Running, sqlite_only

EXAMPLES = 15  # of each operation, well-formed and not
HELD = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
"""Beyond these schemathesis would have the server refuse what the original has it ignore, like unknown members."""


@cache
def operations() -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(document())
    results: Any = schema.get_all_operations()
    return {result.ok().label: result.ok() for result in results}


class Attacker:
    """Someone signed in, with a blocking client in a thread of its own. Signed in anew whenever that came to an end."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self._visitor = visitor
        self._address = address
        self._session = requests.Session()

    def send(self, case: Any) -> None:
        if self._session.get(f"{self._address}/users").status_code == 401:
            self._session.post(f"{self._address}/login", json={"email": self._visitor.email, "password": PASSWORD})
        response = case.call(base_url=self._address, session=self._session, timeout=PATIENCE)
        case.validate_response(response, checks=HELD)

    def close(self) -> None:
        self._session.close()


@sqlite_only
@pytest.mark.parametrize("name", operations())
async def test_every_answer_is_one_of_the_contract(ada: Visitor, server: Running, name: str) -> None:
    attacker = Attacker(ada, server.address)
    operation = operations()[name]

    @seed(1)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE))
    def attack(case: Any) -> None:
        attacker.send(case)

    try:
        await asyncio.to_thread(attack)
    finally:
        attacker.close()
    assert (await server.visitor().get("/health")).status_code == 200
