"""Profile pictures: sections 2.5 and 2.6 of the original."""

import io
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from besedka.bus import UserChanged
from tests.support.cast import Visitor, problem
from tests.support.pictures import BLUE, RED, picture
from tests.support.server import Running, sqlite_only
from tests.support.waiting import wait_for

ORIENTATION, GPS_LATITUDE, MAKE = 0x0112, 2, 0x010F
PICTURE = {"Accept": "image/*"}


async def upload(visitor: Visitor, content: bytes, field: str = "file", name: str = "me.png") -> httpx.Response:
    return await visitor.client.post("/photos", files={field: (name, content)})


async def shown(visitor: Visitor, user_id: int) -> Image.Image:
    response = await visitor.get(f"/photos/{user_id}", headers=PICTURE)
    assert response.headers["Content-Type"] == "image/webp"
    return Image.open(io.BytesIO(response.content))


def near(image: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.convert("RGB").getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 40 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("field", ["file", "picture"])
async def test_a_picture_is_uploaded_and_seen_by_others(
    ada: Visitor, boris: Visitor, server: Running, field: str
) -> None:
    server.bus.announced.clear()
    assert (await upload(ada, picture(), field)).json() == {"id": ada.id}
    assert server.bus.announced == [UserChanged(ada.id)]
    image = await shown(boris, ada.id)
    assert (image.size, image.format) == ((512, 512), "WEBP")
    assert near(image, (20, 256), RED)
    assert near(image, (490, 256), BLUE)


@sqlite_only
@pytest.mark.parametrize(
    ("image_format", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
        ("GIF", "RGB"),
        ("BMP", "RGB"),
        ("TIFF", "CMYK"),
        ("AVIF", "RGB"),
    ],
)
async def test_many_kinds_of_pictures_will_do(ada: Visitor, image_format: str, mode: str) -> None:
    assert (await upload(ada, picture(image_format, mode=mode))).status_code == 200
    image = await shown(ada, ada.id)
    assert image.size == (512, 512)
    if mode not in {"1", "L"}:
        assert near(image, (20, 256), RED)
        assert near(image, (490, 256), BLUE)


@sqlite_only
async def test_grey_of_sixteen_bits_is_scaled(ada: Visitor) -> None:
    file = io.BytesIO()
    Image.new("I;16", (64, 64), 128 * 256).save(file, "PNG")
    await upload(ada, file.getvalue())
    assert near(await shown(ada, ada.id), (256, 256), (128, 128, 128))


@sqlite_only
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_a_large_picture_is_scaled_as_a_small_one(ada: Visitor, mode: str) -> None:
    source = picture(size=(7001, 4001), mode=mode, compress_level=1)
    assert (await upload(ada, source)).status_code == 200
    image = await shown(ada, ada.id)
    assert near(image, (5, 5), RED)
    assert near(image, (250, 256), RED)
    assert near(image, (262, 256), BLUE)
    assert near(image, (506, 506), BLUE)


@sqlite_only
async def test_a_picture_is_turned_upright_and_says_nothing_of_its_making(ada: Visitor) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned by 90° clockwise
    exif[MAKE] = "Secret Camera"
    exif.get_ifd(0x8825)[GPS_LATITUDE] = (52.0, 31.0, 12.0)
    await upload(ada, picture("JPEG", exif=exif))
    image = await shown(ada, ada.id)
    assert near(image, (256, 20), RED)
    assert near(image, (256, 490), BLUE)
    assert not dict(image.getexif())
    raw = (await ada.get(f"/photos/{ada.id}", headers=PICTURE)).content
    assert b"Secret" not in raw
    assert b"EXIF" not in raw


@sqlite_only
@pytest.mark.parametrize("size", [(1000, 100), (100, 1000), (1, 1)])
async def test_a_picture_is_cropped_around_its_centre(ada: Visitor, size: tuple[int, int]) -> None:
    assert (await upload(ada, picture(size=size))).status_code == 200
    assert (await shown(ada, ada.id)).size == (512, 512)


def bomb() -> bytes:
    """56 megapixels in few bytes."""
    file = io.BytesIO()
    Image.new("1", (8000, 7000)).save(file, "PNG")
    return file.getvalue()


@sqlite_only
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        picture()[:60],
        picture("JPEG")[:300],
        bomb(),
    ],
    ids=["empty", "text", "svg", "postscript", "cut png", "cut jpeg", "bomb"],
)
async def test_what_is_no_picture_is_refused(ada: Visitor, content: bytes) -> None:
    assert problem(await upload(ada, content))[:2] == (400, "bad_image")
    await shown(ada, ada.id)


@sqlite_only
async def test_ten_mebibytes_are_the_limit(ada: Visitor) -> None:
    source = picture()
    assert (await upload(ada, source + b"\0" * (10 * 2**20 - len(source)))).status_code == 200
    assert problem(await upload(ada, source + b"\0" * (10 * 2**20 - len(source) + 1)))[:2] == (413, "too_large")
    assert (await ada.get("/health")).status_code == 200


