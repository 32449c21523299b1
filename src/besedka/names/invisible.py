"""Characters that show nothing."""

import unicodedata
from bisect import bisect_right

# Default_Ignorable_Code_Point (UAX #44): first and last of each stretch. The standard gives them for ever.
_IGNORABLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_STARTS = [first for first, _ in _IGNORABLE]
IGNORABLE_CLASS = f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _IGNORABLE)}]"  # of a regular expression
_BLANK = "\u2800"  # a Braille pattern without dots, which is no white space to the standard
_EMPTY_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp"}


def is_ignorable(character: str) -> bool:
    """Whether it is shown as nothing at all where a font does not know better (Default_Ignorable_Code_Point)."""
    code = ord(character)
    place = bisect_right(_STARTS, code) - 1
    return place >= 0 and code <= _IGNORABLE[place][1]


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen in a text."""
    return any(map(_is_seen, text))


def _is_seen(character: str) -> bool:
    return (
        unicodedata.category(character) not in _EMPTY_CATEGORIES and character != _BLANK and not is_ignorable(character)
    )
