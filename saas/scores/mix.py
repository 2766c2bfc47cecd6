"""The complete sheets between two cycles: one thing at a time goes from before to after. Pure.

What is new or gone enters or leaves with its own data: points and lists with the standard, posts and units
with the roster, points never put to a post before with the coverage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from saas.scores.places import places
from saas.scores.sheet import Coverage, FindingCount, ReviewCount, Sheet, SheetList, SheetSection
from saas.scores.sums import COLUMNS, Column, Figure, Sums, rate, sums_of

STEPS = (
    "method",
    "standard",
    "weights",
    "roster",
    "coverage",
    "not_applicable",
    "corrections",
    "handling",
    "results",
)
Key = tuple[str, str]
Row = TypeVar("Row", Coverage, ReviewCount, FindingCount, Sums)
EARNED, SENT, SENT_APPLIED, FAILED, SENT_FAILED = map(COLUMNS.index, ("earned", "sent", "sent_applied", "failed", "sent_failed"))


def stages(before: Sheet, after: Sheet) -> Iterator[tuple[str, Sheet]]:
    """(step, sheet after it), in the declared order; the last sheet is `after` itself."""
    sheet = before
    for step, move in _MOVES.items():
        sheet = move(sheet, before, after)
        yield step, sheet
    rows = _rows(sheet, before, after)
    for step, change in _SUMS_MOVES.items():
        rows = [(change(*row), row[1], row[2]) for row in rows]
        if step == "coverage":
            sheet = replace(sheet, coverage=after.coverage)
        sheet = replace(sheet, sums=tuple([row[0] for row in rows]))
        yield step, sheet
    yield "handling", replace(sheet, reviews=after.reviews, findings=after.findings)
    yield "results", after


def _rows(sheet: Sheet, before: Sheet, after: Sheet) -> list[tuple[Sums, Sums, Sums]]:
    """The answers of every post to every list: as they are now, as before, and as after, whose points they have from here on.

    Points that are no longer asked leave with the coverage; where there was nothing before, all three are as after.
    """
    now, old = _by_key(sheet), _by_key(before)
    rows = []
    for new in after.sums:
        key = new.post, new.list
        first, there = old.get(key), now.get(key)
        if first is None or there is None:
            rows.append((new, new, new))
        else:
            rows.append((there.along(new.points), first.along(new.points), new))
    return rows


def _method(sheet: Sheet, before: Sheet, after: Sheet) -> Sheet:
    """The rules of the new scheme with the weights of the old one."""
    old = before.scheme
    return replace(sheet, scheme=replace(after.scheme, components=old.components, lists=old.lists))


def _standard(sheet: Sheet, before: Sheet, after: Sheet) -> Sheet:
    """The points of the new versions; what stays keeps its old weight, what is new brings its own."""
    if before.lists == after.lists:
        return sheet
    old_lists = {each.code: each for each in before.lists}
    weights = {each.code: (before if each.code in old_lists else after).scheme.list_weight(each.code) for each in after.lists}
    return replace(
        sheet,
        lists=tuple(_with_old_weights(each, old_lists.get(each.code)) for each in after.lists),
        scheme=replace(sheet.scheme, lists=weights),
        sums=_answers_to(before, after),
    )


def _answers_to(before: Sheet, after: Sheet) -> tuple[Sums, ...]:
    """Old answers to the points that stay, new answers of the old posts to the points that came."""
    old, new = places(before), places(after)
    staff = {post.id for post in before.posts}
    stay = [tally for tally in before.tallies if tally.at in new and tally.at in old]
    come = [tally for tally in after.tallies if tally.post in staff and tally.at in new and tally.at not in old]
    return sums_of((*stay, *come))


def _with_old_weights(new: SheetList, old: SheetList | None) -> SheetList:
    if old is None:
        return new
    weights = {section.code: section.weight for section in old.sections}
    points = {point.code: point.weight for section in old.sections for point in section.points}

    def weighed(section: SheetSection) -> SheetSection:
        own = tuple(replace(each, weight=points.get(each.code, each.weight)) for each in section.points)
        return SheetSection(section.code, own, weights.get(section.code, section.weight))

    return replace(new, sections=tuple(map(weighed, new.sections)))


def _weights(sheet: Sheet, before: Sheet, after: Sheet) -> Sheet:
    """All weights: components, lists, sections, points, and those of units and posts that stay."""
    units = {unit.id: unit.weight for unit in after.units}
    posts = {post.id: post.weight for post in after.posts}
    return replace(
        sheet,
        scheme=after.scheme,
        lists=after.lists,
        units=tuple(replace(unit, weight=units.get(unit.id, unit.weight)) for unit in before.units),
        posts=tuple(replace(post, weight=posts.get(post.id, post.weight)) for post in before.posts),
    )


def _roster(sheet: Sheet, before: Sheet, after: Sheet) -> Sheet:
    """The new tree and posts: a new post brings its own data, one that left takes its data along."""
    stayed = {post.id for post in before.posts} & {post.id for post in after.posts}
    return replace(
        sheet,
        units=after.units,
        posts=after.posts,
        sums=_of_posts(stayed, sheet.sums, after.sums),
        coverage=_of_posts(stayed, sheet.coverage, after.coverage),
        reviews=_of_posts(stayed, sheet.reviews, after.reviews),
        findings=_of_posts(stayed, sheet.findings, after.findings),
    )


def _of_posts(stayed: set[str], old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    kept = [row for row in old if row.post in stayed]
    return tuple(kept + [row for row in new if row.post not in stayed])


def _asked(now: Sums, old: Sums, new: Sums) -> Sums:
    """As often as after, with the old rates; a point that was never asked brings its own data."""
    if old is new:
        return new
    before, asked = now.asked, new.asked
    if _in_proportion(before, asked):
        # All points so many times as often: every rate stays, and with it every figure.
        return now
    return _joined(new, map(_asked_point, before, asked, _points(now), _points(new)))


def _asked_point(before: Figure, asked: Figure, now: _Point, new: _Point) -> _Point:
    if not before or not asked:
        return new
    if before == asked:
        return now
    # Where all applied nothing is divided: applied · asked ÷ applied.
    applied = rate(now.applied, asked, before) if now.na else asked
    return _Point(applied, rate(now.earned, asked, before), asked - applied, now.failed)


def _in_proportion(before: Column, asked: Column) -> bool:
    b, a = sum(before), sum(asked)
    return bool(a and b) and all(one * a == other * b for one, other in zip(before, asked, strict=True))


def _applied(now: Sums, old: Sums, new: Sums) -> Sums:
    """Applying as often as after, with the old rates; a point without an old rate brings its own data."""
    if old is new:
        return new
    if all(old.applied) and all(new.applied):
        earned = tuple(map(rate, now.earned, new.applied, now.applied))
        return Sums(new.post, new.list, new.points, new.applied, earned, new.na, failed=now.failed)
    return _joined(new, map(_applied_point, old.applied, _points(now), _points(new)))


def _applied_point(old: Figure, now: _Point, new: _Point) -> _Point:
    if not old or not new.applied:
        return new
    return _Point(new.applied, rate(now.earned, new.applied, now.applied), new.na, now.failed)


def _corrected(now: Sums, old: Sums, new: Sums) -> Sums:
    """Corrected as after: the old rate as sent, plus the new difference between corrected and sent."""
    if old is new or (old.as_sent and new.as_sent):
        return now
    return _joined(new, map(_corrected_point, _points(now), zip(*old.columns(), strict=True), zip(*new.columns(), strict=True)))


def _corrected_point(now: _Point, old: tuple[Figure, ...], new: tuple[Figure, ...]) -> _Point:
    applied = new[0]
    if not old[0] or not applied:
        return now
    shift = _correction(new, applied) - _correction(old, applied)
    failed = now.failed + (new[FAILED] - new[SENT_FAILED]) - (old[FAILED] - old[SENT_FAILED])
    return _Point(now.applied, now.earned + shift, now.na, failed)


def _correction(row: tuple[Figure, ...], applied: Figure) -> Figure:
    """What corrections moved, per `applied` answers."""
    asked, earned, sent, sent_asked = row[0], row[EARNED], row[SENT], row[SENT_APPLIED]
    corrected = rate(earned, applied, asked)
    return corrected - rate(sent, applied, sent_asked) if sent_asked else corrected - corrected


class _Point(NamedTuple):
    """What of a point feeds a figure."""

    applied: Figure
    earned: Figure
    na: Figure
    failed: Figure


def _points(row: Sums) -> Iterator[_Point]:
    applied, earned, na, _, _, _, failed, _ = row.columns()
    return map(_Point, applied, earned, na, failed)


def _joined(row: Sums, points: Iterable[_Point]) -> Sums:
    applied, earned, na, failed = zip(*points, strict=True)
    # Nothing else feeds a figure: it is told as if nothing had been corrected.
    return Sums(row.post, row.list, row.points, applied, earned, na if any(na) else (), failed=failed if any(failed) else ())


def _by_key(sheet: Sheet) -> dict[Key, Sums]:
    return {(row.post, row.list): row for row in sheet.sums}


_MOVES: dict[str, Callable[[Sheet, Sheet, Sheet], Sheet]] = {
    "method": _method,
    "standard": _standard,
    "weights": _weights,
    "roster": _roster,
}
_SUMS_MOVES: dict[str, Callable[[Sums, Sums, Sums], Sums]] = {
    "coverage": _asked,
    "not_applicable": _applied,
    "corrections": _corrected,
}