def form(*parts: str, end: str = "--x--\r\n") -> bytes:
    return ("".join(f"--x\r\n{part}\r\n" for part in parts) + end).encode()


FILE = 'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nx'
FIELD = 'Content-Disposition: form-data; name="comment"\r\n\r\nhello'


@sqlite_only
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", form(FILE)),
        ("multipart/form-data; boundary=", form(FILE)),
        ("multipart/form-data; boundary=" + "x" * 80, form(FILE)),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        ("multipart/form-data; boundary=x", form()),
        ("multipart/form-data; boundary=x", form(FIELD)),
        ("multipart/form-data; boundary=x", form(FILE, FILE)),
        ("multipart/form-data; boundary=x", form(FILE, end="")),
        ("multipart/form-data; boundary=x", form("Content-Disposition: nonsense\r\n\r\nx")),
        ("multipart/form-data; boundary=x", form("X: " + "y" * 20_000 + "\r\n\r\nx")),
    ],
)
async def test_a_form_that_is_none_is_refused(ada: Visitor, content_type: str, body: bytes) -> None:
    response = await ada.post("/photos", body, headers={"Content-Type": content_type})
    assert problem(response)[:2] == (400, "bad_multipart")


@sqlite_only
async def test_other_fields_of_the_form_do_no_harm(ada: Visitor) -> None:
    response = await ada.client.post("/photos", data={"comment": "me"}, files={"file": ("a", picture())})
    assert response.status_code == 200


async def test_the_original_answers_with_a_form_of_one_file(ada: Visitor) -> None:
    await upload(ada, picture())
    response = await ada.get(f"/photos/{ada.id}")
    head = f"Content-Type: {response.headers['Content-Type']}\r\n\r\n".encode()
    part = message_from_bytes(head + response.content)
    assert part.get_content_type() == "multipart/form-data"
    only: Any = part.get_payload(0)
    assert only.get_param("name", header="Content-Disposition") == "file"
    assert Image.open(io.BytesIO(only.get_payload(decode=True))).size == (512, 512)


BROWSER, PROGRAM = {"Sec-Fetch-Mode": "no-cors"}, dict[str, str]()


