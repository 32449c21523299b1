"""How long a sound lasts, where its container says so."""

import struct
from collections.abc import Awaitable, Callable

from besedka.media import Read
from besedka.model import Measures

_TAIL = 64 * 1024  # bytes from the end, within which an Ogg's last page begins
_OPUS_RATE = 48_000
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by the version's bits
_FRAMES_KNOWN = 1  # a flag of the head that encoders of MP3 leave in the first frame
_CHUNKS = 64  # of a WAV that are looked at


async def measure_wav(head: bytes, size: int, read: Read) -> Measures:  # noqa: ARG001 - all have one signature
    place, rate = 12, 0
    for _ in range(_CHUNKS):
        name, length = struct.unpack_from("<4sI", head, place)
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", head, place + 16)
        if name == b"data":
            return _lasting(min(length, size), rate)
        place += 8 + length + length % 2
    return Measures()


async def measure_flac(head: bytes, size: int, read: Read) -> Measures:  # noqa: ARG001 - likewise
    bits = int.from_bytes(head[18:26], "big")  # 20 of the rate, 3 and 5 of other things, 36 of the number of samples
    return _lasting(bits & (1 << 36) - 1, bits >> 44)


async def measure_mp3(head: bytes, size: int, read: Read) -> Measures:  # noqa: ARG001 - likewise
    start = _after_tags(head)
    if start + 4 > len(head):
        head, start = await read(start, start + 4096), 0
    version, mono = head[start + 1] >> 3 & 3, head[start + 3] >> 6 == 3  # noqa: PLR2004 - one channel
    rate = _MP3_RATES[version][head[start + 2] >> 2 & 3]
    of_mpeg_1 = version == 3  # noqa: PLR2004 - its bits
    said = start + 4 + ((17 if mono else 32) if of_mpeg_1 else (9 if mono else 17))
    if head[said : said + 4] not in {b"Xing", b"Info"}:
        return Measures()
    flags, frames = struct.unpack_from(">II", head, said + 4)
    return _lasting(frames * (1152 if of_mpeg_1 else 576), rate) if flags & _FRAMES_KNOWN else Measures()


async def measure_ogg(head: bytes, size: int, read: Read) -> Measures:
    rate, skipped = _ogg_rate(head)
    tail = await read(max(0, size - _TAIL), size)
    page = tail.rfind(b"OggS")
    if page < 0 or not rate:
        return Measures()
    (position,) = struct.unpack_from("<q", tail, page + 6)
    return _lasting(position - skipped, rate)


def _ogg_rate(head: bytes) -> tuple[int, int]:
    """Samples a second, and how many of them are not to be heard."""
    opus, vorbis = head.find(b"OpusHead", 0, 128), head.find(b"\x01vorbis", 0, 128)
    if opus >= 0:
        return _OPUS_RATE, int.from_bytes(head[opus + 10 : opus + 12], "little")
    return (int.from_bytes(head[vorbis + 12 : vorbis + 16], "little"), 0) if vorbis >= 0 else (0, 0)


def _after_tags(head: bytes) -> int:
    """Where the first frame begins."""
    if head[:3] != b"ID3":
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _lasting(samples: int, rate: int) -> Measures:
    return Measures(duration=samples * 1000 // rate) if rate > 0 and samples >= 0 else Measures()


MEASURES: dict[str, Callable[[bytes, int, Read], Awaitable[Measures]]] = {
    "audio/wav": measure_wav,
    "audio/flac": measure_flac,
    "audio/mpeg": measure_mp3,
    "audio/ogg": measure_ogg,
}
