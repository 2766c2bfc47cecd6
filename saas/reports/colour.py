"""A company's colour on white paper: how it stands out, and the nearest shade of it that does. Pure."""

from __future__ import annotations

import re

# WCAG 2.2, 1.4.3: text that everybody can read.
READABLE = 4.5
HOUSE = "#0b6158"
FORM = re.compile(r"#?([0-9a-fA-F]{6})")
LINEAR, KNEE = 12.92, 0.04045
STEPS = 100


def parse(text: str) -> str | None:
    """As #rrggbb; None for what is no colour."""
    found = FORM.fullmatch(text.strip())
    return f"#{found[1].lower()}" if found else None


def contrast(colour: str) -> float:
    """Against white, from 1 to 21."""
    red, green, blue = (_light(value / 255) for value in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


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


def _light(value: float) -> float:
    return value / LINEAR if value <= KNEE else float(((value + 0.055) / 1.055) ** 2.4)
