"""A score as it is kept: figures, grade and bridge in a form that pages and reports read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import starmap
from typing import Any

import msgspec
from msgspec import Struct

from saas.scores.bridge import Bridge
from saas.scores.grade import Barred
from saas.scores.score import Score, score
from saas.scores.sheet import Sheet, part_of
from saas.scores.trace import Kind, Step, TraceBroken, trace


class Told(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a score keeps of itself; with the frozen sheet of its cycle it tells every step (retrace).

    figures  those of Score: components, lists, sections
    units    of a unit: the child units that count in it
    steps    only in what was kept before figures were: the whole trace
    """

    subject: str
    kind: Kind
    scheme: str
    lists: Mapping[str, str]
    steps: tuple[Step, ...] = ()
    barred: tuple[Barred, ...] = ()
    reason: str | None = None
    off: Decimal = Decimal(0)
    plus: Decimal = Decimal(0)
    vetoes: int = 0
    figures: Mapping[str, Decimal] = {}
    units: tuple[str, ...] = ()

    def value(self, key: str) -> Decimal | None:
        """The figure of a key such as "checks/C1"."""
        if self.steps:
            return next((step.value for step in self.steps if step.key == key), None)
        return self.figures.get(key)


class Part(Struct, frozen=True, gc=False):
    """A bar of the bridge. `key`: the step, "list/point", or "post:<id>" and "unit:<id>"."""

    key: str
    value: Decimal


class ToldBridge(Struct, frozen=True, gc=False):
    """A bridge with its parts in order; `since` is the cycle it is held against."""

    since: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    reason: str | None
    parts: tuple[Part, ...]
    points: tuple[Part, ...]
    members: tuple[Part, ...]


def tell(score: Score, sheet: Sheet, units: Sequence[str] = ()) -> Told:
    """What is kept of a score; `units`: the child units that count in it."""
    lists = {each.code: each.version for each in sheet.lists if f"checks/{each.code}" in score.figures}
    return Told(
        score.subject, score.kind, sheet.scheme.version, lists, (), score.barred,
        score.reason, score.off, score.plus, score.vetoes, score.figures, tuple(units),
    )  # fmt: skip


def retrace(told: Told, sheet: Sheet, figure: Decimal | None) -> tuple[Step, ...]:
    """Every step from the answers to the figure that was kept, computed again from the frozen sheet.

    Raises TraceBroken where a figure does not come out as it was kept. What was kept with its steps has them.
    """
    if told.steps:
        return told.steps
    part = part_of(sheet, told.kind, told.subject)
    scores = score(part)
    again = (scores.posts if told.kind == "post" else scores.units)[told.subject]
    if (again.figure, again.figures, again.off, again.plus) != (figure, told.figures, told.off, told.plus):
        raise TraceBroken(f"{told.kind} {told.subject}: {again.figure} is not {figure}, as it was kept")
    return trace(part, scores, told.kind, told.subject)


def tell_bridge(bridge: Bridge, since: str) -> ToldBridge:
    """The bridge with the largest moves of points and members first."""
    points = {"/".join(key): value for key, value in bridge.points.items()}
    members = {":".join(key): value for key, value in bridge.members.items()}
    return ToldBridge(
        since, bridge.before, bridge.after, bridge.change, bridge.reason,
        tuple(starmap(Part, bridge.parts.items())), _largest_first(points), _largest_first(members),
    )  # fmt: skip


def told_of(stored: Any) -> Told:
    """From the decoded jsonb of scores.trace."""
    return msgspec.convert(stored, Told)


def bridge_of(stored: Any) -> ToldBridge | None:
    """From the decoded jsonb of scores.bridge."""
    return msgspec.convert(stored, ToldBridge) if stored else None


def _largest_first(parts: Mapping[str, Decimal]) -> tuple[Part, ...]:
    ordered = sorted(parts.items(), key=lambda each: (-abs(each[1]), each[0]))
    return tuple(starmap(Part, ordered))
