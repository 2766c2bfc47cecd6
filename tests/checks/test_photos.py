"""A photo is kept as a picture and nothing else, and shown to those it concerns."""

from __future__ import annotations

import asyncio
import zlib
from datetime import timedelta
from io import BytesIO
from struct import pack
from uuid import uuid4

import pytest
from PIL import Image

from saas.checks.drawings import drawing
from saas.pictures import LONGEST, NotAPicture, clean
from tenants import db, inside

from .company import NOW, body


def jpeg(size=(400, 300), colour="teal", **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo on its side that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 3.0)})
    return jpeg(exif=exif, comment=b"secret")


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that claims side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    head = pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(side // 8 + 1) * 64)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_it_is_upright_and_tells_no_place():
    picture = clean(with_place())
    with Image.open(BytesIO(picture.jpeg)) as image:
        assert (image.size, image.format) == ((300, 400), "JPEG")
        assert not dict(image.getexif())
        assert "comment" not in image.info
    assert b"secret" not in picture.jpeg


def test_it_is_shrunk():
    picture = clean(jpeg((4000, 3000)))
    assert (picture.width, picture.height) == (LONGEST, 1200)


def test_a_see_through_picture_stands_on_white():
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(clean(out.getvalue()).jpeg)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_trailing_bytes_do_not_stay():
    assert b"<script" not in clean(jpeg() + b"<script>alert(1)</script>").jpeg


def test_the_same_bytes_give_the_same_picture():
    assert clean(with_place()) == clean(with_place())


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "format"), "html": (b"<html></html>", "format"),
    "empty": (b"", "format"), "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "format"),
    "cut off": (jpeg()[:200], "damaged"), "bomb": (bomb(30_000), "pixels"),
    "small bomb": (bomb(8_000), "pixels"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused(name):
    sent, code = REFUSED[name]
    with pytest.raises(NotAPicture) as no:
        clean(sent)
    assert no.value.code == code


async def kept(company) -> int:
    async with inside(company.id):
        return await db().fetchval("select count(*) from photos where tenant_id = $1", company.id)


async def test_it_is_sent_and_seen(company, stranger, browser):
    phone, photo = await browser(company.sender), uuid4()
    path = f"/{company.slug}/photos/{photo}"
    sent = await phone.put(f"{path}?due={company.due}", content=with_place())
    assert (sent.status_code, sent.json()["width"]) == (200, 300)
    for person, status in (
        (company.sender, 200),
        (company.leader, 200),
        (company.other_leader, 404),
        (company.colleague, 404),
    ):
        seen = await (await browser(person)).get(path)
        assert seen.status_code == status
    seen = await phone.get(path)
    assert (seen.headers["content-type"], seen.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    assert seen.headers["cache-control"].startswith("private")
    assert (await (await browser(stranger.leader)).get(f"/{stranger.slug}/photos/{photo}")).status_code == 404


async def test_the_same_again_and_other_bytes(company, browser):
    phone, path = await browser(company.sender), f"/{company.slug}/photos/{uuid4()}?due={company.due}"
    answers = await asyncio.gather(*(phone.put(path, content=jpeg()) for _ in range(4)))
    assert {answer.content for answer in answers} == {answers[0].content}
    later = await browser(company.sender, now=NOW + timedelta(days=1))
    assert (await later.put(path, content=jpeg())).content == answers[0].content
    assert (await phone.put(path, content=jpeg(colour="red"))).status_code == 409
    assert await kept(company) == 1


async def test_nobody_sends_for_a_due_check_that_is_not_theirs(company, browser):
    colleague = await browser(company.colleague)
    for due in (company.due, uuid4(), "x"):
        assert (await colleague.put(f"/{company.slug}/photos/{uuid4()}?due={due}", content=jpeg())).status_code == 404
    assert await kept(company) == 0


async def test_a_refused_photo_leaves_nothing(company, browser):
    phone = await browser(company.sender)
    path = f"/{company.slug}/photos/{uuid4()}?due={company.due}"
    for sent, status in ((b"<svg/>", 422), (bomb(30_000), 422), (b"\xff" * 12_500_000, 413)):
        no = await phone.put(path, content=sent, headers={"accept": "application/json", "content-type": "image/jpeg"})
        assert (no.status_code, bool(no.json()["message"])) == (status, True)
    assert await kept(company) == 0


async def test_a_photo_is_evidence_once_it_is_here(company, browser):
    phone, photo, check = await browser(company.sender), uuid4(), uuid4()
    path = f"/{company.slug}/due/{company.due}/checks/{check}"
    sent = body(company, P_18={"photos": [str(photo)]})
    assert (await phone.put(path, json=sent)).status_code == 422
    await phone.put(f"/{company.slug}/photos/{photo}?due={company.due}", content=jpeg())
    assert (await phone.put(path, json=sent)).status_code == 200


def canvas(size=(640, 240), ground=(0, 0, 0, 0)) -> bytes:
    """What a phone's canvas gives: ink on clear ground."""
    image = Image.new("RGBA", size, ground)
    image.paste((24, 32, 30, 255), (100, 100, 300, 110))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_drawn_signature_is_kept_as_a_small_drawing():
    drawn = drawing(canvas())
    assert drawn is not None
    assert (drawn.width, drawn.height, len(drawn.png) < 2_000) == (640, 240, True)
    with Image.open(BytesIO(drawn.png)) as image:
        grey = image.convert("L")
    assert (grey.getpixel((0, 0)), grey.getpixel((200, 105)) < 60) == (255, True)


@pytest.mark.parametrize("body", [jpeg(), canvas(ground=(9, 9, 9, 255)), canvas((2000, 900)), canvas()[:60], b"", bomb(20_000)])
def test_anything_else_is_no_drawing(body):
    assert drawing(body) is None


async def test_a_signature_comes_back_as_it_was_drawn(company, browser):
    phone = await browser(company.sender)
    photo = uuid4()
    answer = await phone.put(f"/{company.slug}/photos/{photo}?due={company.due}", content=canvas())
    assert answer.status_code == 200
    shown = await phone.get(f"/{company.slug}/photos/{photo}")
    assert (shown.headers["content-type"], shown.content[:4]) == ("image/png", b"\x89PNG")
