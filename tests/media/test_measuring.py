"""What files say of their length and size."""

import io
import struct
import wave

import pytest

from besedka.media.kinds import kind_of
from besedka.media.measuring import measure
from besedka.model import Measures


async def told(content: bytes) -> Measures:
    async def read(start: int, stop: int) -> bytes:
        return content[start:stop]

    return await measure(kind_of(content), content[:1000], len(content), read)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def wav(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16_000 * seconds))
    return file.getvalue()


def film(brand: bytes = b"isom", *, turned: bool = False) -> bytes:
    """An MP4 whose description comes last."""
    head = bytes(12) + struct.pack(">II", 600, 1500)
    matrix = struct.pack(">9i", *((0, 65536, 0, -65536) if turned else (65536, 0, 0, 65536)), 0, 0, 0, 0, 0)
    track = bytes(40) + matrix + struct.pack(">II", 1280 << 16, 720 << 16)
    described = box(b"moov", box(b"mvhd", head) + box(b"trak", box(b"tkhd", track)))
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", bytes(5000)) + described


FLAC = b"fLaC\0\0\0\x22" + bytes(10) + ((44_100 << 44) | 88_200).to_bytes(8, "big") + bytes(16)
OGG = b"OggS" + bytes(24) + b"OpusHead\x01\x02" + (312).to_bytes(2, "little") + bytes(2000)
OGG += b"OggS\0\0" + (48_312).to_bytes(8, "little") + bytes(20)


@pytest.mark.parametrize(
    ("content", "measures"),
    [
        (wav(3), Measures(duration=3000)),
        (FLAC, Measures(duration=2000)),
        (OGG, Measures(duration=1000)),
        (film(), Measures(1280, 720, 2500)),
        (film(turned=True), Measures(720, 1280, 2500)),
        (film(b"M4A "), Measures(1280, 720, 2500)),
        (film()[:60], Measures()),
        (box(b"ftyp", b"isom") + b"\0\0\0\x02moov" + bytes(50), Measures()),
        (b"\x89PNG\r\n\x1a\n" + bytes(5), Measures()),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 50, Measures()),
        (b"\xff\xd8" + b"\xff" * 900, Measures()),
        (b"\x1a\x45\xdf\xa3webm" + b"\xff" * 90, Measures()),
        (b"RIFF\0\0\0\0WAVE" + bytes(900), Measures()),
    ],
)
async def test_what_a_file_says(content: bytes, measures: Measures) -> None:
    assert await told(content) == measures


WEBM = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\x01" + b"\xff" * 7
INFO = b"\x15\x49\xa9\x66\x8b\x44\x89\x88" + struct.pack(">d", 2500.0)
SOUND, PICTURES = b"\x86\x86A_OPUS", b"\x86\x85V_VP9"


@pytest.mark.parametrize(
    ("tracks", "kind"),
    [(SOUND, "audio/webm"), (PICTURES, "video/webm"), (SOUND + PICTURES, "video/webm"), (b"", "video/webm")],
)
async def test_a_recorded_voice_is_a_sound(tracks: bytes, kind: str) -> None:
    content = WEBM + INFO + b"\x16\x54\xae\x6b" + bytes([0x80 | len(tracks)]) + tracks
    assert kind_of(content) == kind
    assert await told(content) == Measures(duration=2500)
