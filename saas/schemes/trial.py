"""A draft tried on what a closed cycle froze: who would move, and by which rule. Pure; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from saas.scores.bridge import bridge
from saas.scores.scheme import Scheme
from saas.scores.score import score
from saas.scores.sheet import Sheet


@dataclass(frozen=True)
class Move:
    """One post or unit under both schemes; method and weights add up to the change exactly. change None: no score on one side."""

    kind: str
    subject: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    method: Decimal
    weights: Decimal
    grade_before: str | None
    grade_after: str | None


def trial(sheet: Sheet, draft: Scheme) -> list[Move]:
    """Everybody of the sheet, those who move most first."""
    after = replace(sheet, scheme=draft)
    told = score(after)
    old, new = score(sheet).all(), told.all()
    moves = []
    for key, each in bridge(sheet, after, told).items():
        was, now = old[key], new[key]
        method, weights = (each.parts.get(step, Decimal(0)) for step in ("method", "weights"))
        moves.append(Move(*key, was.figure, now.figure, each.change, method, weights, was.grade, now.grade))
    return sorted(moves, key=lambda move: (-abs(move.change or Decimal(0)), move.kind, move.subject))
