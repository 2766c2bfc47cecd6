"""A company's colour on white paper: how it stands out, and the nearest shade of it that does. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

# WCAG 2.2, 1.4.3: text that everybody can read.
READABLE = Decimal("4.5")
HOUSE = "#0b6158"
FORM = re.compile(r"#?([0-9a-fA-F]{6})")
LINEAR, KNEE = Decimal("12.92"), Decimal("0.04045")
OFFSET, GAMMA, FLARE = Decimal("0.055"), Decimal("2.4"), Decimal("0.05")
SHARES = Decimal("0.2126"), Decimal("0.7152"), Decimal("0.0722")
STEPS = 100


def parse(text: str) -> str | None:
    """As #rrggbb; None for what is no colour."""
    found = FORM.fullmatch(text.strip())
    return f"#{found[1].lower()}" if found else None


def contrast(colour: str) -> Decimal:
    """Against white, from 1 to 21."""
    light = sum((share * _light(Decimal(value) / 255) for share, value in zip(SHARES, _parts(colour), strict=True)), FLARE)
    return (1 + FLARE) / light


def readable(colour: str) -> str:
    """The colour itself, or as much darker as it takes."""
    shade = colour
    for step in range(STEPS, -1, -1):
        shade = "#" + "".join(f"{value * step // STEPS:02x}" for value in _parts(colour))
        if contrast(shade) >= READABLE:
            break
    return shade


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _light(value: Decimal) -> Decimal:
    return value / LINEAR if value <= KNEE else ((value + OFFSET) / (1 + OFFSET)) ** GAMMA