@sqlite_only
@pytest.mark.parametrize(
    ("accept", "sender", "bare"),
    [
        ("image/*", PROGRAM, True),
        ("image/webp", PROGRAM, True),
        ("image/avif,image/webp,image/png,*/*;q=0.8", PROGRAM, True),
        ("image/avif,image/webp,image/png,*/*;q=0.8", BROWSER, True),
        ("text/html,application/xhtml+xml,image/webp,*/*;q=0.8", PROGRAM, True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", BROWSER, True),
        ("image/webp, multipart/form-data;q=0.5", PROGRAM, True),
        ("*/*", BROWSER, True),
        ("application/json, text/plain, */*", BROWSER, True),
        ("*/*", PROGRAM, False),
        ("application/json, text/plain, */*", PROGRAM, False),
        ("multipart/form-data", PROGRAM, False),
        ("multipart/form-data", BROWSER, False),
        ("Multipart/Form-Data, */*", BROWSER, False),
        ("multipart/form-data, text/html", BROWSER, False),
        ("multipart/form-data, image/webp", BROWSER, False),
        ("multipart/form-data, image/webp;q=0.9", BROWSER, False),
        ("application/json", PROGRAM, False),
        ("application/json", BROWSER, False),
        ("", PROGRAM, False),
        ("no such; thing=,", PROGRAM, False),
        ("no such; thing=,", BROWSER, False),
    ],
)
async def test_who_gets_the_picture_and_who_the_form(
    ada: Visitor, accept: str, sender: dict[str, str], bare: bool
) -> None:
    response = await ada.get(f"/photos/{ada.id}", headers={"Accept": accept} | sender)
    assert response.headers["Content-Type"].partition(";")[0] == ("image/webp" if bare else "multipart/form-data")
    assert {"Accept", "Sec-Fetch-Mode"} <= {each.strip() for each in response.headers["Vary"].split(",")}
    assert response.headers["Cache-Control"] == "private, no-cache"
    other = await ada.get(f"/photos/{ada.id}", headers={"Accept": "image/*" if not bare else "multipart/form-data"})
    assert other.headers["ETag"] != response.headers["ETag"]
    again = {"Accept": accept, "If-None-Match": response.headers["ETag"]} | sender
    assert (await ada.get(f"/photos/{ada.id}", headers=again)).status_code == 304


async def test_who_has_no_picture_gets_one_drawn(ada: Visitor, boris: Visitor) -> None:
    mine, his = [await ada.get(f"/photos/{each.id}", headers=PICTURE) for each in (ada, boris)]
    assert mine.content != his.content
    assert Image.open(io.BytesIO(mine.content)).size == (512, 512)
    for name in ("Ада Лавлейс", "千代", "🌻", "", "  x  ", "a" * 128):
        assert (await ada.edit(name=name)).status_code == 200
        assert (await ada.get(f"/photos/{ada.id}", headers=PICTURE)).status_code == 200


async def test_a_picture_is_sent_once_as_long_as_it_stays(ada: Visitor) -> None:
    for change in (None, picture(), picture(size=(9, 9))):
        if change:
            await upload(ada, change)
        first = await ada.get(f"/photos/{ada.id}", headers=PICTURE)
        assert first.headers["Cache-Control"] == "private, no-cache"
        known = PICTURE | {"If-None-Match": first.headers["ETag"]}
        again = await ada.get(f"/photos/{ada.id}", headers=known)
        assert (again.status_code, again.content) == (304, b"")
        other = await ada.get(f"/photos/{ada.id}", headers={"If-None-Match": first.headers["ETag"]})
        assert other.status_code == 200
    stale = PICTURE | {"If-None-Match": '"nonsense", W/"x"'}
    assert (await ada.get(f"/photos/{ada.id}", headers=stale)).status_code == 200


@sqlite_only
async def test_a_replaced_picture_is_not_kept(ada: Visitor, tmp_path: Path) -> None:
    for _ in range(3):
        await upload(ada, picture())

    async def one_is_left() -> bool:
        return len([file for file in (tmp_path / "blobs").rglob("*") if file.is_file()]) == 1

    await wait_for(one_is_left)
    assert (await ada.get(f"/photos/{ada.id}", headers=PICTURE)).status_code == 200


async def test_a_picture_is_removed_and_the_drawn_one_seen_again(
    ada: Visitor, boris: Visitor, stranger: Visitor, server: Running
) -> None:
    drawn = await boris.get(f"/photos/{ada.id}", headers=PICTURE)
    await upload(ada, picture())
    await upload(boris, picture())
    uploaded = await boris.get(f"/photos/{ada.id}", headers=PICTURE)
    assert problem(await stranger.delete("/photos")) == (401, "not_signed_in", None)
    server.bus.announced.clear()
    for _ in range(2):  # the second time it is as it is
        response = await ada.delete("/photos")
        assert (response.status_code, response.json()) == (200, {})
        assert server.bus.announced.count(UserChanged(ada.id)) == 1
    known = PICTURE | {"If-None-Match": uploaded.headers["ETag"]}
    back = await boris.get(f"/photos/{ada.id}", headers=known)
    assert (back.status_code, back.content, back.headers["ETag"]) == (200, drawn.content, drawn.headers["ETag"])
    assert near(await shown(ada, boris.id), (20, 256), RED)


async def test_who_has_a_picture_knows_it_and_nobody_else_does(server: Running, ada: Visitor, boris: Visitor) -> None:
    async def seen(by: Visitor) -> object:
        return (await by.get(f"/users/{boris.id}")).json().get("photo")

    chiyo = await server.sign_up("chiyo")
    assert [await seen(each) for each in (boris, chiyo)] == [None, None]
    await upload(boris, picture())
    assert [await seen(each) for each in (boris, chiyo)] == [True, None]
    assert (await boris.edit(status="in the garden")).json()["photo"] is True
    await boris.delete("/photos")
    assert [await seen(each) for each in (boris, chiyo)] == [None, None]


@sqlite_only
async def test_a_removed_picture_is_not_kept(ada: Visitor, tmp_path: Path) -> None:
    await upload(ada, picture())
    await ada.delete("/photos")

    async def none_is_left() -> bool:
        return not [file for file in (tmp_path / "blobs").rglob("*") if file.is_file()]

    await wait_for(none_is_left)


@sqlite_only
async def test_a_picture_that_is_missing_is_drawn_under_a_tag_of_its_own_and_logged(
    ada: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = await ada.get(f"/photos/{ada.id}", headers=PICTURE)
    await upload(ada, picture())
    uploaded = await ada.get(f"/photos/{ada.id}", headers=PICTURE)
    (file,) = (tmp_path / "blobs" / "photos").iterdir()
    content = file.read_bytes()
    file.unlink()
    for _ in range(2):
        missing = await ada.get(f"/photos/{ada.id}", headers=PICTURE)
        assert (missing.status_code, missing.content) == (200, drawn.content)
        assert missing.headers["ETag"] == drawn.headers["ETag"] != uploaded.headers["ETag"]
    assert capsys.readouterr().out.count("picture_missing") == 1
    known = PICTURE | {"If-None-Match": drawn.headers["ETag"]}
    assert (await ada.get(f"/photos/{ada.id}", headers=known)).status_code == 304
    file.write_bytes(content)
    back = await ada.get(f"/photos/{ada.id}", headers=known)
    assert (back.status_code, back.content) == (200, uploaded.content)
    assert back.headers["ETag"] == uploaded.headers["ETag"]


async def test_there_is_no_picture_of_nobody(ada: Visitor) -> None:
    assert problem(await ada.get("/photos/999")) == (400, "no_such_user", None)
