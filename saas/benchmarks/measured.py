"""What units are held against each other by, from the sheet that a cycle froze: shares over a unit and all below it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from saas.scores import formulas
from saas.scores.sheet import Sheet
from saas.words import N_

INDICATOR = "indicator/"
# In percent, the more the better.
MEASURES = {
    "score": N_("得分"), "checks": N_("检查合格率"), "on_time": N_("检查按时率"), "findings": N_("问题按期关闭率"),
    "reviews": N_("复核及时率"), "own": N_("自己发现占比"),
}  # fmt: skip
# What companies of one industry may be held against each other by: defined the same whatever the scheme.
SHARED = ("checks", "on_time", "findings", "reviews", "own")
PARTS = {
    "checks": ("earned", "applied"), "on_time": ("in_time", "due"), "findings": ("closed", "to_close"),
    "reviews": ("reviewed", "to_review"), "own": ("by_self", "found"),
}  # fmt: skip


def figures_of(sheet: Sheet) -> dict[str, dict[str, Decimal]]:
    """Unit → measure → figure; what has no denominator is left out."""
    counts = _rolled(sheet, _counted(sheet))
    return {unit: _figures(told) for unit, told in counts.items()}


def heads_of(sheet: Sheet) -> dict[str, int]:
    """Unit → seats of it and of all below it."""
    own: dict[str, Counter[str]] = {}
    for post in sheet.posts:
        own.setdefault(post.unit, Counter())["heads"] += post.heads
    return {unit: int(told["heads"]) for unit, told in _rolled(sheet, own).items()}


def _figures(told: Counter[str]) -> dict[str, Decimal]:
    found = {}
    for measure, (part, whole) in PARTS.items():
        share = formulas.ratio(Decimal(told[part]), Decimal(told[whole]))
        if share is not None:
            found[measure] = share
    return found


def _counted(sheet: Sheet) -> dict[str, Counter[str]]:
    """Unit → counts of its own posts."""
    units = {post.id: post.unit for post in sheet.posts}
    found: dict[str, Counter[str]] = {}
    for post, told in _rows(sheet):
        if post in units:
            found.setdefault(units[post], Counter()).update(told)
    return found


def _rows(sheet: Sheet) -> Iterable[tuple[str, dict[str, int]]]:
    for sums in sheet.sums:
        # Whole numbers: what was earned is counted in ten-thousandths.
        yield sums.post, {"earned": int(sum(sums.earned)), "applied": int(sum(sums.applied)) * 10_000}
    for row in sheet.coverage:
        yield row.post, {"in_time": row.done - row.late, "due": row.due}
    for one in sheet.findings:
        yield one.post, {
            "closed": one.closed_in_time, "to_close": one.due, "by_self": one.found_by_self,
            "found": one.found_by_self + one.found_by_leader,
        }  # fmt: skip
    for review in sheet.reviews:
        yield review.post, {"reviewed": review.in_time, "to_review": review.to_do}


def _rolled(sheet: Sheet, own: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    parents = {unit.id: unit.parent for unit in sheet.units}
    found = {unit.id: Counter[str]() for unit in sheet.units}
    for unit, told in own.items():
        at: str | None = unit
        while at is not None and at in found:
            found[at].update(told)
            at = parents[at]
    return found
