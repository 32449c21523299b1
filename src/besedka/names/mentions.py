"""Where a text may call someone: `@` and a username, not within a word, so that an e-mail address calls nobody."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

import msgspec

from besedka.names.keys import username_key

SIGN = "@"
EVERYONE = "all"  # who is called by this
NAME_LIMIT = 32  # characters of a username
CALLS_LIMIT = 50  # places in a text that are looked at; more are text
NAMES_LIMIT = 100  # usernames that are looked for
SIGNS_LIMIT = 1000  # that a name might follow, within words too; a text can hold ten times as many

_PUNCTUATION = "_.-"
_SIGN_BEFORE_NAME = re.compile(rf"{SIGN}(?=[\w.-]|[^\x00-\x7f])")


class Call(msgspec.Struct, frozen=True):
    """A place in a text where `@` stands, at `start`, and whose name may follow it: by the keys of usernames and how many
    characters each takes with the sign, the longest first.
    """

    start: int
    names: tuple[tuple[str, int], ...]


def find_calls(text: str) -> list[Call]:
    """Where the text may call someone. What it costs grows with the text only."""
    calls: list[Call] = []
    names = 0
    for sign in islice(_SIGN_BEFORE_NAME.finditer(text), SIGNS_LIMIT):
        start = sign.start()
        if start and _is_of_name(text[start - 1]):
            continue
        found = tuple(islice(_names_at(text, start + 1), NAMES_LIMIT - names))
        if found:
            calls.append(Call(start, found))
            names += len(found)
        if len(calls) >= CALLS_LIMIT or names >= NAMES_LIMIT:
            break
    return calls


def _names_at(text: str, begin: int) -> Iterator[tuple[str, int]]:
    """The names that may stand there, the longest first: all that could be of one name; without what follows a full stop
    or a hyphen, which may be of the sentence; in scripts without spaces, any beginning.
    """
    end = begin
    while end < len(text) and end - begin < NAME_LIMIT and _is_of_name(text[end]):
        end += 1
    for stop in range(end, begin, -1):
        is_all_of_it = not _is_of_name(text[stop : stop + 1])
        if is_all_of_it or _may_end(text, stop, end):
            key = username_key(text[begin:stop])
            if key != EVERYONE or not text[stop:end].strip(_PUNCTUATION):
                yield key, stop - begin + 1


def _may_end(text: str, stop: int, end: int) -> bool:
    """Whether a name may end there, before a character that could be of a name."""
    before, after = text[stop - 1], text[stop]
    if unicodedata.category(after).startswith("M"):
        return False  # it is a part of the letter before it
    return after in ".-" or not text[stop:end].strip(_PUNCTUATION) or _is_wide(before) or _is_wide(after)


def _is_of_name(character: str) -> bool:
    """As `check_username` has it: letters and digits of any script with their marks, and some punctuation."""
    return character != "" and (character in _PUNCTUATION or unicodedata.category(character)[0] in "LMN")


def _is_wide(character: str) -> bool:
    """Of a script that writes words without spaces between them."""
    return unicodedata.east_asian_width(character) in "WF"
