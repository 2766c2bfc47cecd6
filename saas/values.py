"""Decimal arithmetic of the house: exact context, half-up rounding, rates, amounts with a unit of measure; and what
was typed as a value.

Nothing here is a float, and nothing here formats for people.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache
from uuid import UUID

# What anything is known by in forms, packs and spreadsheets alike: no blanks, so that a choice is told by its first word.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)

# Wide enough that sums of weight × count × score keep every digit: only divisions round, at the 60th digit.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
PLACES = 12
QUANTUM = Decimal(1).scaleb(-PLACES)

FACTORS: dict[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "千元": ("money", Decimal(1_000)),
    "万元": ("money", Decimal(10_000)),
    "亿元": ("money", Decimal(100_000_000)),
    "": ("ratio", Decimal(1)),
    "%": ("ratio", Decimal("0.01")),
    "‰": ("ratio", Decimal("0.001")),
}
_SPELLINGS = {"yuan": "元", "万": "万元", "亿": "亿元", "％": "%"}
_WIDE = str.maketrans("０１２３４５６７８９．，＋－−﹣—％　", "0123456789.,+----% ")
_TYPED = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(\.\d*)?\s*(\D*)", re.ASCII)


class NotANumber(ValueError):
    """What was typed is no number. `code` is a key for words, `text` what was typed."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text


class UomMismatch(ValueError):
    """Two units of measure that do not convert into each other, such as 元 and ℃."""


@contextmanager
def exact() -> Iterator[None]:
    """Compute inside with the house's context, whatever the caller's is."""
    with localcontext(EXACT):
        yield


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero to `places` decimals (四舍五入): 2.345 → 2.35, −2.345 → −2.35."""
    return EXACT.quantize(value, _step(places))


def quantum(value: Decimal) -> Decimal:
    """The kept, unrounded figure: 12 decimals. Differences of two such figures are exact."""
    # The context's own method: a keyword would take four times as long, and a closing rounds thousands of figures.
    return EXACT.quantize(value, QUANTUM)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """The quotient part ÷ whole; None ("not available") where the whole is 0: never 0, never an error."""
    if not whole:
        return None
    return EXACT.divide(Decimal(part), Decimal(whole))


def add_up(figures: Sequence[Decimal], total: Decimal, places: int) -> list[Decimal]:
    """Round figures so that they add up to a rounded total (largest remainder); nothing stays nothing.

    A reader with a pencil then finds what is printed: 0.14 + 0.14 = 0.28 prints as 0.2 + 0.1 = 0.3.
    """
    step = _step(places)
    with exact():
        floors = [each.quantize(step, rounding=ROUND_FLOOR) for each in figures]
        missing = int((total - sum(floors, ZERO)) / step)
        order = sorted(range(len(floors)), key=lambda i: floors[i] - figures[i])
        for i in order[: max(0, missing)]:
            floors[i] += step
        return [each + ZERO for each in floors]


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure and its unit of measure. Adding converts within a family (万元 + 元) and refuses across."""

    value: Decimal
    uom: str = ""

    def to(self, uom: str) -> "Amount":
        """The same amount in another unit of measure; UomMismatch where there is no way across."""
        return Amount(convert(self.value, self.uom, uom), uom)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(EXACT.add(self.value, other.to(self.uom).value), self.uom)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(EXACT.subtract(self.value, other.to(self.uom).value), self.uom)


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """`value` given in `source`, expressed in `target`: 1.5 万元 → 15000 元."""
    if source == target:
        return value
    from_family, from_factor = FACTORS.get(source, (source, ONE))
    to_family, to_factor = FACTORS.get(target, (target, ONE))
    if from_family != to_family:
        raise UomMismatch(f"{source} → {target}")
    return EXACT.divide(EXACT.multiply(value, from_factor), to_factor)


def parse_number(text: str, uom: str = "") -> Decimal:
    """The number a person typed, in `uom`.

    Takes full-width digits and signs, thousands separators in groups of three, and a trailing unit of measure
    that converts into `uom`: "１，２３４．５" → 1234.5, "98%" → 0.98, in % → 98, "3万元" in 元 → 30000.
    Raises NotANumber: empty, not_a_number, wrong_uom.
    """
    typed = text.translate(_WIDE).strip()
    if not typed:
        raise NotANumber("empty", text)
    match = _TYPED.fullmatch(typed)
    if match is None or not _digits(match):
        raise NotANumber("not_a_number", text)
    number = Decimal(match[1] + (match[2] or "0").replace(",", "") + (match[3] or "").rstrip("."))
    return _in_uom(number or ZERO, match[4].strip(), uom, text)


def whole(text: str | None, digits: int) -> int | None:
    """The whole number of at most so many plain digits; None for anything else. No sign, no other script's digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else None


def as_id(text: object) -> UUID | None:
    """The id in an address or a form; None for anything else."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _digits(match: re.Match[str]) -> bool:
    return bool(match[2]) or len(match[3] or "") > 1


def _in_uom(number: Decimal, typed: str, uom: str, text: str) -> Decimal:
    typed = _SPELLINGS.get(typed, typed)
    if not typed or typed == uom:
        return number
    if typed not in FACTORS:
        raise NotANumber("not_a_number" if not uom else "wrong_uom", text)
    try:
        return convert(number, typed, uom)
    except UomMismatch as mismatch:
        raise NotANumber("wrong_uom", text) from mismatch


@lru_cache(maxsize=64)
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)
