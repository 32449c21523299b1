"""Of which kind a file is."""

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

# What browsers may show in place: of these none holds anything that is run. All else is only ever downloaded.
INLINE = frozenset({
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif",
    "audio/mpeg", "audio/ogg", "audio/flac", "audio/wav", "audio/mp4", "audio/webm",
    "video/mp4", "video/webm",
})  # fmt: skip
PICTURES = frozenset({
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/tiff",
})  # fmt: skip

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
# Brands of ISO 14496-12; those of QuickTime, which few browsers show, are not among them.
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_FILMS = {
    b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV", b"3gp4", b"3gp5",
}  # fmt: skip
_EBML = b"\x1a\x45\xdf\xa3"
_EBML_HEAD = 64  # bytes, within which it says what is in it
_SOUNDS = (b"A_OPUS", b"A_VORBIS")  # codecs of Matroska, as tracks name them
_PICTURES = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG")
_EBML_TRACKS = 4096  # bytes, within which it names its tracks
_CONTROLS = bytes((*range(9), 11, *range(14, 27), *range(28, 32), 127))  # of ASCII, without white space and escape
_FRAME_SYNC = 0xE0


def kind_of(head: bytes) -> str:
    """The media type of a file that begins so; `UNKNOWN` if that can't be told. Text of any sort, programs and pages among
    them, is plain text.
    """
    signed = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    return signed or _kind_of_container(head) or (TEXT if head and _is_text(head) else UNKNOWN)


def _kind_of_container(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _kind_by_brand(head[8:12])
    if head.startswith(_EBML):
        return _kind_of_webm(head) if b"webm" in head[:_EBML_HEAD] else UNKNOWN
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    if _is_mp3(head):
        return "audio/mpeg"
    return None


def _kind_of_webm(head: bytes) -> str:
    """By the codecs it names: what browsers record from a microphone is all sound."""
    named = head[:_EBML_TRACKS]
    is_sound = any(codec in named for codec in _SOUNDS) and not any(codec in named for codec in _PICTURES)
    return "audio/webm" if is_sound else "video/webm"


def _kind_by_brand(brand: bytes) -> str:
    return _BRANDS.get(brand) or ("video/mp4" if brand in _FILMS else UNKNOWN)


def _is_mp3(head: bytes) -> bool:
    """Whether it begins with a frame of MPEG audio, layer III, of a bit rate and sampling rate that there are."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & _FRAME_SYNC != _FRAME_SYNC:  # noqa: PLR2004 - a frame's head
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3  # noqa: PLR2004 - reserved


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # else a character that is cut in two
            return False
    return len(head.translate(None, _CONTROLS)) == len(head)  # quicker by far than looking at each
