"""The form in which texts are searched: words without case, and without differences of encoding."""

import re
import unicodedata
from collections.abc import Iterator

from besedka.names.invisible import IGNORABLE_CLASS

PIECE = 200  # characters folded at a time: normalising takes time in the square of the combining marks in a row
_MARKS = {"Mn", "Mc", "Me"}
_HALF_WIDTH_MARKS = "\uff9e\uff9f"  # voiced sounds of half-width katakana, which are one letter with the one before
_STEPS_BACK = 30  # no letter has more marks upon it
_IGNORABLE = re.compile(IGNORABLE_CLASS)
_PERHAPS_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f-\U0010ffff]"
)  # cheaper, and no alphabet of Europe is among them
# Turkish has two letters i, of which case makes three: whoever looks for one means any.
_LETTERS_I = (("i\u0307", "i"), ("\u0131", "i"))


def search_words(text: str) -> list[str]:
    """The words of a text, in its order, as they are searched and searched for. What has no white space is one word.

    Takes time in proportion to the text, whatever it is.
    """
    if text.isascii():
        return text.lower().split()
    if len(text) <= PIECE:
        return _fold_piece(text).split()
    return [word for whole in text.split() for word in _fold(whole).split()]


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else "".join(map(_fold_piece, _pieces(word)))


def _fold_piece(piece: str) -> str:
    """As the standard's NFKC_Casefold, and with one i."""
    normal = unicodedata.normalize("NFKC", piece).casefold()
    if _PERHAPS_IGNORABLE.search(normal):
        normal = _IGNORABLE.sub("", normal)
    folded = unicodedata.normalize("NFKC", normal)
    for spelling, letter in _LETTERS_I:
        if spelling in folded:
            folded = folded.replace(spelling, letter)
    return folded


def _pieces(word: str) -> Iterator[str]:
    """Of bounded length, and no letter in two of them, unless it has more marks than any language puts on one."""
    start = 0
    while len(word) - start > PIECE:
        end = start + PIECE
        while end > start + PIECE - _STEPS_BACK and _belongs_to_letter_before(word[end]):
            end -= 1
        yield word[start:end]
        start = end
    yield word[start:]


def _belongs_to_letter_before(character: str) -> bool:
    return unicodedata.category(character) in _MARKS or character in _HALF_WIDTH_MARKS
