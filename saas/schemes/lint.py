"""What a scheme should be asked about before it is published (体检). Pure: facts in, notes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from saas.scores.scheme import COMPONENTS, EVERYONE, SEAT, Scheme
from saas.values import HUNDRED, ZERO
from saas.words import N_

Weight = Literal["wrong", "doubt"]
NAMED = 5


@dataclass(frozen=True)
class Unchecked:
    """A point that weighs and that nobody checks: its list is given to nobody, or it never applied in two cycles."""

    list: str
    point: str
    text: Mapping[str, str]
    scheduled: bool


@dataclass(frozen=True)
class Facts:
    """What of the company a scheme is held against. titles: job titles of open posts; lists: those in force; scheduled: of
    these, with a schedule; indicators: published ones → direction, measured: those with figures; layers: of the units.
    """

    titles: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    scheduled: frozenset[str] = frozenset()
    indicators: Mapping[str, str] = field(default_factory=dict)
    measured: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True)
class Note:
    """A sentence about one place of a scheme. wrong: the scheme cannot mean it; doubt: look at it again."""

    weight: Weight
    place: str
    say: str
    params: Mapping[str, Any]


def lint(scheme: Scheme, facts: Facts) -> list[Note]:
    """Everything there is to say, what is wrong first."""
    parts = (_weights, _posts, _lists, _points, _indicators, _grades, _hiding, _rulings)
    notes = [note for part in parts for note in part(scheme, facts)]
    return sorted(notes, key=lambda note: note.weight == "doubt")


def _weights(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    for title, row in scheme.components.items():
        total = sum(row.values(), ZERO)
        if row and total != HUNDRED:
            yield _doubt(title, N_("“%(title)s”各项权重合计 %(total)s，不是 100。"), title=title, total=total)
        if title.startswith(SEAT) and title not in scheme.own_share:
            yield _wrong(title, N_("“%(title)s”写了本级的考核，但没有写它占单元得分的百分之几，所以不计。"), title=title)
        if title.startswith(SEAT) and title[1:] not in facts.layers:
            yield _wrong(title, N_("没有“%(title)s”这一层。"), title=title)
        elif not title.startswith(SEAT) and title != EVERYONE and title not in facts.titles:
            yield _doubt(title, N_("没有岗位是“%(title)s”这个职务。"), title=title)
    if EVERYONE not in scheme.components:
        yield _doubt(EVERYONE, N_("没有写其余职务（*）怎样考核。"))


def _posts(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    for title in sorted(facts.titles):
        if not any(scheme.weights_of(title).values()):
            yield _wrong(title, N_("“%(title)s”一项考核也没有，这个职务的岗位没有得分。"), title=title)


def _lists(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    for code in sorted(facts.lists - scheme.lists.keys()):
        yield _doubt("lists", N_("检查表 %(code)s 没有写权重，按 1 计。"), code=code)
    for code in sorted(scheme.lists.keys() - facts.lists):
        yield _doubt("lists", N_("检查表 %(code)s 有权重，但已经没有这张表。"), code=code)
    for code in sorted(facts.lists & scheme.lists.keys()):
        if scheme.lists[code] and code not in facts.scheduled:
            yield _doubt("lists", N_("检查表 %(code)s 有权重，但没有安排给任何人，上面的检查项没有人查。"), code=code)
        if not scheme.lists[code] and code in facts.scheduled:
            yield _doubt("lists", N_("检查表 %(code)s 每天在做，权重是 0，做了也不算。"), code=code)


def _points(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    """By name, the first of each list; a list of weight 0 counts for nothing anyway."""
    told: dict[str, int] = {}
    for each in facts.unchecked:
        told[each.list] = told.get(each.list, 0) + 1
        if not scheme.list_weight(each.list) or told[each.list] > NAMED:
            continue
        never = N_("检查项“%(point)s”（%(code)s）两个周期里没有一次适用，等于没有人查。")
        nobody = N_("检查项“%(point)s”（%(code)s）没有人查：这张表没有安排给任何人。")
        yield _doubt("lists", never if each.scheduled else nobody, point=each.text, code=f"{each.list}/{each.point}")
    for code, count in told.items():
        if count > NAMED and scheme.list_weight(code):
            yield _doubt("lists", N_("检查表 %(code)s 还有 %(count)s 项没有人查。"), code=code, count=count - NAMED)


def _indicators(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    for title, row in scheme.components.items():
        if row.get("indicators") and not any(scheme.indicator_weights(title).values()):
            yield _wrong(title, N_("“%(title)s”考核指标，但没有写是哪些指标。"), title=title)
    for title, weights in scheme.indicators.items():
        total = sum(weights.values(), ZERO)
        if weights and total != HUNDRED:
            yield _doubt(title, N_("“%(title)s”各指标权重合计 %(total)s，不是 100。"), title=title, total=total)
    for code in sorted({code for row in scheme.indicators.values() for code in row}):
        if code not in facts.indicators:
            yield _wrong("indicators", N_("没有 %(code)s 这个指标。"), code=code)
        elif code not in facts.measured:
            yield _doubt("indicators", N_("指标 %(code)s 还没有数据，没有数据就不计。"), code=code)


def _grades(scheme: Scheme, _: Facts) -> Iterator[Note]:
    figures = {*COMPONENTS, *(f"checks/{code}" for code in scheme.lists)}
    figures |= {f"indicators/{code}" for row in scheme.indicators.values() for code in row}
    seen: set[Decimal] = set()
    for grade in scheme.grades:
        if grade.least > scheme.high:
            yield _wrong("grades", N_("等级“%(grade)s”要 %(least)s 分，最高只有 %(high)s 分，没有人能达到。"), grade=grade.key,
                         least=grade.least, high=scheme.high)  # fmt: skip
        if grade.least in seen:
            yield _wrong("grades", N_("有两个等级都从 %(least)s 分起。"), least=grade.least)
        seen.add(grade.least)
        for key, floor in grade.floors.items():
            if floor > HUNDRED:
                yield _wrong("grades", N_("等级“%(grade)s”要求 %(what)s 不低于 %(floor)s，超过了满分。"),
                             grade=grade.key, what=key, floor=floor)  # fmt: skip
            if key not in figures and "/".join(key.split("/")[:2]) not in figures:
                yield _wrong("grades", N_("等级“%(grade)s”的下限写了 %(what)s，方案里没有这一项。"), grade=grade.key, what=key)
    if scheme.grades and min(seen) > scheme.low:
        yield _doubt("grades", N_("低于 %(least)s 分没有等级。"), least=min(seen))


def _hiding(scheme: Scheme, facts: Facts) -> Iterator[Note]:
    """What makes it pay to keep silent."""
    own = sum((rule.points for rule in scheme.deductions if rule.on == "found_by_self"), ZERO)
    leaders = sum((rule.points for rule in scheme.deductions if rule.on == "found_by_leader"), ZERO)
    if own:
        yield _doubt("deductions", N_("自己报告的问题也扣分，会让人不报。"))
    if own > leaders:
        yield _doubt("deductions", N_("自己报告扣得比领导发现还多；计分时按领导发现的分数封顶。"))
    if not any(rule.on == "found_by_self" and rule.points for rule in scheme.rewards):
        yield _doubt("rewards", N_("主动报告问题没有奖励。"))
    if scheme.missed == "left_out" and not any(rule.on == "missed" for rule in scheme.deductions):
        yield _doubt("missed", N_("漏查不计也不扣分，不查比查出问题划算。"))
    if scheme.late_penalty == 1 and scheme.missed == "zero":
        yield _doubt("late_penalty", N_("迟交和漏查一样计 0 分，迟了就不会再做。"))
    if any(rule.on == "late" for rule in scheme.deductions) and not any(rule.on == "missed" for rule in scheme.deductions):
        yield _doubt("deductions", N_("迟交扣分，漏查不扣分，迟了就不会再交。"))
    if any(rule.on == "veto" for rule in scheme.deductions) and not own and not leaders:
        yield _doubt("deductions", N_("一票否决扣分只看自查填的结果，领导发现的不扣，会让人不填。"))
    for title, row in scheme.components.items():
        if row.get("checks") and not row.get("coverage") and not row.get("agreement") and title in facts.titles:
            yield _doubt(title, N_("“%(title)s”考核检查结果，却不考核是否按时做，也不和抽查对照。"), title=title)


def _rulings(scheme: Scheme, _: Facts) -> Iterator[Note]:
    keys = {grade.key for grade in scheme.grades}
    for veto in scheme.vetoes:
        if veto.grade is not None and veto.grade not in keys:
            yield _wrong("vetoes", N_("否决 %(code)s 写的等级“%(grade)s”不存在。"), code=veto.code, grade=veto.grade)
        if veto.of == "unit" and veto.grade is None:
            yield _wrong("vetoes", N_("否决 %(code)s 只管单元，要写最高等级；分数只对岗位封顶。"), code=veto.code)
    both = {rule.code for rule in scheme.rulings} & {veto.code for veto in scheme.vetoes}
    for code in sorted(both):
        yield _wrong("vetoes", N_("裁定和否决都用了编号 %(code)s。"), code=code)


def _wrong(place: str, say: str, **params: Any) -> Note:
    return Note("wrong", place, say, params)


def _doubt(place: str, say: str, **params: Any) -> Note:
    return Note("doubt", place, say, params)
