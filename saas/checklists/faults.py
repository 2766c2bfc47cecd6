"""What stands in the way of publishing a draft, and what is only worth a look. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saas.checklists.drafted import Draft, DraftPoint, in_order
from saas.checklists.form import CHOSEN, COUNTED, MEASURED
from saas.values import HUNDRED, ZERO
from saas.words import N_

TWO = 2


@dataclass(frozen=True)
class Fault:
    """`point` is its code, empty for the list as a whole. Only grave ones keep a draft from being published."""

    point: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)
    grave: bool = True


def faults(draft: Draft, points: Sequence[DraftPoint]) -> list[Fault]:
    """Everything, the list first, then point by point in order."""
    ordered = in_order(draft, points)
    found = list(_whole(draft, points))
    for place, point in enumerate(ordered):
        found += _place(draft, point, ordered[:place])
        found += _measure(point)
        found += _evidence(point)
    return found


def _whole(draft: Draft, points: Sequence[DraftPoint]) -> Iterator[Fault]:
    if not points:
        yield Fault("", N_("还没有检查项。"))
        return
    sections = sum((Decimal(str(section["weight"])) for section in draft.sections), ZERO)
    if sections != HUNDRED:
        yield Fault("", N_("各部分权重合计 %(sum)s，应为 100。"), {"sum": f"{sections.normalize():f}"})
    weights = sum((point.weight for point in points), ZERO)
    if weights != HUNDRED:
        yield Fault("", N_("各项权重合计 %(sum)s，应为 100。"), {"sum": f"{weights.normalize():f}"})
    used = Counter(point.section for point in points)
    for section in draft.sections:
        if not used[section["code"]]:
            yield Fault("", N_("部分“%(name)s”没有检查项。"), {"name": section["name"]})


def _place(draft: Draft, point: DraftPoint, earlier: Sequence[DraftPoint]) -> Iterator[Fault]:
    if point.detail is None:
        yield Fault(point.code, N_("没有对应标准的细节。"), grave=False)
    elif point.detail_name is None:
        yield Fault(point.code, N_("现行标准里没有细节 %(detail)s。"), {"detail": point.detail})
    if point.elsewhere:
        yield Fault(point.code, N_("编号 %(code)s 已用于另一张检查表。"), {"code": point.code})
    if draft.scoring == "levels" and not (point.judge.get("level") or point.mark.get("level")):
        yield Fault(point.code, N_("分级达标的检查表，每项要选 C、B 或 A 级。"))
    for language in ("zh", "en"):
        if not point.text.get(language):
            yield Fault(point.code, N_("缺少另一种语言的文字。"), grave=False)
    when = point.judge.get("when")
    if when:
        yield from _follows(point, when, {each.code: each for each in earlier})


def _follows(point: DraftPoint, when: dict[str, Any], earlier: dict[str, DraftPoint]) -> Iterator[Fault]:
    lead = earlier.get(when["point"])
    if lead is None:
        yield Fault(point.code, N_("追问要排在它所跟的检查项之后。"))
    elif when.get("is"):
        options = {option["key"] for option in lead.options or ()} if lead.kind in CHOSEN else {"pass", "fail", "na"}
        if when["is"] not in options | {"na"}:
            yield Fault(point.code, N_("追问的条件不是那一项的答案。"))
    elif not when.get("fails") and lead.kind not in (MEASURED - {"range"}) | COUNTED:
        yield Fault(point.code, N_("只有数值项才能按高低追问。"))


def _measure(point: DraftPoint) -> Iterator[Fault]:
    limits = point.limits or {}
    if point.kind in MEASURED and not limits.keys() & {"low", "high", "above", "below", "minus"}:
        yield Fault(point.code, N_("没有界限，只记录，不判定。"), grave=False)
    if point.kind in MEASURED | COUNTED and not point.uom and "minus" not in limits:
        yield Fault(point.code, N_("没有计量单位。"), grave=False)
    if point.kind == "ledger" and not point.judge.get("attribute"):
        yield Fault(point.code, N_("没有选台账属性，按账面数核对。"), grave=False)
    low, high = limits.get("low", limits.get("above")), limits.get("high", limits.get("below"))
    if low is not None and high is not None and Decimal(low) > Decimal(high):
        yield Fault(point.code, N_("下限大于上限。"))
    if point.kind in CHOSEN:
        yield from _options(point)


def _options(point: DraftPoint) -> Iterator[Fault]:
    options = point.options or []
    shares = [Decimal(str(option["share"])) for option in options]
    if len(options) < TWO:
        yield Fault(point.code, N_("至少要有两个选项。"))
    elif max(shares) != 1:
        yield Fault(point.code, N_("要有一个得满分的选项。"))
    if len({option["key"] for option in options}) < len(options):
        yield Fault(point.code, N_("两个选项的代号相同。"))
    if point.kind == "level" and shares != sorted(shares):
        yield Fault(point.code, N_("分级从最低一级写到最高一级。"))


def _evidence(point: DraftPoint) -> Iterator[Fault]:
    proof = point.judge.get("evidence") or {}
    always = point.evidence == "photo_always" or point.kind == "photo" or bool({"always", "pass"} & proof.keys())
    if always and not point.mark.get("reason"):
        yield Fault(point.code, N_("每次或合格时也要佐证的，请写为什么要。"))
    if point.veto and point.evidence == "none" and not {"fail", "always"} & proof.keys():
        yield Fault(point.code, N_("一票否决的项，不合格时应有照片或说明。"))
    if point.veto and point.kind in ("text", "photo", "signature"):
        yield Fault(point.code, N_("这类检查项不会不合格，不能一票否决。"))
    if point.veto and not point.weight:
        yield Fault(point.code, N_("一票否决的项权重为 0。"), grave=False)
