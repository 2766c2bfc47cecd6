"""A photo as it may be kept: re-encoded, no larger than needed, nothing in it but the picture."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from saas.refusals import Refused
from saas.words import N_

LONGEST = 1600
PIXELS_MOST = 50_000_000
QUALITY = 82
# Signs within a JPEG: its frame (baseline), its tables, the JFIF head that every writer puts there.
FRAMES, START_OF_SCAN, END = (0xC0, 0xC1), 0xDA, b"\xff\xd9"
BARE = frozenset({*FRAMES, 0xC4, 0xDB, 0xE0})
FORMATS = ("JPEG", "PNG", "WEBP")

SENTENCES = {
    "format": N_("只收 JPEG、PNG 或 WebP 照片，请换一张。"),
    "pixels": N_("照片尺寸过大，请缩小后再传。"),
    "damaged": N_("照片文件已损坏，请重新拍一张。"),
}

Image.MAX_IMAGE_PIXELS = PIXELS_MOST
# One picture at a time in each process: decoding is what takes the memory.
_bench = asyncio.Semaphore(1)


class NotAPicture(ValueError):
    """Bytes that are no photo we take; `code` is one of format, pixels, damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    width: int
    height: int


async def cleaned(body: bytes) -> Picture:
    """`clean` in a thread, one at a time. Raises Refused 422 with the sentence at `photo`."""
    async with _bench:
        try:
            return await asyncio.to_thread(clean, body)
        except NotAPicture as wrong:
            raise Refused(422, SENTENCES[wrong.code], "photo") from wrong


def clean(body: bytes) -> Picture:
    """Decode by content (never by name), turn upright, shrink to 1600 px, write as a bare JPEG.

    Raises NotAPicture. The same bytes give the same picture.
    """
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MOST:
                raise NotAPicture("pixels")
            # A JPEG decodes at a fraction of its size: a phone's 12 million pixels need not stand in memory.
            image.draft("RGB", (LONGEST, LONGEST))
            return _written(_upright(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotAPicture("pixels") from bomb
    except UnidentifiedImageError as unknown:
        raise NotAPicture("format") from unknown
    except (OSError, SyntaxError, ValueError, EOFError) as damaged:
        if isinstance(damaged, NotAPicture):
            raise
        raise NotAPicture("damaged") from damaged


def is_bare(body: bytes, width: int, height: int) -> bool:
    """Whether these bytes are a JPEG of this size as we write it: nothing but tables and pixels, and nothing behind them."""
    at, size = 2, None
    while body[at : at + 1] == b"\xff" and len(body) >= at + 4:
        sign, long = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        if sign == START_OF_SCAN:
            return size == (width, height) and body.find(END, at) == len(body) - len(END)
        if sign not in BARE:
            return False
        if sign in FRAMES:
            size = (int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big"))
        at += 2 + long
    return False


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((LONGEST, LONGEST))
    if turned.mode in ("RGBA", "LA", "P", "PA"):
        ground = Image.new("RGB", turned.size, "white")
        layer = turned.convert("RGBA")
        ground.paste(layer, mask=layer)
        return ground
    return turned.convert("RGB")


def _written(image: Image.Image) -> Picture:
    # Only the pixels go on: a fresh image carries no EXIF, profile, comment or trailing bytes.
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), *image.size)
