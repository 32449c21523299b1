"""Pictures: made small and harmless, or drawn, in a bounded worker off the event loop."""

from typing import BinaryIO

from besedka.workers import Workers

WAITING_LIMIT = 50  # pictures
MEDIA_TYPE = "image/webp"


class Images:
    """One picture at a time: what decoding needs of memory and processor is bounded whatever is sent.

    The methods raise `errors.Unavailable` when too many wait already.
    """

    def __init__(self) -> None:
        self._workers = Workers("picture", threads=1, waiting=WAITING_LIMIT)

    async def make_avatar(self, source: BinaryIO) -> bytes:
        """A square WebP of 512 pixels: upright, cropped around the centre, without metadata.

        Raises `BadRequest` (`bad_image`) for what is no picture, or one over 50 megapixels.
        """
        return await self._workers.run(lambda: _make_avatar(source))

    async def draw_initials(self, user_id: int, name: str) -> bytes:
        """The picture of someone who has none: initials on a colour of the id, as WebP."""
        return await self._workers.run(lambda: _draw_initials(user_id, initials(name)))

    def close(self) -> None:
        """End the worker; the picture in hand is finished first."""
        self._workers.close()


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals; empty if there are none we can draw."""
    words = [word for word in name.replace("_", " ").replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


def _make_avatar(source: BinaryIO) -> bytes:
    from besedka.images.avatar import make_avatar  # noqa: PLC0415 - Pillow takes 8 MiB: not before the first picture

    return make_avatar(source)


def _draw_initials(user_id: int, letters: str) -> bytes:
    from besedka.images.drawing import draw_initials  # noqa: PLC0415 - likewise

    return draw_initials(user_id, letters)
