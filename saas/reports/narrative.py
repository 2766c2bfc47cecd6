"""The quarter in sentences: a rule says when one stands, and which figures are in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saas.reports.figures import Quarter
from saas.reports.keys import Figure, key
from saas.reports.marks import Move
from saas.reports.register import register
from saas.reports.systems import UNSORTED
from saas.scores.labels import BRIDGE
from saas.values import share
from saas.words import N_, number, percent, say, translator

FEW = Decimal("0.05")  # below this share a point does not stand out from the others


@dataclass(frozen=True, slots=True)
class Sentence:
    """rule: which one spoke; words: names, and figures as they are printed; keys: of the figures, to be asked for."""

    rule: str
    text: str
    words: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    def said(self, locale: str) -> str:
        """In one language; a sign belongs to a figure, so a difference that is named by its verb has none."""
        told = translator(locale)
        words = {name: told(each) if isinstance(each, str) else say(each, locale=locale) for name, each in self.words.items()}
        text = told(self.text, **words)
        return text if locale == "en" else SPACED.sub(" ", text)


# A figure stands apart from the characters around it, also where a name begins or ends with one.
SPACED = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
Rule = Callable[[Quarter, Mapping[str, Figure]], Iterator[Sentence]]


def narrate(q: Quarter) -> tuple[Sentence, ...]:
    """What there is to say, in the order of the page."""
    known = register(q)
    return tuple(sentence for rule in RULES for sentence in rule(q, known))


def _score(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    if q.mark.shown is None:
        yield Sentence("score", N_("%(cycle)s没有得分。"), {"cycle": q.cycle.name})
        return
    words = {"cycle": q.cycle.name, "score": known["score"].spelled(q.places)}
    if q.change is None or q.bridge is None:
        yield Sentence("score", N_("%(cycle)s得 %(score)s 分，没有可比的上一期。"), words, ("score",))
        return
    words |= {"since": q.bridge.since.name, "by": number(abs(q.change), q.places), "before": number(q.bridge.start, q.places)}
    text = CHANGED[(q.change > 0) - (q.change < 0)]
    yield Sentence("score", text, words, ("score", "change", *_before(q, known)))


def _before(q: Quarter, known: Mapping[str, Figure]) -> tuple[str, ...]:
    at = key("past", q.bridge.since.code) if q.bridge else ""
    return (at,) if at in known else ()


CHANGED = {
    1: N_("%(cycle)s得 %(score)s 分，比%(since)s的 %(before)s 分提高 %(by)s 分。"),
    -1: N_("%(cycle)s得 %(score)s 分，比%(since)s的 %(before)s 分下降 %(by)s 分。"),
    0: N_("%(cycle)s得 %(score)s 分，与%(since)s相同。"),
}


def _steps(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    bars = q.bridge.bars() if q.bridge else []
    up = max((each for each in bars if each.value > 0), key=lambda each: each.value, default=None)
    down = min((each for each in bars if each.value < 0), key=lambda each: each.value, default=None)
    if up and down:
        words = _step(up, known, q, "up") | _step(down, known, q, "down")
        keys = (key("step", up.key), key("step", down.key))
        yield Sentence("steps", N_("拉高最多的是%(up)s（%(up_by)s 分），拉低最多的是%(down)s（%(down_by)s 分）。"), words, keys)
    elif up:
        text = N_("拉高最多的是%(up)s（%(up_by)s 分），没有哪一项拉低。")
        yield Sentence("steps", text, _step(up, known, q, "up"), (key("step", up.key),))
    elif down:
        text = N_("拉低最多的是%(down)s（%(down_by)s 分），没有哪一项拉高。")
        yield Sentence("steps", text, _step(down, known, q, "down"), (key("step", down.key),))


def _step(bar: Move, known: Mapping[str, Figure], q: Quarter, side: str) -> dict[str, str]:
    return {side: BRIDGE[bar.key], f"{side}_by": known[key("step", bar.key)].spelled(q.places)}


def _units(_: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    """How many rose and fell; who they are stands in the table, and whether they are ranked is the company's choice."""
    if "units.all" in known:
        keys = tuple(key("units", name) for name in ("all", "up", "down", "same"))
        words = {name.partition(".")[2]: known[name].spelled(0) for name in keys}
        yield Sentence("units", N_("下级 %(all)s 个单元中，%(up)s 个提高，%(down)s 个下降，%(same)s 个持平。"), words, keys)


