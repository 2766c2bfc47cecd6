"""A printed figure again from the frozen sheets: its formula, its inputs and what comes out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.scores import labels
from saas.scores.bridge import Bridge, bridge
from saas.scores.data import post_data
from saas.scores.leverage import leverage, member_shares
from saas.scores.places import places
from saas.scores.score import Scores, members, score
from saas.scores.sheet import Sheet, part_of
from saas.scores.steps import FORMULAS, Step
from saas.scores.told import Told, retrace
from saas.scores.trace import recompute
from saas.scores.tree import tree_of
from saas.values import ONE, ZERO, exact, quantum, share
from saas.words import N_

DIFFERENCE, COUNTED, SHARED = N_("后一个减前一个"), N_("各岗位相加"), N_("前一个 ÷ 后一个")
SUMMED = N_("各项相加")
MIXED = N_("按固定次序换过这一样之后的完整得分，减去换之前的完整得分")
MISSED = N_("Σ 每少得一次损失的分 ×（适用 − 得到）")
POOLED = N_("Σ 得到 ÷ Σ 适用")
VETOED = N_("Σ 每少得一次损失的分 × 因一票否决少得的 ÷ 全部损失")
# Counts by name: which rows of the sheet, which of their columns.
ROWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "due": ("coverage", ("due",)), "done": ("coverage", ("done",)), "late": ("coverage", ("late",)),
    "missed": ("coverage", ("missed",)), "found": ("findings", ("found_by_self", "found_by_leader")),
    "by_self": ("findings", ("found_by_self",)), "to_close": ("findings", ("due",)),
    "closed": ("findings", ("closed_in_time",)), "overdue": ("findings", ("overdue",)),
    "to_review": ("reviews", ("to_do",)), "reviewed": ("reviews", ("in_time",)),
}  # fmt: skip
RATES = {
    "done": ("done", "due"), "self": ("by_self", "found"), "closed": ("closed", "to_close"),
    "reviewed": ("reviewed", "to_review"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An input: its name, its figure; weight and `of` where the formula has them; where it has a trace of its own, the key."""

    label: Any
    value: Decimal | None
    weight: Decimal | None = None
    of: Decimal | None = None
    key: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """What came out, by which formula, from which inputs. heads: what stands over value, weight and `of`."""

    value: Decimal | None
    formula: str
    lines: tuple[Line, ...]
    heads: tuple[str | None, ...] = labels.PLAIN


@dataclass(frozen=True)
class Kept:
    """A score as it is stored, with the sheet it came from. names: texts by id; codes: of units, for their traces."""

    told: Told
    figure: Decimal | None
    sheet: Sheet
    names: Any
    codes: Mapping[str, str]

    def steps(self) -> dict[str, Step]:
        """Every step, each held against its formula. Raises TraceBroken."""
        steps = retrace(self.told, self.sheet, self.figure)
        recompute(steps)
        return {step.key: step for step in steps}


def of_step(kept: Kept, steps: Mapping[str, Step], name: str) -> Again:
    """One step of a score; name: "score", "checks", "checks/C1". KeyError where there is none."""
    step = steps[name]
    with exact():
        value = FORMULAS[step.formula](step.inputs)
    lines = tuple(_line(kept, step, each) for each in step.inputs)
    return Again(value, labels.FORMULAS[step.formula], lines, labels.COLUMNS.get(step.formula, labels.PLAIN))


def _line(kept: Kept, step: Step, each: Any) -> Line:
    kind, _, subject = (each.source or "").partition(":")
    key = None
    if kind == "unit" and subject in kept.codes:
        key = f"{kept.codes[subject]}:{step.key.replace('/', '.')}"
    label: Any = kept.names.subjects.get(each.name) or labels.NAMED.get(each.name)
    if label is None:
        known = kept.names.points.get(f"{step.key.split('/')[1]}/{each.name}") if step.formula == "pooled" else None
        label = known or labels.step_label(each.source or each.name, kept.names.lists, kept.names.sections)
    return Line(label, each.value, each.weight, each.of, key, f"/scores/{{cycle}}/{subject}" if kind == "post" else None)


def difference(after: Again, before: Again, names: tuple[Any, Any], keys: tuple[str | None, str | None]) -> Again:
    """What comes later less what came before, both computed again."""
    if after.value is None or before.value is None:
        return Again(None, DIFFERENCE, ())
    with exact():
        value = after.value - before.value
    lines = (Line(names[0], after.value, key=keys[0]), Line(names[1], before.value, key=keys[1]))
    return Again(value, DIFFERENCE, lines)


def bridged(before: Sheet, after: Sheet, unit: str) -> Bridge:
    """The bridge of a unit built again from both sheets."""
    return bridge(part_of(before, "unit", unit), part_of(after, "unit", unit))["unit", unit]


def of_rest(told: Bridge, named: Sequence[str], names: Any) -> Again:
    """The points inside the results beside those that are named."""
    rows = [("/".join(at), value) for at, value in _largest(told.points) if "/".join(at) not in named]
    with exact():
        value = sum((each for _, each in rows), ZERO)
    return Again(value, SUMMED, tuple(Line(names.points.get(at, at), each, key=None) for at, each in rows))


