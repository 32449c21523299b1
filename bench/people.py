"""Signing up and asking, as the benchmarks need it."""

import http.client
import json
from typing import Any

PASSWORD = "a password for benchmarks"  # noqa: S105 - of nobody


class Visitor:
    """Someone who speaks to a server over one connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookie = cookie
        self.id = 0

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """The answer's JSON; raises unless it is a 200."""
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, {"Cookie": self.cookie} if self.cookie else {})
        response = self._connection.getresponse()
        answer = read_answer(response)
        self.cookie = (response.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer


def read_answer(response: http.client.HTTPResponse) -> Any:  # noqa: ANN401 - JSON
    """Its JSON; raises unless it is a 200."""
    answer = response.read()
    if response.status != http.client.OK:
        raise RuntimeError(f"{response.status} {answer.decode()}")
    return json.loads(answer)


def sign_in(port: int, email: str, *, new: bool = True) -> Visitor:
    """A visitor with a session, of a new account or an old one."""
    visitor = Visitor(port)
    if new:
        visitor.ask("POST", "/users", {"email": email, "password": PASSWORD})
    visitor.id = visitor.ask("POST", "/login", {"email": email, "password": PASSWORD})["id"]
    return visitor
