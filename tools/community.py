"""A community that is good to look at, made over the API: what its people are called and say is in `shown/`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tools.painting import WITH_FACE, paint_evening, paint_face

PASSWORD = "a garden in May"  # noqa: S105 - of nobody
_WORDS = Path(__file__).with_name("shown")
_HOST = "nino"  # who came first and owns the server
VIEWER = "ada"
_PATIENCE = 60  # seconds, for a machine that does other things besides
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@dataclass
class Community:
    """Where to look, as whom: with the `session` of an administrator, or of the server's owner."""

    words: dict[str, Any]
    address: str
    session: str
    owner_session: str
    chat_id: int
    direct_id: int
    code: str


class _Person:
    def __init__(self, address: str, key: str, about: dict[str, str], breathe: Callable[[], None]) -> None:
        self._breathe = breathe
        self._client = httpx.Client(
            base_url=address, trust_env=False, timeout=_PATIENCE, headers={"User-Agent": _AGENT}
        )
        self.key = key
        account = {"email": f"{key}@example.org", "password": PASSWORD, "username": key, "name": about["name"]}
        self.ask("POST", "/users", account)
        self.user = self.ask("POST", "/login", {"email": account["email"], "password": PASSWORD})
        if about["status"]:
            self.ask("PUT", f"/users/{self.user['id']}", self.user | {"status": about["status"]})
        if key in WITH_FACE:
            self.upload("/photos", "face.png", paint_face(key))

    @property
    def session(self) -> str:
        return self._client.cookies["session_id"]

    def ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """The answer's JSON; raises unless it is a 200."""
        return self._read(self._client.request(method, path, json=body))

    def upload(self, path: str, name: str, content: bytes) -> Any:  # noqa: ANN401 - JSON
        return self._read(self._client.post(path, files={"file": (name, content)}))

    def say(self, chat_id: int, text: str, **more: object) -> Any:  # noqa: ANN401 - JSON
        self._breathe()
        return self.ask("POST", f"/chats/{chat_id}/messages", {"text": text} | more)

    def _read(self, response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        if response.status_code != httpx.codes.OK:
            raise RuntimeError(f"{response.request.url}: {response.status_code} {response.text}")
        return response.json() if response.content else None


def fill(address: str, language: str, breathe: Callable[[], None]) -> Community:
    """On a fresh server, in the words of a language. They `breathe` before they say something."""
    words = json.loads((_WORDS / f"{language}.json").read_text(encoding="utf-8"))
    order = sorted(words["people"], key=lambda key: key != _HOST)
    people = {key: _Person(address, key, words["people"][key], breathe) for key in order}
    host, viewer = people[_HOST], people[VIEWER]
    host.ask("PUT", "/server", {"name": words["server"]})
    host.ask("PUT", f"/server/people/{viewer.user['id']}", {"role": "admin"})
    room, code = _make_room(people, words["room"])
    channels = {each["name"]: host.ask("POST", f"/rooms/{room}", each)["id"] for each in words["channels"]}
    for each in words["channels"]:
        if each.get("private"):
            host.ask("PUT", f"/chats/{channels[each['name']]}/members/{viewer.user['id']}")
    chat_id = channels[words["channels"][1]["name"]]
    _talk(people, chat_id, words["talk"])
    viewer.ask("PUT", f"/chats/{chat_id}/read", {"seq": len(words["talk"])})
    for line in words["elsewhere"]:
        people[line["by"]].say(channels[line["channel"]], line["text"])
    _make_room(people, words["second_room"])
    direct_id = _write_directly(people, words)
    return Community(words, address, viewer.session, host.session, chat_id, direct_id, code)


def _make_room(people: dict[str, _Person], name: str) -> tuple[int, str]:
    """Everyone is in it; and the code by which one more may be."""
    host = people[_HOST]
    room = int(host.ask("POST", "/rooms", {"name": name})["id"])
    code = str(host.ask("POST", f"/rooms/{room}/invites", {})["code"])
    for person in people.values():
        if person is not host:
            person.ask("POST", f"/invites/{code}", {})
    return room, code


def _talk(people: dict[str, _Person], chat_id: int, lines: list[dict[str, Any]]) -> None:
    sent: list[int] = []
    for line in lines:
        person = people[line["by"]]
        more: dict[str, object] = {"reply_to": sent[line["reply"]]} if "reply" in line else {}
        if attached := _attached(line):
            more["file_ids"] = [person.upload(f"/chats/{chat_id}/files", *attached)["id"]]
        sent.append(person.say(chat_id, line["text"], **more)["id"])
        for emoji, fond in line.get("react", {}).items():
            for key in fond:
                people[key].ask("PUT", f"/messages/{sent[-1]}/reactions/{emoji}")


def _attached(line: dict[str, Any]) -> tuple[str, bytes] | None:
    if "picture" in line:
        return line["picture"], paint_evening()
    return (line["file"], b"18:00\n" * 400) if "file" in line else None


def _write_directly(people: dict[str, _Person], words: dict[str, Any]) -> int:
    viewer, ids = people[VIEWER], {key: person.user["id"] for key, person in people.items()}
    group = words["group"]
    others = [ids[key] for key in ("leila", "boris", "tomas")]
    group_id = viewer.ask("POST", "/chats", {"user_ids": others, "name": group["name"]})["id"]
    people[group["by"]].say(group_id, group["text"])
    other = words["other_direct"]
    people[other["by"]].say(viewer.ask("POST", "/chats", {"user_id": ids[other["by"]]})["id"], other["text"])
    direct_id = int(viewer.ask("POST", "/chats", {"user_id": ids["boris"]})["id"])
    for line in words["direct"]:
        people[line["by"]].say(direct_id, line["text"])
    viewer.ask("PUT", f"/chats/{direct_id}/read", {"seq": len(words["direct"])})
    return direct_id
