"""The complete sheets between two cycles: one thing at a time goes from before to after. Pure.

What is new or gone enters or leaves with its own data: points and lists with the standard, posts and units
with the roster, points never put to a post before and indicators never scored
before with the coverage, new indicators with the standard. An indicator's curve and
targets are of the standard, its weight is a weight, its value a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from saas.scores import curves
from saas.scores.mix_sums import SUMS_MOVES
from saas.scores.places import places
from saas.scores.sheet import Achieved, Coverage, FindingCount, ReviewCount, Ruled, Share, Sheet, SheetList, SheetSection
from saas.scores.sums import Sums, sums_of

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
Row = TypeVar("Row", Coverage, ReviewCount, FindingCount, Sums, Share, Achieved, Ruled)


def stages(before: Sheet, after: Sheet) -> Iterator[tuple[str, Sheet]]:
    """(step, sheet after it), in the declared order; the last sheet is `after` itself."""
    sheet = before
    for step, move in _MOVES.items():
        sheet = move(sheet, before, after)
        yield step, sheet
    rows = _rows(sheet, before, after)
    for step, change in SUMS_MOVES.items():
        rows = [(change(*row), row[1], row[2]) for row in rows]
        if step == "coverage":
            sheet = replace(sheet, coverage=after.coverage, achieved=_measured(sheet, after))
        sheet = replace(sheet, sums=tuple([row[0] for row in rows]))
        yield step, sheet
    yield "handling", replace(sheet, reviews=after.reviews, findings=after.findings, shares=after.shares, ruled=after.ruled)
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
    weights = {"components": old.components, "lists": old.lists, "indicators": old.indicators, "own_share": old.own_share}
    return replace(sheet, scheme=replace(after.scheme, **weights))


def _standard(sheet: Sheet, before: Sheet, after: Sheet) -> Sheet:
    """The points of the new versions; what stays keeps its old weight, what is new brings its own."""
    if before.achieved != after.achieved:
        sheet = replace(sheet, achieved=tuple(_held_to(before, after)))
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


def _held_to(before: Sheet, after: Sheet) -> Iterator[Achieved]:
    """The old values under the new curves; an indicator that is new brings its own value, if its post was there."""
    old = {(row.post, row.code): row.value for row in before.achieved}
    there = _subjects(before)
    for row in after.achieved:
        if row.post in there:
            yield replace(row, value=old.get((row.post, row.code), row.value))
    # Who leaves takes everything along with the roster.
    gone = there - _subjects(after)
    yield from (row for row in before.achieved if row.post in gone)


def _measured(sheet: Sheet, after: Sheet) -> tuple[Achieved, ...]:
    """An indicator that could not be scored on one side comes or goes as it is after; the others keep their old values."""
    new = {(row.post, row.code): row for row in after.achieved}

    def scored(row: Achieved) -> bool:
        return curves.points(row.curve, row.value) is not None

    return tuple(row if scored(row) and scored(new[row.post, row.code]) else new[row.post, row.code] for row in sheet.achieved)


def _subjects(sheet: Sheet) -> set[str]:
    """Posts, and units: some rows are of a unit itself."""
    return {post.id for post in sheet.posts} | {unit.id for unit in sheet.units}


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
    stayed = _subjects(before) & _subjects(after)
    return replace(
        sheet,
        units=after.units,
        posts=after.posts,
        sums=_of_posts(stayed, sheet.sums, after.sums),
        coverage=_of_posts(stayed, sheet.coverage, after.coverage),
        reviews=_of_posts(stayed, sheet.reviews, after.reviews),
        findings=_of_posts(stayed, sheet.findings, after.findings),
        shares=_of_posts(stayed, sheet.shares, after.shares),
        achieved=_of_posts(stayed, sheet.achieved, after.achieved),
        ruled=_of_posts(stayed, sheet.ruled, after.ruled),
    )


def _of_posts(stayed: set[str], old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    kept = [row for row in old if row.post in stayed]
    return tuple(kept + [row for row in new if row.post not in stayed])


def _by_key(sheet: Sheet) -> dict[Key, Sums]:
    return {(row.post, row.list): row for row in sheet.sums}


_MOVES: dict[str, Callable[[Sheet, Sheet, Sheet], Sheet]] = {
    "method": _method,
    "standard": _standard,
    "weights": _weights,
    "roster": _roster,
}
