"""The complete sheets between two cycles: one thing at a time goes from before to after. Pure.

What is new or gone enters or leaves with its own data: points and lists with the standard, posts and units
with the roster, points never put to a post before with the coverage.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from saas.scores.sheet import (
    Coverage,
    FindingCount,
    ReviewCount,
    Sheet,
    SheetList,
    SheetSection,
    Tally,
    places,
)

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
Key = tuple[str, str, str]
_key: Callable[[Tally], Key] = attrgetter("post", "list", "point")
Row = TypeVar("Row", Coverage, ReviewCount, FindingCount, Tally)


def stages(before: Sheet, after: Sheet) -> Iterator[tuple[str, Sheet]]:
    """(step, sheet after it), in the declared order; the last sheet is `after` itself."""
    sheet = before
    for step, move in _MOVES.items():
        sheet = move(sheet, before, after)
        yield step, sheet
    rows = _rows(sheet, before, after)
    for step, change in _TALLY_MOVES.items():
        rows = [(moved, old, new) for now, old, new in rows if (moved := change(now, old, new)) is not None]
        if step == "coverage":
            rows += _unasked(sheet, after)
            sheet = replace(sheet, coverage=after.coverage)
        sheet = replace(sheet, tallies=tuple([row[0] for row in rows]))
        yield step, sheet
    yield "handling", replace(sheet, reviews=after.reviews, findings=after.findings)
    yield "results", after


def _rows(sheet: Sheet, before: Sheet, after: Sheet) -> list[tuple[Tally, Tally | None, Tally | None]]:
    """Every tally beside the same one of before and of after."""
    old, new = _by_key(before), _by_key(after)
    return [(tally, old.get(key), new.get(key)) for key, tally in zip(map(_key, sheet.tallies), sheet.tallies, strict=True)]


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
        tallies=_answers_to(before, after),
    )


def _answers_to(before: Sheet, after: Sheet) -> tuple[Tally, ...]:
    """Old answers to the points that stay, new answers of the old posts to the points that came."""
    old, new = places(before), places(after)
    staff = {post.id for post in before.posts}
    stay = [tally for tally in before.tallies if tally.at in new and tally.at in old]
    come = [tally for tally in after.tallies if tally.post in staff and tally.at in new and tally.at not in old]
    return (*stay, *come)


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
        tallies=_of_posts(stayed, sheet.tallies, after.tallies),
        coverage=_of_posts(stayed, sheet.coverage, after.coverage),
        reviews=_of_posts(stayed, sheet.reviews, after.reviews),
        findings=_of_posts(stayed, sheet.findings, after.findings),
    )


def _of_posts(stayed: set[str], old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    kept = [row for row in old if row.post in stayed]
    return tuple(kept + [row for row in new if row.post not in stayed])


def _asked(now: Tally, old: Tally | None, new: Tally | None) -> Tally | None:
    """As often as after, with the old rates."""
    if old is None or new is None or not (asked := new.applied + new.na):
        return new
    before = now.applied + now.na
    if not before or before == asked:
        return now if before else new
    # Where all applied nothing is divided: applied · asked ÷ applied.
    applied = now.applied * asked / before if now.na else asked
    return _scaled(now, applied, asked - applied, now.earned * asked / before)


def _unasked(sheet: Sheet, after: Sheet) -> list[tuple[Tally, None, Tally]]:
    """Tallies of after that no earlier step had a row for."""
    there = set(map(_key, sheet.tallies))
    return [(tally, None, tally) for tally in after.tallies if _key(tally) not in there and tally.asked]


def _applied(now: Tally, old: Tally | None, new: Tally | None) -> Tally | None:
    """Applying as often as after, with the old rates; a point without an old rate brings its own data."""
    if new is None or old is None or not old.applied or not new.applied:
        return new
    if now.applied == new.applied:
        return replace(now, na=new.na) if now.na != new.na else now
    return _scaled(now, new.applied, new.na, now.earned * new.applied / now.applied)


def _corrected(now: Tally, old: Tally | None, new: Tally | None) -> Tally | None:
    """Corrected as after: the old rate as sent, plus the new difference between corrected and sent."""
    if old is None or new is None or not old.applied or not new.applied or (_as_sent(old) and _as_sent(new)):
        return now
    shift = _correction(new, new.applied) - _correction(old, new.applied)
    failed = now.failed + _failed_by_correction(new) - _failed_by_correction(old)
    if not shift and failed == now.failed:
        return now
    return replace(now, earned=now.earned + shift, failed=failed)


def _as_sent(tally: Tally) -> bool:
    """Nothing of it was corrected."""
    return (
        tally.sent == tally.earned and tally.sent_applied in (None, tally.applied) and tally.sent_failed in (None, tally.failed)
    )


def _correction(tally: Tally, applied: Decimal) -> Decimal:
    """What corrections moved, per `applied` answers. Multiplies first: what comes out even stays exact."""
    sent_applied = tally.applied if tally.sent_applied is None else tally.sent_applied
    sent = tally.sent * applied / sent_applied if sent_applied else tally.earned * applied / tally.applied
    return tally.earned * applied / tally.applied - sent


def _failed_by_correction(tally: Tally) -> int:
    return 0 if tally.sent_failed is None else tally.failed - tally.sent_failed


def _scaled(tally: Tally, applied: Decimal, na: Decimal, earned: Decimal) -> Tally:
    # raw and sent feed no figure: they stay as they were.
    return Tally(
        tally.post, tally.list, tally.point, applied, na, earned, tally.raw, tally.sent,
        tally.sent_applied, tally.failed, tally.sent_failed,
    )  # fmt: skip


def _by_key(sheet: Sheet) -> dict[Key, Tally]:
    return dict(zip(map(_key, sheet.tallies), sheet.tallies, strict=True))


_MOVES: dict[str, Callable[[Sheet, Sheet, Sheet], Sheet]] = {
    "method": _method,
    "standard": _standard,
    "weights": _weights,
    "roster": _roster,
}
_TALLY_MOVES: dict[str, Callable[[Tally, Tally | None, Tally | None], Tally | None]] = {
    "coverage": _asked,
    "not_applicable": _applied,
    "corrections": _corrected,
}
