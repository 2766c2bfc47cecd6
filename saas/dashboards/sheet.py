"""The pictures as spreadsheets to read: whoever sees a picture finds its table here, of all units in reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

from saas.dashboards.flow_reads import flow_of
from saas.dashboards.lights import Light
from saas.dashboards.lights_reads import lights_of
from saas.dashboards.losses_reads import losses_of
from saas.dashboards.marks import text_of
from saas.dashboards.work import WEEKS, mondays
from saas.dashboards.work_reads import SHEET
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.values import half_up
from saas.visit import Visit
from saas.words import N_

PLACES = 4

WORK = (
    Column("day", N_("日期"), kind="date"), Column("unit_code", N_("单元编码"), width=14), Column("unit", N_("单元"), width=24),
    Column("list_code", N_("检查表编码"), width=14), Column("list", N_("检查表"), width=28),
    Column("due", N_("应做"), kind="number"), Column("done", N_("已做"), kind="number"),
    Column("late", N_("迟交"), kind="number"),
)  # fmt: skip
CONTROL = (
    Column("code", N_("编码"), width=14), Column("name", N_("指标"), width=28), Column("uom", N_("单位"), width=10),
    Column("period", N_("期")), Column("value", N_("数值"), kind="number"), Column("low", N_("下限"), kind="number"),
    Column("centre", N_("均值"), kind="number"), Column("high", N_("上限"), kind="number"),
    Column("out", N_("失控"), kind="flag"),
)  # fmt: skip
LOSSES = (
    Column("unit", N_("单元"), width=24), Column("list", N_("检查表"), width=28), Column("point", N_("检查项"), width=40),
    Column("lost", N_("少得分"), kind="number"), Column("share", N_("合格率"), kind="number"),
    Column("applied", N_("次数"), kind="number"), Column("post", N_("岗位"), width=24),
)  # fmt: skip
FLOW = (
    Column("monday", N_("周"), kind="date"), Column("opened", N_("新发现"), kind="number"),
    Column("closed", N_("已关闭"), kind="number"), Column("open", N_("周末未关闭"), kind="number"),
)  # fmt: skip


def work_days(visit: Visit) -> AsyncIterator[Row]:
    """Every day of a unit and a list since the first week of the picture."""
    return stream(SHEET, visit.leads(), mondays(visit.today, WEEKS)[0])


async def control(visit: Visit) -> list[Row]:
    """Every figure of the topmost unit in reach, with the limits of its chart."""
    told = await lights_of(None, visit.leads(), visit.today)
    return [row for one in told.lights for row in _charted(one)]


def _charted(one: Light) -> list[Row]:
    limits, past = one.limits, one.past
    ends = {"low": limits.low, "centre": limits.centre, "high": limits.high} if limits else {}
    same = {"code": one.code, "name": one.form.name, "uom": one.form.uom} | ends
    out = limits.out if limits else ()
    return [same | {"period": each.label, "value": each.value, "out": at in out} for at, each in enumerate(past)]


async def losses(visit: Visit) -> list[Row]:
    """The points that cost most of the topmost unit in reach, in the cycle that the picture opens with."""
    told = await losses_of(None, visit.leads(), None)
    points, lists, posts = (getattr(told.names, name) or {} for name in ("points", "lists", "posts"))
    return [
        {
            "unit": told.path[-1].name if told.path else None, "list": text_of(lists, each.list),
            "point": text_of(points, each.key),
            "lost": half_up(each.lost, PLACES), "share": half_up(each.earned, PLACES), "applied": each.applied,
            "post": posts[each.post][0] if each.post in posts else None,
        }
        for each in told.losses
    ]  # fmt: skip


async def finding_flow(visit: Visit) -> list[Row]:
    """The weeks of the topmost unit in reach."""
    told = await flow_of(None, visit.leads(), visit.today)
    return [
        {"monday": w.monday, "opened": Decimal(w.opened), "closed": Decimal(w.closed), "open": Decimal(w.open)}
        for w in told.weeks
    ]  # fmt: skip


for key, title, columns, rows, word in (
    ("work-days", N_("天天做"), WORK, work_days, "work"), ("control", N_("控制图"), CONTROL, control, "control"),
    ("losses", N_("丢分在哪里"), LOSSES, losses, "losses"), ("finding-flow", N_("问题的流动"), FLOW, finding_flow, "flow"),
):  # fmt: skip
    back = f"/dashboards/{word}"
    register(Sheet(key, title, permit="dashboard.read", columns=columns, export=rows, scoped=True, back=back))
