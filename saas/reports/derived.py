"""Figures that are made of other figures of a quarter, and those that stand beside its scores: systems, limits of charts,
sums inside sentences, peers, gates, money. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from saas.reports.control import limits
from saas.reports.figures import Quarter
from saas.reports.keys import SHORT, Figure, Style, key
from saas.values import ZERO, half_up, share
from saas.words import N_

SYSTEM: dict[str, tuple[str, Style]] = {
    "score": (N_("体系“%(system)s”：得分"), "two"), "change": (N_("体系“%(system)s”：得分之差"), "moved"),
    "loss": (N_("体系“%(system)s”：少得的分"), "two"), "answers": (N_("体系“%(system)s”：检查次数"), "count"),
    "found": (N_("体系“%(system)s”：问题"), "count"),
}  # fmt: skip
LIMITS = {"centre": N_("每周检查平均分的均值"), "lower": N_("每周检查平均分的下限"), "upper": N_("每周检查平均分的上限")}
LIST_LIMITS = {
    "centre": N_("检查表“%(list)s”每周得分的均值"), "lower": N_("检查表“%(list)s”每周得分的下限"),
    "upper": N_("检查表“%(list)s”每周得分的上限"),
}  # fmt: skip
PEERS = {"own": N_("同类对标“%(what)s”：本单元"), "mean": N_("同类对标“%(what)s”：同类平均")}
STANDING = {"place": N_("同类对标“%(what)s”：名次"), "of": N_("同类对标“%(what)s”：同类单元")}
MONEY = {
    "amount": N_("措施“%(title)s”折合万元"), "low": N_("措施“%(title)s”折合万元，区间下限"),
    "high": N_("措施“%(title)s”折合万元，区间上限"),
    "moves": N_("措施“%(title)s”折算：每 1 个百分点的变动"), "start": N_("措施“%(title)s”折算：输入变动之前"),
    "end": N_("措施“%(title)s”折算：输入变动之后"),
}  # fmt: skip
DIRECTIONS = {"up": 1, "down": -1, "same": 0}
UNITS = {"all": N_("可比的下级单元"), "up": N_("提高的下级单元"), "down": N_("下降的下级单元"), "same": N_("持平的下级单元")}


def derived(q: Quarter) -> Iterator[Figure]:
    """In the order of the page."""
    for part in (_past, _systems, _units, _limits, _sums, _shares, _peers, _gates, _money, _restated):
        yield from part(q)


def _past(q: Quarter) -> Iterator[Figure]:
    for each in q.history:
        if each.shown is not None and each.cycle.id != q.cycle.id:
            yield Figure(key("past", each.cycle.code), each.shown, "points", N_("%(cycle)s的得分"), {"cycle": each.cycle.name})


def _systems(q: Quarter) -> Iterator[Figure]:
    for one in q.systems:
        values = {
            "score": one.value, "change": one.change, "loss": one.loss, "answers": one.answers, "found": Decimal(one.found),
        }  # fmt: skip
        for name, (label, style) in SYSTEM.items():
            if (value := values[name]) is not None:
                yield Figure(key("system", one.code, name), value, style, label, {"system": one.name})
    if q.systems:
        lost = sum((half_up(one.loss, 2) for one in q.systems), ZERO)
        yield Figure("systems.loss", lost, "two", N_("各体系少得的分合计"))


def _units(q: Quarter) -> Iterator[Figure]:
    """Direct members that can be held against the cycle before."""
    moved = [each.change for each in q.units if each.level == 1 and each.change is not None]
    if len(moved) > 1:
        yield Figure("units.all", Decimal(len(moved)), "count", UNITS["all"])
        for name, sign in DIRECTIONS.items():
            count = sum(1 for change in moved if (change > 0) - (change < 0) == sign)
            yield Figure(key("units", name), Decimal(count), "count", UNITS[name])


def _limits(q: Quarter) -> Iterator[Figure]:
    bounds = limits(q.weeks)
    for name, label in LIMITS.items():
        if (value := getattr(bounds, name)) is not None:
            yield Figure(key("limit", name), value, "one", label)
    if bounds.upper is not None:
        told = sum(1 for week in q.weeks if week.score is not None)
        yield Figure("weeks.all", Decimal(told), "count", N_("有检查得分的周"))
        yield Figure("weeks.out", Decimal(len(bounds.outside(q.weeks))), "count", N_("落在上下限之外的周"))
    for one in q.lists:
        for name, label in LIST_LIMITS.items():
            if (value := getattr(limits(one.weeks), name)) is not None:
                yield Figure(key("limit", one.code, name), value, "one", label, {"list": one.name})
        for week in one.weeks:
            if week.score is not None:
                words, at = {"list": one.name, "day": str(week.monday)}, key("week", one.code, week.monday)
                yield Figure(at, week.score, "one", N_("检查表“%(list)s”%(day)s 起一周的得分"), words)


def _sums(q: Quarter) -> Iterator[Figure]:
    if q.gaps:
        # As they are printed: a pencil finds the same.
        lost = sum((half_up(gap.loss, 2) for gap in q.gaps), ZERO)
        yield Figure("gaps.sum", lost, "two", N_("最大的差距合计少得的分"))
    for side, measures, label in (("judged", q.judged, N_("到期的措施")), ("planned", q.planned, N_("新措施"))):
        if measures.total:
            yield Figure(key(side, "all"), Decimal(measures.total), "count", label)


def _shares(q: Quarter) -> Iterator[Figure]:
    """Of all findings: each point, and all points down to it."""
    found = sum(each.count for each in q.findings.faults) + q.findings.rest
    so_far = 0
    for each in q.findings.faults:
        so_far += each.count
        words = {"point": each.text}
        part, sums = share(each.count, found), share(so_far, found)
        if part is not None and sums is not None:
            yield Figure(key("share", each.list, each.point), part, "share", N_("“%(point)s”占全部问题"), words)
            yield Figure(key("sofar", each.list, each.point), sums, "whole_share", N_("问题累计到“%(point)s”"), words)


def _peers(q: Quarter) -> Iterator[Figure]:
    for one in q.peers.lines:
        words = {"what": one.name}
        values = {"own": one.figure, "mean": one.mean}
        for name, label in PEERS.items():
            style: Style = "points" if one.key == "score" and name == "own" else "one"
            yield Figure(key("peer", one.key, name), values[name], style, label, words)
        for name, label in STANDING.items():
            yield Figure(key("peer", one.key, name), Decimal(getattr(one, name)), "count", label, words)


def _gates(q: Quarter) -> Iterator[Figure]:
    for gate in q.gates.decided:
        words = {"stage": gate.stage}
        yield Figure(key("gate", gate.hash[:SHORT]), Decimal(gate.failed), "count", N_("“%(stage)s”的关口没有达到的条件"), words)


def _money(q: Quarter) -> Iterator[Figure]:
    for each in q.judged.worth:
        for one in each.money:
            for name, label in MONEY.items():
                if (value := getattr(one, name)) is not None:
                    at = key("money", str(each.id)[-SHORT:], str(one.link)[-SHORT:], name)
                    yield Figure(at, value, "two", label, {"title": each.title})


def _restated(q: Quarter) -> Iterator[Figure]:
    if q.restated:
        yield Figure("restated", Decimal(len(q.restated)), "count", N_("结算后更正的次数"))
    for n, each in enumerate(q.restated, 1):
        if each.shown is not None:
            words: dict[str, Any] = {"n": str(n)}
            yield Figure(key("restated", n), each.shown, "points", N_("第 %(n)s 次更正之前的得分"), words)
