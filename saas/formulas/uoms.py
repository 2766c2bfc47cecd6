"""Units of measure as they are written in the trade, and their algebra: 元/m²·天, 万kWh, ‰/天, 人次/百万.

A figure of uom u means figure × u. A uom has dimensions (money, hour, mass …) with exponents, and for each a scale
against its base. Counts (人, 箱, 件 …) and shares (%, ‰) have none, only a scale; points (分) stand for themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from saas.formulas.families import ATOMS, COUNTED_TIME, TIMES

SHARE = ""  # where the scale of counts and shares is kept
# What a bare number in a formula may stand for: × 30 (days of a month), + 273.15.
SOFT = frozenset({"hour", "month", "celsius"})
DENSE = str.maketrans({"㎡": "m²", "㎥": "m³", "％": "%", "＊": "·", "*": "·", "／": "/", "每": "/"})
Dims = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Uom:
    """`dims`: dimension → exponent; `scales`: dimension → scale (and SHARE → that of counts and shares)."""

    text: str
    dims: tuple[tuple[str, Fraction], ...] = ()
    scales: tuple[tuple[str, Fraction], ...] = ()

    @property
    def hard(self) -> tuple[tuple[str, Fraction], ...]:
        """Dimensions that no bare number explains away."""
        return tuple(each for each in self.dims if each[0] not in SOFT)


def made(text: str, dims: Dims, scales: Dims) -> Uom:
    """Of dimensions and scales; what is left of a dimension that cancelled (元/万元) is a share."""
    share = Fraction(1)
    kept: Dims = {}
    for name, scale in scales.items():
        if name != SHARE and dims.get(name):
            kept[name] = scale
        else:
            share *= scale
    kept[SHARE] = share
    return Uom(
        text, tuple(sorted((n, e) for n, e in dims.items() if e)), tuple(sorted((n, s) for n, s in kept.items() if s != 1))
    )


PURE = Uom("")


@lru_cache(maxsize=4096)
def uom(text: str) -> Uom:
    """The uom that `text` writes: factors by ·, everything after a / divides. Unknown words are counted things."""
    dims: Dims = {}
    scales: Dims = {SHARE: Fraction(1)}
    above = True
    for sign, word in re.findall(r"(^|/|·|\.)\s*([^/·.]+)", text.strip().translate(DENSE)):
        above = above and sign != "/"
        for name, exponent, scale in atom(word.strip()):
            power = exponent if above else -exponent
            dims[name] = dims.get(name, Fraction(0)) + power if name != SHARE else Fraction(0)
            scales[name] = scales.get(name, Fraction(1)) * (scale if above else 1 / scale)
    return made(text, dims, scales)


def atom(word: str) -> list[tuple[str, Fraction, Fraction]]:
    """One factor: (dimension, exponent, scale). 万 kWh is ten thousand of them, 人天 are days."""
    if word in ATOMS:
        return list(ATOMS[word])
    for prefix, size in TIMES:
        if word.startswith(prefix):
            rest = atom(word[len(prefix) :]) if len(word) > len(prefix) else []
            return [*rest, (SHARE, Fraction(0), Fraction(size))]
    if word in COUNTED_TIME:
        return list(ATOMS[COUNTED_TIME[word]])
    return [(SHARE, Fraction(0), Fraction(1))]


def times(one: Uom, other: Uom, way: int = 1) -> Uom:
    """One × other, or ÷ where `way` is −1."""
    dims, scales = dict(one.dims), dict(one.scales)
    for name, exponent in other.dims:
        dims[name] = dims.get(name, Fraction(0)) + way * exponent
    for name, scale in other.scales:
        scales[name] = scales.get(name, Fraction(1)) * scale**way
    sign = "·" if way > 0 else "/"
    return made(f"{one.text}{sign}{other.text}" if other.text else one.text, dims, scales)


def power(one: Uom, exponent: Fraction) -> Uom | None:
    """One ^ exponent; None where a scale would leave the whole fractions (the root of 万元)."""
    if exponent.denominator != 1 and one.scales:
        return None
    dims = {name: each * exponent for name, each in one.dims}
    scales = {name: scale ** int(exponent) for name, scale in one.scales}
    return made(f"{one.text}^{exponent}" if one.text else "", dims, scales)


def ratios(one: Uom, other: Uom) -> dict[str, Fraction]:
    """What a figure in `one` is multiplied by to be in `other`, dimension by dimension; ones are left out.

    A dimension that one of them has more often is no matter of converting: kWh for 30 天 are 30 × kWh, not 720.
    """
    mine, yours = dict(one.scales), dict(other.scales)
    shared = {name for name, _ in set(one.dims) & set(other.dims)} | {SHARE}
    if "points" in shared ^ _points(one, other):
        shared -= {SHARE}
    found = {name: mine.get(name, Fraction(1)) / yours.get(name, Fraction(1)) for name in sorted(shared)}
    return {name: each for name, each in found.items() if each != 1}


def _points(one: Uom, other: Uom) -> set[str]:
    """Points on one side only: 92 % taken as 92 points."""
    return {name for side in (one, other) for name, _ in side.dims if name == "points"}


def strip(one: Uom, soft: bool = False) -> tuple[tuple[str, Fraction], ...]:
    """Its dimensions without points, and without what bare numbers explain."""
    return tuple(each for each in (one.hard if soft else one.dims) if each[0] != "points")
