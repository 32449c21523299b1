"""The form that names are compared in."""

import unicodedata

FOLD_LIMIT = 254  # characters: the longest text that is compared, an e-mail address


def fold(text: str) -> str:
    """Without case, and without differences of encoding (Unicode NFKC).

    Needs at most `FOLD_LIMIT` characters, and raises `ValueError` for more: normalising takes time in the square of
    the combining marks in a row, 1.6 s for 62 kB of them.
    """
    if len(text) > FOLD_LIMIT:
        raise ValueError(f"{len(text)} characters are too many to fold")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