def _systems(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    """Where most is lost; points without a standard behind them are no system."""
    real = [one for one in q.systems if one.code != UNSORTED]
    top = max(real, key=lambda one: one.loss, default=None)
    if top and top.loss > 0 and len(real) > 1:
        keys = (key("system", top.code, "loss"), key("system", top.code, "score"), "systems.loss")
        words: dict[str, Any] = {"system": top.name} | {
            word: known[name].spelled(q.places) for word, name in zip(("loss", "score", "all"), keys, strict=True)
        }
        text = N_("失分最多的体系是“%(system)s”，得 %(score)s 分，少得 %(loss)s 分；各体系合计少得 %(all)s 分。")
        yield Sentence("systems", text, words, keys)


def _coverage(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    if not q.counts.due:
        return
    words = {name: known[key("count", name)].spelled(0) for name in ("due", "done", "late", "missed")}
    words["share"] = known["rate.done"].spelled(0)
    keys = tuple(key("count", name) for name in ("due", "done", "late", "missed"))
    if not q.counts.missed and not q.counts.late:
        yield Sentence("coverage", N_("应查 %(due)s 次，全部按时查了。"), words, keys[:2])
    else:
        text = N_("应查 %(due)s 次，查了 %(done)s 次（%(share)s）；漏查 %(missed)s 次，迟交 %(late)s 次。")
        yield Sentence("coverage", text, words, (*keys, "rate.done"))


def _findings(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    c = q.counts
    if not c.found:
        yield Sentence("findings", N_("这一期没有发现问题。"), {}, ("count.found",))
        return
    words = {name: known[key("count", name)].spelled(0) for name in ("found", "by_self", "to_close", "closed", "overdue")}
    words |= {"self": known["rate.self"].spelled(0)}
    text = N_("发现问题 %(found)s 条，其中岗位自己发现 %(by_self)s 条（%(self)s）。")
    yield Sentence("findings", text, words, ("count.found", "count.by_self", "rate.self"))
    if c.to_close:
        words["rate"] = known["rate.closed"].spelled(0)
        text = N_("应关闭 %(to_close)s 条，按期关闭 %(closed)s 条（%(rate)s），逾期 %(overdue)s 条。")
        yield Sentence("closing", text, words, ("count.to_close", "count.closed", "rate.closed", "count.overdue"))


def _most(q: Quarter, _: Mapping[str, Figure]) -> Iterator[Sentence]:
    found = sum(each.count for each in q.findings.faults) + q.findings.rest
    top = q.findings.faults[0] if q.findings.faults else None
    part = share(top.count, found) if top else None
    if top and part is not None and part >= FEW:
        words = {"point": top.text, "count": number(top.count, 0), "share": percent(part, 1)}
        text = N_("问题最多的是“%(point)s”，%(count)s 条，占全部的 %(share)s。")
        yield Sentence("most", text, words, (key("fault", top.list, top.point), key("share", top.list, top.point)))


def _gaps(q: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    if not q.gaps:
        yield Sentence("gaps", N_("没有失分的检查项。"))
        return
    top = q.gaps[0]
    words = {"point": top.text, "loss": number(top.loss, 2), "n": str(len(q.gaps)), "all": known["gaps.sum"].spelled(0)}
    keys = (key("gap", top.list, top.point, "loss"), "gaps.sum")
    if len(q.gaps) == 1:
        yield Sentence("gaps", N_("唯一的差距是“%(point)s”，少得 %(loss)s 分。"), words, keys)
    else:
        text = N_("最大的差距是“%(point)s”，少得 %(loss)s 分；最大的 %(n)s 项合计少得 %(all)s 分。")
        yield Sentence("gaps", text, words, keys)


def _measures(q: Quarter, _: Mapping[str, Figure]) -> Iterator[Sentence]:
    told = q.judged.tally
    if not q.judged.total:
        yield Sentence("measures", N_("没有到期的措施，还不能说措施有没有用。"))
        return
    words = {name: str(told.get(name, 0)) for name in ("worked", "no_effect", "cannot_tell")}
    words["all"] = str(q.judged.total)
    text = N_("到期的措施 %(all)s 项：有效 %(worked)s 项，无效 %(no_effect)s 项，尚不能判断 %(cannot_tell)s 项。")
    yield Sentence("measures", text, words, ("judged.all", *(key("judged", word) for word in told)))


def _planned(q: Quarter, _: Mapping[str, Figure]) -> Iterator[Sentence]:
    told = q.planned.tally
    if q.planned.total:
        words = {"all": str(q.planned.total), "draft": str(told.get("draft", 0))}
        text = N_("新措施 %(all)s 项，全部已批准。")
        if told.get("draft"):
            text = N_("新措施 %(all)s 项，其中 %(draft)s 项还是草稿，没有批准。")
        yield Sentence("planned", text, words, ("planned.all", *(["planned.draft"] if told.get("draft") else [])))


def _weeks(_: Quarter, known: Mapping[str, Figure]) -> Iterator[Sentence]:
    if "weeks.all" not in known:
        return
    keys: tuple[str, ...] = ("weeks.all", "weeks.out", "limit.lower", "limit.upper")
    words = {word: known[name].spelled(0) for word, name in zip(("n", "out", "low", "high"), keys, strict=True)}
    text = N_("%(n)s 周里有 %(out)s 周的检查平均分落在 %(low)s 到 %(high)s 之外，值得查原因。")
    if not known["weeks.out"].value:
        text, keys = N_("%(n)s 周的检查平均分都在 %(low)s 到 %(high)s 之间，没有异常的一周。"), (keys[0], *keys[2:])
    yield Sentence("weeks", text, words, keys)


def _restated(q: Quarter, _: Mapping[str, Figure]) -> Iterator[Sentence]:
    if q.restated:
        yield Sentence("restated", N_("结算后更正 %(n)s 次，得分是更正以后的。"), {"n": str(len(q.restated))}, ("restated",))


RULES: tuple[Rule, ...] = (
    _score, _steps, _restated, _units, _systems, _coverage, _weeks, _findings, _most, _gaps, _measures, _planned,
)  # fmt: skip
