"""The port for pictures: made small and harmless, or drawn."""

from typing import BinaryIO, Protocol

MEDIA_TYPE = "image/webp"
SIDE = 512  # pixels of a profile picture
THUMBNAIL_SIDE = 640  # pixels of the longer side of a small picture, at most


class Images(Protocol):
    """Makes pictures. What that needs of memory, processor and time is bounded whatever is sent, and nobody's pictures
    keep those of others waiting for more than one of theirs.
    """

    async def make_avatar(self, source: BinaryIO, user_id: int) -> bytes:
        """A square WebP of `SIDE` pixels: upright, cropped around the centre, without metadata. `source` is a file on
        disk; `user_id` says who waits for it.

        Raises `BadRequest` (`bad_image`) for what is no picture, one over 50 megapixels, or one that takes too much memory
        or time; `TooManyRequests` if too many of this user wait already; `Unavailable` if too many wait in all, or the
        server is stopping.
        """

    async def make_thumbnail(self, source: BinaryIO, user_id: int, *, moving: bool) -> bytes:
        """A WebP that fits into a square of `THUMBNAIL_SIDE` pixels: upright, without metadata; that of a GIF moves as it does,
        if that is asked for and is not too much. Raises as `make_avatar`.
        """

    async def draw_initials(self, user_id: int, name: str) -> bytes:
        """The picture of someone who has none: initials on a colour of the id, as WebP. Does not wait for uploads.

        Raises `Unavailable` if too many wait already.
        """

    def stop(self) -> None:
        """Give up what is in hand, at once, and begin nothing more: whoever waits gets `Unavailable`."""

    async def close(self) -> None:
        """Let go of threads and processes. Stops first."""


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals; empty if there are none we can draw."""
    words = [word for word in name.replace("_", " ").replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()