def of_bridge(told: Bridge, name: str, names: Any) -> Again:
    """A step of the bridge, or with a slash in it a point inside the results."""
    if "/" in name:
        list_, _, point = name.partition("/")
        lines = [Line(names.points.get("/".join(k), "/".join(k)), v) for k, v in _largest(told.points)]
        return Again(told.points[list_, point], N_("检查结果一段里，这一个检查项的部分"), tuple(lines))
    lines, at = [Line(N_("从"), told.before, key="before")], told.before or ZERO
    for step, value in told.parts.items():
        with exact():
            at += value
        lines.append(Line(labels.BRIDGE[step], at, value))
    return Again(told.parts[name], MIXED, tuple(lines), (N_("换过之后的得分"), N_("这一段"), None))


def _largest(points: Mapping[tuple[str, str], Decimal]) -> list[tuple[tuple[str, str], Decimal]]:
    return sorted(points.items(), key=lambda each: (-abs(each[1]), each[0]))


def of_counts(sheet: Sheet, unit: str, name: str, names: Any) -> Again:
    """Σ over the posts of the line, as the sheet froze them."""
    rows, columns = ROWS[name]
    told: dict[str, int] = {}
    for row in getattr(part_of(sheet, "unit", unit), rows):
        told[row.post] = told.get(row.post, 0) + sum(getattr(row, column) for column in columns)
    ordered = sorted(told.items(), key=lambda each: (-each[1], each[0]))
    lines = tuple(Line(names.subjects.get(post, post), Decimal(n)) for post, n in ordered if n)
    return Again(Decimal(sum(told.values())), COUNTED, lines)


def of_rate(sheet: Sheet, unit: str, name: str, names: Any) -> Again:
    """A share of two counts."""
    part, whole = (of_counts(sheet, unit, each, names).value or ZERO for each in RATES[name])
    lines = tuple(Line(TITLES[each], value, key=f"count.{each}") for each, value in zip(RATES[name], (part, whole), strict=True))
    return Again(share(part, whole), SHARED, lines)


TITLES = {
    "due": N_("应查"), "done": N_("已查"), "found": N_("发现问题"), "by_self": N_("岗位自己发现"), "to_close": N_("应关闭"),
    "closed": N_("按期关闭"), "to_review": N_("应复核"), "reviewed": N_("按时复核"),
}  # fmt: skip


def of_gap(sheet: Sheet, unit: str, at: tuple[str, str], name: str, names: Any) -> Again:
    """What a point costs a unit: what one missing answer of a post is worth there, times how many are missing."""
    part = part_of(sheet, "unit", unit)
    with exact():
        scores = score(part)
        rows = [row for row in _missing(part, scores, _parts(part, scores, unit)) if row[0] == at]
        earned, applied, loss, veto = (sum((row[n] for row in rows), ZERO) for n in (3, 4, 5, 6))
        told = {
            "loss": (quantum(loss), MISSED), "share": (quantum(share(earned, applied) or ZERO), POOLED),
            "applied": (applied, COUNTED), "veto": (quantum(share(veto, loss) or ZERO), VETOED),
        }  # fmt: skip
    lines = tuple(Line(names.subjects.get(post, post), earned, worth, applied) for _, post, worth, earned, applied, *_ in rows)
    return Again(*told[name], lines, (N_("得到"), N_("每少得一次损失的分"), N_("适用")))


def lost(sheet: Sheet, unit: str) -> dict[tuple[str, str], Decimal]:
    """What every point costs a unit."""
    part, found = part_of(sheet, "unit", unit), dict[tuple[str, str], Decimal]()
    with exact():
        scores = score(part)
        for at, *_, loss, _ in _missing(part, scores, _parts(part, scores, unit)):
            found[at] = found.get(at, ZERO) + loss
        return {at: quantum(loss) for at, loss in found.items()}


def _missing(sheet: Sheet, scores: Scores, counts: Mapping[str, Decimal]) -> Iterator[tuple[Any, ...]]:
    """Point, post, what one missing answer is worth, earned, applied, what is lost, what of it by a veto."""
    known = places(sheet)
    for data in post_data(sheet):
        told, part = scores.posts[data.post.id], counts.get(data.post.id, ZERO)
        if told.figure is None or not part:
            continue
        moves = leverage(sheet.scheme, known, data, told.figures)
        for tally in data.tallies:
            if tally.at in moves:
                worth, missing = part * moves[tally.at], max(ZERO, ONE * tally.applied - tally.earned)
                vetoed = min(missing, tally.raw - tally.earned)
                yield tally.at, data.post.id, worth, tally.earned, tally.applied, worth * missing, worth * vetoed


def _parts(sheet: Sheet, scores: Scores, unit: str) -> dict[str, Decimal]:
    """Post → for how much of the unit's score it counts, down the whole line."""
    house, found = tree_of(sheet), dict[str, Decimal]()
    waiting: list[tuple[str, Decimal]] = [(unit, ONE)]
    while waiting:
        at, part = waiting.pop()
        rows = members(sheet.scheme, house, at, scores.posts, scores.units)
        for row, counted in zip(rows, member_shares(sheet.scheme, rows), strict=True):
            if row.score.kind == "unit":
                waiting.append((row.score.subject, part * counted))
            else:
                found[row.score.subject] = found.get(row.score.subject, ZERO) + part * counted
    return found


def summed(label: str, rows: Sequence[tuple[Any, Decimal, str | None]]) -> Again:
    """Σ of rows: what they are called, their figure, where they stand."""
    return Again(sum((row[1] for row in rows), ZERO), label, tuple(Line(row[0], row[1], href=row[2]) for row in rows))
