"""Every figure that a quarter prints, under the key by which it can be asked for: value, how it is printed, its name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from saas.reports.derived import derived
from saas.reports.figures import MeasureLine, Quarter
from saas.reports.keys import SHORT, Figure, Style, key
from saas.reports.marks import Move
from saas.scores.labels import BRIDGE
from saas.words import N_

COUNTS = {
    "due": N_("应查"), "done": N_("已查"), "late": N_("其中迟交"), "missed": N_("漏查"), "found": N_("发现问题"),
    "by_self": N_("岗位自己发现"), "to_close": N_("应关闭"), "closed": N_("按期关闭"), "overdue": N_("逾期"),
    "to_review": N_("应复核"), "reviewed": N_("按时复核"),
}  # fmt: skip
RATES = {"done": N_("完成率"), "self": N_("自己发现率"), "closed": N_("按期关闭率"), "reviewed": N_("按时复核率")}
SEVERITIES = {"veto": N_("一票否决"), "major": N_("严重"), "minor": N_("一般")}
MADE_OF = {
    "checks": N_("检查结果"), "coverage": N_("覆盖"), "findings": N_("整改及时"), "reviews": N_("复核及时"),
    "actions": N_("整改一次通过"), "agreement": N_("自查与抽查一致"), "training": N_("学习"), "indicators": N_("指标"),
    "appraisal": N_("领导评议"),
}  # fmt: skip
GAP = {
    "loss": (N_("差距“%(point)s”：少得的分"), "two"), "share": (N_("差距“%(point)s”：合格率"), "share"),
    "applied": (N_("差距“%(point)s”：检查次数"), "count"), "found": (N_("差距“%(point)s”：问题"), "count"),
    "veto": (N_("差距“%(point)s”：因一票否决"), "whole_share"),
}  # fmt: skip
EFFECT: dict[str, tuple[str, Style]] = {
    "target": (N_("措施“%(title)s”：目标"), "whole_share"), "estimate": (N_("措施“%(title)s”：实测"), "apart"),
    "low": (N_("措施“%(title)s”：区间下限"), "apart"), "high": (N_("措施“%(title)s”：区间上限"), "apart"),
    "gain": (N_("措施“%(title)s”：预期"), "moved"),
}  # fmt: skip
TALLIES = {
    "worked": N_("有效"), "no_effect": N_("无效"), "cannot_tell": N_("尚不能判断"), "draft": N_("草稿"),
    "approved": N_("已批准"), "done": N_("已完成"),
}  # fmt: skip


def register(q: Quarter) -> dict[str, Figure]:
    """Key → figure, in the order of the page."""
    return {each.key: each for part in PARTS for each in part(q)}


def _score(q: Quarter) -> Iterator[Figure]:
    if q.mark.figure is not None:
        yield Figure("score", q.mark.figure, "points", N_("得分"), printed=q.mark.shown)
    if q.bridge and q.change is not None:
        yield Figure("change", q.bridge.change, "moved", N_("得分之差"), printed=q.change)


def _bridge(q: Quarter) -> Iterator[Figure]:
    if q.bridge is None:
        return
    printed = {each.key: each.value for each in (*q.bridge.bars(), *q.bridge.still())}
    for part in q.bridge.parts:
        step = {"step": BRIDGE[part.key]}
        yield Figure(key("step", part.key), part.value, "moved", N_("得分变化：%(step)s"), step, printed[part.key])
    inner = {each.key: each.value for each in q.bridge.inside(Move("results", printed["results"]))}
    for move in q.bridge.points:
        words: dict[str, Any] = {"point": move.text or move.key}
        name, value = key("move", *move.key.split("/")), inner.get(move.key)
        yield Figure(name, move.value, "moved", N_("检查结果中的“%(point)s”"), words, value)
    if rest := q.bridge.rest:
        yield Figure("move.rest", rest.value, "moved", N_("检查结果中的其他检查项"), printed=inner[rest.key])


def _components(q: Quarter) -> Iterator[Figure]:
    for each in q.components:
        words = {"component": MADE_OF[each.key]}
        yield Figure(key(each.key), each.value, "two", N_("构成：%(component)s"), words)
        if each.before is not None:
            yield Figure(key("change", each.key), each.value - each.before, "moved", N_("构成之差：%(component)s"), words)
    for one in q.lists:
        yield Figure(key("checks", one.code), one.value, "two", N_("检查表“%(list)s”"), {"list": one.name})
        if one.change is not None:
            yield Figure(key("change", "checks", one.code), one.change, "moved", N_("检查表“%(list)s”之差"), {"list": one.name})


def _gaps(q: Quarter) -> Iterator[Figure]:
    for gap in q.gaps:
        values = {"loss": gap.loss, "share": gap.share, "applied": gap.applied, "found": gap.found, "veto": gap.from_veto}
        for name, (label, style) in GAP.items():
            yield Figure(key("gap", gap.list, gap.point, name), Decimal(values[name]), style, label, {"point": gap.text})  # type: ignore[arg-type]


def _measures(q: Quarter) -> Iterator[Figure]:
    for side, measures in (("judged", q.judged), ("planned", q.planned)):
        for word, n in measures.tally.items():
            yield Figure(key(side, word), Decimal(n), "count", N_("措施：%(state)s"), {"state": TALLIES.get(word, word)})
        for each in measures.rows:
            yield from _measure(each, side)


def _measure(each: MeasureLine, side: str) -> Iterator[Figure]:
    gain = each.expected_gain if side == "planned" else None
    values = {"target": each.target, "estimate": each.estimate, "low": each.low, "high": each.high, "gain": gain}
    for name, (label, style) in EFFECT.items():
        value = values[name]
        if value is not None:
            yield Figure(key("measure", str(each.id)[-SHORT:], name), value, style, label, {"title": each.title})


def _counts(q: Quarter) -> Iterator[Figure]:
    c = q.counts
    for name, label in COUNTS.items():
        yield Figure(key("count", name), Decimal(getattr(c, name)), "count", label)
    shares = {"done": c.done_share, "self": c.self_share, "closed": c.closed_share, "reviewed": c.reviewed_share}
    for name, label in RATES.items():
        if (value := shares[name]) is not None:
            yield Figure(key("rate", name), value, "share", label)


def _findings(q: Quarter) -> Iterator[Figure]:
    for name, n in q.findings.by_severity.items():
        words = {"severity": SEVERITIES.get(name, name)}
        yield Figure(key("severity", name), Decimal(n), "count", N_("问题：%(severity)s"), words)
    for fault in q.findings.faults:
        point = {"point": fault.text}
        yield Figure(key("fault", fault.list, fault.point), Decimal(fault.count), "count", N_("“%(point)s”的问题"), point)
    if q.findings.rest:
        yield Figure("fault", Decimal(q.findings.rest), "count", N_("其他检查项的问题"))


def _weeks(q: Quarter) -> Iterator[Figure]:
    for week in q.weeks:
        if week.score is not None:
            yield Figure(key("week", week.monday), week.score, "two", N_("%(day)s 起一周的检查平均分"), {"day": str(week.monday)})
    for flow in q.findings.flow:
        words = {"day": str(flow.monday)}
        yield Figure(key("opened", flow.monday), Decimal(flow.opened), "count", N_("%(day)s 起一周新发现的问题"), words)
        yield Figure(key("ended", flow.monday), Decimal(flow.closed), "count", N_("%(day)s 起一周关闭的问题"), words)


PARTS = (_score, _bridge, _components, _gaps, _measures, _counts, _findings, _weeks, derived)
