"""Figures made of others of the same quarter: each of those is computed again, and put together anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from saas.reports.control import limits
from saas.reports.derived import DIRECTIONS
from saas.reports.figures import Quarter, Week
from saas.reports.keys import key
from saas.reports.recount import SCORED, found
from saas.reports.rescore import SHARED, Again, Line
from saas.values import EXACT, ZERO, half_up, share
from saas.words import N_
from tenants import current, db

Ask = Callable[[str], Awaitable[Decimal | None]]
PRINTED = N_("印出的数字相加")
UNITS = N_("变化大于零的算提高，小于零的算下降，等于零的算持平")
MEAN = N_("各周的平均")
BOUNDS = N_("均值 ± 2.66 × 相邻两周之差的平均，限在 0 到 100 之间")
WEEKS, OUT = N_("有检查得分的周，一周算一个"), N_("低于下限或高于上限的周，一周算一个")
DOWN_TO = N_("到这一项为止的问题 ÷ 全部问题")


async def gaps(q: Quarter, ask: Ask) -> Again:
    """As they are printed."""
    rows = [(gap.text, key("gap", gap.list, gap.point, "loss")) for gap in q.gaps]
    return await _printed(rows, ask)


async def systems(q: Quarter, ask: Ask) -> Again:
    rows = [(one.name, key("system", one.code, "loss")) for one in q.systems]
    return await _printed(rows, ask)


async def _printed(rows: Sequence[tuple[Any, str]], ask: Ask) -> Again:
    lines = [Line(label, half_up(await ask(name) or ZERO, 2), key=name) for label, name in rows]
    return Again(sum((line.value or ZERO for line in lines), ZERO), PRINTED, tuple(lines))


def units(q: Quarter, name: str) -> Again:
    """How many units below rose, fell and stayed; each has its own difference."""
    moved = [(u.name, u.change, f"{key(u.code)}:change") for u in q.units if u.level == 1 and u.change is not None]
    kept = [row for row in moved if name == "all" or (row[1] > 0) - (row[1] < 0) == DIRECTIONS[name]]
    lines = tuple(Line(label, change, key=at) for label, change, at in kept)
    return Again(Decimal(len(kept)), UNITS, lines)


async def week_limits(q: Quarter, list_: str | None, name: str) -> Again:
    """name: centre, lower, upper; or all, out: how many weeks there are, and how many of them stand out."""
    weeks = await _weeks(q, list_)
    bounds = limits(weeks)
    kept = bounds.outside(weeks) if name == "out" else [week for week in weeks if week.score is not None]
    lines = [Line({"zh": str(w.monday)}, w.score, key=key("week", *([list_] if list_ else []), w.monday)) for w in kept]
    if name in ("all", "out"):
        return Again(Decimal(len(kept)), OUT if name == "out" else WEEKS, tuple(lines))
    return Again(getattr(bounds, name), MEAN if name == "centre" else BOUNDS, tuple(lines))


async def _weeks(q: Quarter, list_: str | None) -> list[Week]:
    sums: dict[Any, list[Any]] = {}
    for row in await db().fetch(SCORED, current(), q.unit, q.first, q.last):
        if list_ is None or row["code"] == list_:
            told = sums.setdefault(row["day"] - timedelta(days=row["day"].weekday()), [ZERO, 0])
            told[0], told[1] = told[0] + row["score_sum"], told[1] + row["scored"]
    return [Week(day, EXACT.divide(total, Decimal(n)).quantize(Decimal("1E-12")), n) for day, (total, n) in sorted(sums.items())]


async def part(q: Quarter, at: tuple[str, str], *, down_to: bool) -> Again:
    """A point's findings among all, or those of all points down to it."""
    total = (await found(q, {})).value
    rows = []
    for fault in q.findings.faults:
        this = (fault.list, fault.point) == at
        if this or down_to:
            name = key("fault", fault.list, fault.point)
            rows.append(Line(fault.text, (await found(q, {"list": fault.list, "point": fault.point})).value, key=name))
        if this:
            break
    value = share(sum((row.value or ZERO for row in rows), ZERO), total or ZERO)
    return Again(value, DOWN_TO if down_to else SHARED, (*rows, Line(N_("全部问题"), total, key="count.found")))
