"""What files are called."""

import unicodedata

from besedka.names.invisible import is_visible
from besedka.names.turning import TURNING  # else `gpj.exe` could be shown as `exe.jpg`

NAME_LIMIT = 255  # characters
NAMELESS = "file"
_UNFIT = {"Cc", "Cs", "Zl", "Zp"}  # control characters, halves of surrogate pairs, ends of lines


def tidy_file_name(name: str) -> str:
    """A name in any script that can be shown in one line, as it was meant to be read: without folders, and of at most 255
    characters, of which the last ones, that tell its kind, are kept.
    """
    last = name[-4 * NAME_LIMIT :].replace("\\", "/").rpartition("/")[2]
    shown = " ".join("".join(each for each in last if _is_fit(each)).split()).strip(" .")
    if len(shown) > NAME_LIMIT:
        stem, dot, ending = shown.rpartition(".")
        shown = (
            stem[: NAME_LIMIT - len(dot + ending)] + dot + ending
            if len(ending) < NAME_LIMIT // 2
            else shown[:NAME_LIMIT]
        )
    return shown if is_visible(shown) else NAMELESS


def _is_fit(character: str) -> bool:
    return character not in TURNING and (character.isspace() or unicodedata.category(character) not in _UNFIT)
