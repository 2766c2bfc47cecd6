"""A printed figure under the key by which it can be asked for: value, how it is printed, its name. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from saas.words import number, percent, points, signed

Style = Literal["points", "moved", "two", "one", "count", "share", "whole_share", "apart"]
SHORT = 8  # of a measure's id: enough within one plan
PLAIN = re.compile(r"[\w-]")


@dataclass(frozen=True, slots=True)
class Figure:
    """value: as it was computed; printed: as it stands on paper before it is spelled, where that is another one.

    label and words: its name, to be said in the reader's language.
    """

    key: str
    value: Decimal
    style: Style
    label: str
    words: Mapping[str, Any] = field(default_factory=dict)
    printed: Decimal | None = None

    def spelled(self, places: int) -> str:
        """As the page and the paper print it, the same in every language."""
        value = self.value if self.printed is None else self.printed
        return SPELLED[self.style](value, places)


SPELLED: dict[Style, Callable[[Decimal, int], str]] = {
    "points": points, "moved": signed,
    "two": lambda value, _: number(value, 2), "one": lambda value, _: number(value, 1),
    "count": lambda value, _: number(value, 0),
    "share": lambda value, _: percent(value, 1), "whole_share": lambda value, _: percent(value, 0),
    "apart": lambda value, _: signed(value * 100, 1),
}  # fmt: skip


def key(*parts: object) -> str:
    """The parts as one key; whatever a code may hold, it stays one part and one word of an address."""
    return ".".join("".join(c if PLAIN.match(c) else _hex(c) for c in str(part)) for part in parts)


def _hex(sign: str) -> str:
    return "".join(f"={byte:02X}" for byte in sign.encode())


def parts(text: str) -> list[str]:
    """What `key` was made of."""
    return [re.sub(r"(?:=[0-9A-F]{2})+", _sign, part) for part in text.split(".")]


def _sign(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("=", "")).decode(errors="replace")


def trace_id(cycle: str, unit: str, figure: str) -> str:
    """Cycle and unit by their codes, then the key of the figure."""
    return f"{key(cycle)}:{key(unit)}:{figure}"
