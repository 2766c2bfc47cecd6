"""Drawn photos for the demo: a freezer, its shelves and a thermometer, a little different each time."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from saas.checks.fit_photo import Fit, fit_photo

WIDTH, HEIGHT = 360, 270
GOODS = ((196, 62, 58), (240, 180, 60), (70, 130, 180), (110, 160, 90), (220, 220, 210))
DIFFERENT = 24
_fit: dict[bytes, Fit] = {}


async def fit(body: bytes) -> Fit:
    """What is kept of a drawing; each is cleaned once, not with every check it comes with."""
    if body not in _fit:
        _fit[body] = await fit_photo(body)
    return _fit[body]


def photo(dice: Random) -> bytes:
    """One of two dozen drawings, as the JPEG a phone would send."""
    return _drawn(dice.randrange(DIFFERENT))


@cache
def _drawn(number: int) -> bytes:
    dice = Random(number)
    image = Image.new("RGB", (WIDTH, HEIGHT), (188 - number, 192, 186))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 220, WIDTH, HEIGHT), fill=(150, 146, 138))
    draw.rounded_rectangle((60, 20, 300, 240), 10, fill=(236, 240, 240), outline=(120, 130, 130), width=3)
    draw.rectangle((72, 50, 288, 214), fill=(58, 74, 84))
    for shelf in range(4):
        top = 56 + shelf * 40
        draw.line((72, top + 34, 288, top + 34), fill=(210, 216, 216), width=3)
        for place in range(9):
            if dice.random() < 0.86:  # noqa: PLR2004 - now and then a gap on the shelf
                left = 78 + place * 23
                draw.rounded_rectangle((left, top + dice.randint(2, 8), left + 19, top + 33), 3, fill=dice.choice(GOODS))
    draw.rectangle((150, 28, 212, 44), fill=(20, 30, 30))
    draw.text((156, 30), f"-{18 + dice.randint(0, 5)}.{dice.randint(0, 9)} C", fill=(120, 230, 140))
    out = BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()
