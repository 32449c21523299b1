"""The comparison of `bench hello`: a server that greets in one piece, on its event loop, however many chats there are."""

from besedka import cli
from besedka.gateway import door, frames, hub
from besedka.store import chats

ALL = 10**9


def main() -> None:
    chats.PORTION = frames.CHATS_AT_ONCE = door.SEATED_AT_ONCE = hub.EXPECTED_AT_ONCE = ALL
    cli.main()


if __name__ == "__main__":
    main()
