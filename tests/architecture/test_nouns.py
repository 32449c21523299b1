"""The same noun has the same file name in every layer."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "besedka"


def nouns(layer: str) -> set[str]:
    return {file.stem for file in (PACKAGE / layer).glob("*.py")} - {"__init__"}


def test_store_and_actions_share_their_nouns() -> None:
    shared = {"users", "sessions", "rooms", "chats"}
    assert shared <= nouns("store") & nouns("actions") & nouns("http/resources")


def test_every_module_says_what_it_is_for() -> None:
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "client" / "src").rglob("*.py")]
    silent = [file for file in files if file.read_text() and not file.read_text().startswith('"""')]
    assert not silent
