"""`GET /users`, `GET /users/{id}/chats` of someone with 50 chats, and posting a message, beside a bare server."""

import argparse
import tempfile
from pathlib import Path

from bench import load, people, processes

CHATS = 50
TEXT = "a message of about the usual length, neither long nor very short, all in one line"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench http", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each request is measured")
    seconds = parser.parse_args(arguments).seconds
    with processes.bare() as bare:
        baseline = load.measure(bare.port, load.get("/"), seconds)
    print(f"{'bare uvicorn+Falcon':28} {baseline}")
    with tempfile.TemporaryDirectory() as folder, processes.besedka(Path(folder)) as server:
        visitor = someone_with_chats(server.port)
        for path in ("/users", f"/users/{visitor.id}/chats"):
            report(f"GET {path}", load.measure(server.port, load.get(path, visitor.cookie), seconds), baseline)
        path = "/chats/1/messages"
        posting = load.post(path, {"text": TEXT}, visitor.cookie)
        report(f"POST {path}", load.measure(server.port, posting, seconds), baseline)


def someone_with_chats(port: int) -> people.Visitor:
    """A visitor with 50 direct chats."""
    visitor = people.sign_in(port, "ada@example.org")
    for number in range(CHATS):
        peer = people.Visitor(port).ask(
            "POST", "/users", {"email": f"peer{number}@example.org", "password": people.PASSWORD}
        )
        visitor.ask("POST", "/chats", {"user_id": peer["id"]})
    return visitor


def report(path: str, result: load.Load, baseline: load.Load) -> None:
    """One line, with the ratio to the baseline."""
    print(f"{path:28} {result}   {result.rate / baseline.rate:.2f} of bare")
