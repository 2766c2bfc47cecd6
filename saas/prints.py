"""What a photo looks like in 64 bits: two photos of the same picture have prints that hardly differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from statistics import median, pstdev

from PIL import Image, UnidentifiedImageError

SIDE, LOW = 32, 8
# Below this spread of grey there is nothing to recognise: a dark cellar looks like any other.
CONTRAST = 6.0
# Prints that differ in no more bits are of the same picture: re-encoding and shrinking move two or three.
SAME_P, SAME_D = 5, 8
_ALL, _SIGN = 2**64 - 1, 2**63
COSINES = [[math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in range(LOW)]


@dataclass(frozen=True, slots=True)
class Print:
    """By the slow waves of the picture, and by where it grows darker; both as PostgreSQL's bigint."""

    phash: int
    dhash: int


def print_of(jpeg: bytes) -> Print | None:
    """None for what is no picture or has no contrast."""
    try:
        with Image.open(BytesIO(jpeg)) as image:
            image.draft("L", (4 * SIDE, 4 * SIDE))
            grey = image.convert("L")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    square = list(grey.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes())
    if pstdev(square) < CONTRAST:
        return None
    return Print(_phash(square), _dhash(list(grey.resize((LOW + 1, LOW), Image.Resampling.BOX).tobytes())))


def apart(a: Print, b: Print) -> tuple[int, int]:
    """In how many bits each of the two differs."""
    return ((a.phash ^ b.phash) & _ALL).bit_count(), ((a.dhash ^ b.dhash) & _ALL).bit_count()


def _phash(grey: list[int]) -> int:
    rows = [[sum(map(float.__mul__, map(float, grey[y * SIDE : (y + 1) * SIDE]), wave)) for wave in COSINES] for y in range(SIDE)]
    waves = [sum(rows[y][u] * COSINES[v][y] for y in range(SIDE)) for v in range(LOW) for u in range(LOW)]
    middle = median(waves[1:])
    return _bits([wave > middle for wave in waves])


def _dhash(grey: list[int]) -> int:
    wide = LOW + 1
    return _bits([grey[y * wide + x] > grey[y * wide + x + 1] for y in range(LOW) for x in range(LOW)])


def _bits(signs: list[bool]) -> int:
    number = sum(1 << at for at, sign in enumerate(signs) if sign)
    return number - _ALL - 1 if number >= _SIGN else number
