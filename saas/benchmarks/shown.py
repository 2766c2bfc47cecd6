"""What pages, sheets, papers and the interface tell of peers, from the snapshots and the rules: one definition for all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas.benchmarks.peers import Likeness, likeness
from saas.benchmarks.plane import Dot, Plane, plane
from saas.benchmarks.reads import Frame, Measure, Row
from saas.benchmarks.rules import Standing, better, ranks, standing

Text = dict[str, str]


@dataclass(frozen=True)
class Line:
    """A unit on the board; `standing` None: it has no peers."""

    row: Row
    standing: Standing[UUID] | None


@dataclass(frozen=True)
class Like:
    """A peer and how like it is; without ranking it has no figure."""

    row: Row
    likeness: Likeness


@dataclass(frozen=True)
class Cycle:
    """One unit among its peers in one cycle."""

    id: UUID
    name: Text
    taken_at: datetime
    own: Row
    standing: Standing[UUID] | None


def lines(rows: Sequence[Row], frame: Frame, measure: Measure) -> list[Line]:
    """The units the reader sees, in the order of the organisation."""
    peers: dict[tuple[UUID, int | None], list[Row]] = {}
    for row in rows:
        peers.setdefault((row.layer_id, row.grouping), []).append(row)
    return [
        Line(row, _standing(row, peers[row.layer_id, row.grouping], frame, measure) if row.grouping is not None else None)
        for row in rows if row.seen
    ]  # fmt: skip


def cycles(rows: Sequence[Row], unit: UUID, frame: Frame, measure: Measure) -> list[Cycle]:
    """Newest first; peers are those of each closing."""
    found = []
    for cycle, held in _by_cycle(rows).items():
        own = next((row for row in held if row.unit_id == unit), None)
        if own is not None:
            told = _standing(own, held, frame, measure) if own.grouping is not None else None
            found.append(Cycle(cycle, own.cycle, own.taken_at, own, told))
    return found


def likes(held: Sequence[Row], unit: UUID) -> list[Like]:
    """The peers of one closing, the most like first."""
    own = next(row for row in held if row.unit_id == unit)
    found = [Like(row, likeness(own.facts, row.facts)) for row in held if row.unit_id != unit]
    return sorted(found, key=lambda one: (one.likeness.apart, one.row.code))


def held_in(rows: Sequence[Row], cycle: UUID) -> list[Row]:
    """The peers of one closing, the unit among them."""
    return [row for row in rows if row.cycle_id == cycle]


def exemplars(held: Sequence[Row], unit: UUID, frame: Frame, measure: Measure) -> list[UUID]:
    """Whose ways of working are shown beside the figure."""
    figures = {row.unit_id: row.figures.get(measure.key) for row in held}
    rank, seen = ranks(frame.rules, measure.key), {row.unit_id for row in held if row.seen}
    return better(figures, rank=rank, seen=seen, own=unit, lower=measure.lower)


def field(held: Sequence[Row], unit: UUID, frame: Frame, across: Measure, down: Measure) -> Plane | None:
    """Units by two measures at once; without ranking nobody but the unit itself, beside the means. None: cannot be drawn."""
    own = next(row for row in held if row.unit_id == unit)
    middle = [_standing(own, held, frame, each) for each in (across, down)]
    if any(each.mean is None for each in middle):
        return None
    rank = ranks(frame.rules, across.key, down.key)
    known = [row for row in held if rank or row.unit_id == unit]
    dots = [
        Dot(row.name, row.figures[across.key], row.figures[down.key], own=row.unit_id == unit)
        for row in known if across.key in row.figures and down.key in row.figures
    ]  # fmt: skip
    means = [each.mean or Decimal(0) for each in middle]
    return plane(dots, (means[0], means[1]), (across.lower, down.lower)) if dots else None


def _standing(own: Row, held: Iterable[Row], frame: Frame, measure: Measure) -> Standing[UUID]:
    rows = list(held)
    figures = {row.unit_id: row.figures.get(measure.key) for row in rows}
    seen = {row.unit_id for row in rows if row.seen}
    return standing(own.unit_id, figures, rank=ranks(frame.rules, measure.key), seen=seen, lower=measure.lower)


def _by_cycle(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.cycle_id, []).append(row)
    return found
