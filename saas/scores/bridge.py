"""Why a score moved: S(after) − S(before) as parts that add up exactly, with no remainder. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from saas.scores.again import Again
from saas.scores.mix import STEPS, stages
from saas.scores.score import Score, Scores
from saas.scores.sheet import Sheet
from saas.scores.split import NOTHING, Split, SubjectKey, split
from saas.scores.unswept import unswept
from saas.values import ZERO, exact

_Stop = tuple[str, Mapping[str, Score] | None]
Reason = Literal["new", "left", "no_score_before", "no_score_after"]


class Bridge(Struct, frozen=True, gc=False):
    """The change of one post or unit.

    parts    step → change, every step of mix.STEPS in order; Σ parts = after − before, exactly
    points   (list, point) → its part of parts["results"]; members: (kind, id) → the same for a unit's members
    reason   why there is no bridge (then change is None and parts is empty)
    """

    kind: str
    subject: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    parts: Mapping[str, Decimal]
    points: Mapping[tuple[str, str], Decimal]
    members: Mapping[SubjectKey, Decimal]
    reason: Reason | None = None


class Begun(Struct, frozen=True, gc=False):
    """What of a bridge needs only the sheet before: it can be computed while the sheet after is still on its way."""

    sheet: Sheet
    again: Again
    scores: Scores


def begin(before: Sheet) -> Begun:
    """Score the sheet that a bridge starts from. Raises ValueError for a broken tree."""
    with exact(), unswept():
        again = Again()
        return Begun(before, again, again.score(before))


def bridge(before: Sheet | Begun, after: Sheet, scores: Scores | None = None) -> dict[SubjectKey, Bridge]:
    """("post" | "unit", id) → its bridge, for every subject of either sheet; see bridges."""
    with exact(), unswept():
        return dict(bridges(before, after, scores))


def bridges(before: Sheet | Begun, after: Sheet, scores: Scores | None = None) -> Iterator[tuple[SubjectKey, Bridge]]:
    """Every subject of either sheet with its bridge, one after the other; call it with the house's context (`exact`).

    Each step replaces one thing of `before` by that of `after` in a complete sheet and scores it again; a
    part is the difference of two complete scores. Where a step leaves a subject without a score, its effect
    shows in the next step that has one. `scores`: those of `after`, where they are known. Raises ValueError for a
    broken tree.
    """
    begun = before if isinstance(before, Begun) else begin(before)
    first, last, walk = begun.scores, begun.scores, list[tuple[str, Scores]]()
    sheet = held = begun.sheet
    for step, mixed in stages(begun.sheet, after):
        held, held_scores = sheet, last
        if scores is not None and mixed is after:
            last = scores
        elif mixed != sheet:
            last = begun.again.score(mixed)
        sheet = mixed
        walk.append((step, last))
    starts, ends = first.all(), last.all()
    stops = {"post": _walk(first.posts, walk, "posts"), "unit": _walk(first.units, walk, "units")}
    for key, parts in split(held, held_scores, after, last):
        if key in ends:
            yield key, _bridge(key, starts.get(key), ends[key], stops[key[0]], parts)
    for key in starts.keys() - ends.keys():
        yield key, _bridge(key, starts[key], None, [], NOTHING)


def _walk(first: Mapping[str, Score], walk: list[tuple[str, Scores]], kind: Literal["posts", "units"]) -> list[_Stop]:
    """The scores of one kind after each step; None where the step scored nothing anew."""
    stops, last = list[_Stop](), first
    for step, scores in walk:
        told = scores.posts if kind == "posts" else scores.units
        stops.append((step, None if told is last else told))
        last = told
    return stops


def _bridge(key: SubjectKey, start: Score | None, end: Score | None, walk: list[_Stop], parts: Split) -> Bridge:
    before = start.figure if start else None
    after = end.figure if end else None
    if before is None or after is None:
        return Bridge(*key, before, after, None, {}, {}, {}, _reason(start, end))
    steps = dict.fromkeys(STEPS, ZERO)
    at = before
    for step, scores in walk:
        told = scores.get(key[1]) if scores else None
        if told is not None and told.figure is not None and told.figure != at:
            steps[step] = told.figure - at
            at = told.figure
    return Bridge(*key, before, after, after - before, steps, parts.points, parts.members)


def _reason(start: Score | None, end: Score | None) -> Reason:
    if start is None:
        return "new"
    if end is None:
        return "left"
    return "no_score_before" if start.figure is None else "no_score_after"
