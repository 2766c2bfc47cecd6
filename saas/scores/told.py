"""A score as it is kept: figures, grade and bridge in a form that pages and reports read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from saas.scores.bridge import Bridge
from saas.scores.grade import Barred
from saas.scores.mix import STEPS
from saas.scores.score import Score, score
from saas.scores.sheet import Sheet, part_of
from saas.scores.steps import Step
from saas.scores.trace import Kind, TraceBroken, trace

Kept = tuple[tuple[str, Decimal], ...]
NAME = itemgetter(0)


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


class KeptBridge(Struct, frozen=True, gc=False, omit_defaults=True):
    """A bridge as it is kept: every part is (key, value); bars that are 0 are left out, and bridge_of tells them again."""

    since: str
    before: Decimal | None = None
    after: Decimal | None = None
    change: Decimal | None = None
    reason: str | None = None
    parts: Kept = ()
    points: Kept = ()
    members: Kept = ()


# The change of a row `s` of scores as it is printed: the difference of two printed scores, as a pencil finds it.
MOVED = "s.shown - round((s.bridge ->> 'before')::numeric, scale(s.shown))"


def tell(score: Score, sheet: Sheet, units: Sequence[str] = ()) -> Told:
    """What is kept of a score; `units`: the child units that count in it."""
    lists = {each.code: each.version for each in sheet.lists if "checks/" + each.code in score.figures}
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


class Seen(dict[int, tuple[Mapping[tuple[str, str], Decimal], Kept]]):
    """Points that were told already: a unit of one post has the very same as its post."""

    def told(self, points: Mapping[tuple[str, str], Decimal]) -> Kept:
        """The points, largest first. What was seen is held on to, so that nothing else can come to stand in its place."""
        if not points:
            return ()
        found = self.get(id(points))
        if found is None:
            found = self[id(points)] = points, _largest_first("/", points)
        return found[1]


def keep_bridge(bridge: Bridge, since: str, seen: Seen) -> KeptBridge:
    """The bridge with the largest moves of points and members first."""
    parts = tuple([each for each in bridge.parts.items() if each[1]])
    return KeptBridge(
        since, bridge.before, bridge.after, bridge.change, bridge.reason, parts,
        seen.told(bridge.points), _largest_first(":", bridge.members),
    )  # fmt: skip


def told_of(stored: Any) -> Told:
    """From the decoded jsonb of scores.trace."""
    return msgspec.convert(stored, Told)


def bridge_of(stored: Any) -> ToldBridge | None:
    """From the decoded jsonb of scores.bridge, whichever way its parts were kept."""
    if not stored:
        return None
    read = {name: _parts(stored.get(name, ())) for name in ("parts", "points", "members")}
    told = msgspec.convert(dict.fromkeys(("before", "after", "change", "reason")) | stored | read, ToldBridge)
    if told.change is None:
        return told
    moved = {part.key: part.value for part in told.parts}
    return replace(told, parts=tuple(Part(step, moved.get(step, Decimal(0))) for step in STEPS))


def _parts(stored: Sequence[Any]) -> list[dict[str, str]]:
    return [each if isinstance(each, dict) else {"key": each[0], "value": each[1]} for each in stored]


def _largest_first(sign: str, parts: Mapping[tuple[str, str], Decimal]) -> Kept:
    told = [(sign.join(key), value) for key, value in parts.items()]
    told.sort(key=NAME)
    told.sort(key=lambda each: abs(each[1]), reverse=True)  # of the same size they stay by their names
    return tuple(told)
