"""Rows of a quarter: a system of the standard, and what an effect is worth in money. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from saas.reports.marks import Text


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system of the standard: score over its points by their weights, the cycle before, score points lost, answers, findings.

    code: UNSORTED for points that check no detail.
    """

    code: str
    name: Text
    value: Decimal
    before: Decimal | None
    loss: Decimal
    answers: Decimal
    found: int

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Money:
    """What an effect is worth by one model: 万元, with what was assumed. moves: of the input, for a percentage point more."""

    link: UUID
    amount: Decimal
    low: Decimal | None
    high: Decimal | None
    model: Text
    version: int
    input: Text
    uom: str
    result: Text
    moves: Decimal
    start: Decimal
    end: Decimal
    why: str
    by: str
