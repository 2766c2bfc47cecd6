"""A photo is known again after shrinking and re-encoding; another one is not."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageDraw

from saas.prints import SAME_D, SAME_P, apart, print_of


def picture(seed: int, size: int = 800) -> Image.Image:
    dice = Random(seed)
    image = Image.new("RGB", (size, size), tuple(dice.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y = dice.randrange(size), dice.randrange(size)
        box = (x, y, x + dice.randrange(30, 300), y + dice.randrange(30, 300))
        draw.rectangle(box, fill=tuple(dice.randrange(256) for _ in range(3)))
    return image


def jpeg(image: Image.Image, quality: int = 82) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_picture_again_is_known(seed):
    first, again = print_of(jpeg(picture(seed))), print_of(jpeg(picture(seed).resize((500, 500)), 55))
    by_wave, by_edge = apart(first, again)
    assert by_wave <= SAME_P and by_edge <= SAME_D


def test_different_pictures_are_apart():
    prints = [print_of(jpeg(picture(seed))) for seed in range(30)]
    alike = [1 for n, a in enumerate(prints) for b in prints[:n] if apart(a, b)[0] <= SAME_P and apart(a, b)[1] <= SAME_D]
    assert not alike


def test_what_has_no_contrast_or_is_no_picture_has_no_print():
    assert print_of(jpeg(Image.new("RGB", (300, 300), "black"))) is None
    assert print_of(b"no picture") is None
