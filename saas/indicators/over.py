"""Indicators over a stretch of time: figures of its periods put together, rolled up, computed, set beside targets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.formulas.fault import NotAvailable
from saas.indicators.form import Indicator
from saas.indicators.program import Ready, order, ready_of
from saas.indicators.rollup import Value, Worked, folded, over_periods, rolled, worth
from saas.values import EXACT, ONE, ZERO

COMPUTED, EXPECTED = "", "~"
RUNGS = ("target", "floor", "stretch")


@dataclass(frozen=True)
class Subject:
    """Whose figure it is. `post_id`: who answers for a node; `tree`: the tree a node stands in."""

    kind: str
    id: UUID
    parent_id: UUID | None
    code: str
    name: dict[str, str]
    post_id: UUID | None = None
    tree: str = ""
    position: int = 0


@dataclass(frozen=True)
class Figure:
    """The newest edition of one figure; name '' is the indicator's own, '~' what was expected of it."""

    indicator_id: UUID
    name: str
    subject_kind: str
    subject_id: UUID
    first_day: date
    last_day: date
    edition: int
    value: Decimal | None
    state: str
    source: str
    noted_at: datetime
    reason: dict[str, Any] | None = None


@dataclass(frozen=True)
class Target:
    """The newest edition of what is wanted of a subject from–to."""

    indicator_id: UUID
    subject_kind: str
    subject_id: UUID
    first_day: date
    last_day: date
    edition: int
    target: Decimal | None
    floor: Decimal | None
    stretch: Decimal | None
    weight: Decimal | None


@dataclass(frozen=True)
class Wanted:
    """What is wanted, from a target of the subject's own or from the definition."""

    target: Decimal | None
    floor: Decimal | None
    stretch: Decimal | None
    own: bool = False


@dataclass(frozen=True)
class Achieved:
    """One line for the scores. `value` None: not available, `reason` says why; provisional: a figure may still change."""

    subject_kind: str
    subject_id: UUID
    code: str
    version: int
    value: Decimal | None
    target: Decimal | None
    floor: Decimal | None
    stretch: Decimal | None
    curve: dict[str, Any] | None
    direction: str
    target_low: Decimal | None
    target_high: Decimal | None
    uom: str
    name: dict[str, str]
    provisional: bool
    reason: NotAvailable | None = None


@dataclass(frozen=True)
class Given:
    """An indicator in force, as this file wants it."""

    id: UUID
    number: int
    form: Indicator


def reached(
    given: Mapping[str, Given], tree: Mapping[UUID, Subject], figures: Iterable[Figure], targets: Iterable[Target],
    span: tuple[date, date],
) -> list[Achieved]:  # fmt: skip
    """Every indicator with figures, for every subject that they come up to."""
    known, aims = by_indicator(figures), by_indicator(targets)
    lines: list[Achieved] = []
    for code, found in worked(given, tree, known).items():
        one = given[code]
        weak = {f.subject_id for f in known.get(one.id, []) if f.state != "confirmed"}
        for subject, came in found.items():
            at, aim = tree[subject], wanted(one.form, subject, aims.get(one.id, []), span)
            value = came.value if isinstance(came.value, Decimal) else None
            reason = None if isinstance(came.value, Decimal) else came.value
            lines.append(Achieved(
                at.kind, subject, code, one.number, value, aim.target, aim.floor, aim.stretch, one.form.curve, one.form.direction,
                one.form.target_low, one.form.target_high, one.form.uom, one.form.name, bool(weak) or came.missing > 0, reason,
            ))  # fmt: skip
    return lines


def by_indicator(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.indicator_id, []).append(row)
    return found


def worked(
    given: Mapping[str, Given], tree: Mapping[UUID, Subject], known: Mapping[UUID, list[Figure]]
) -> dict[str, dict[UUID, Worked]]:
    """Code → subject → what it comes to; each after the ones it is computed from."""
    forms = {code: one.form for code, one in given.items()}
    made = {code: ready_of(form, forms) for code, form in forms.items()}
    parents = {one.id: one.parent_id for one in tree.values()}
    values: dict[tuple[UUID, str], Value] = {}
    found: dict[str, dict[UUID, Worked]] = {}
    for code in order(made):
        ready, figures = made[code], known.get(given[code].id, [])
        others = {(s, other): value for (s, other), value in values.items() if other in ready.others}
        if not figures and not others:
            continue
        stated = put_together(ready, figures)
        leaves = {one.id for one in tree.values() if one.tree in ready.form.trees} - {one.parent_id for one in tree.values()}
        here = {s: w for s, w in rolled(ready, parents, stated, others, only=_awaited(leaves, stated, tree)).items() if s in tree}
        found[code] = here | _answered(ready, here, tree) | _company(ready, here, tree)
        values.update({(subject, code): came.value for subject, came in found[code].items()})
    return found


def put_together(ready: Ready, figures: Iterable[Figure]) -> dict[tuple[UUID, str], Decimal]:
    """(subject, input) → the figures of the periods as one, in the order of the periods."""
    inputs = {one.name: one for one in ready.form.inputs}
    series: dict[tuple[UUID, str], list[Decimal]] = {}
    for figure in sorted(figures, key=lambda f: f.first_day):
        if figure.name in inputs and figure.value is not None:
            series.setdefault((figure.subject_id, figure.name), []).append(figure.value)
    return {at: over_periods(inputs[at[1]], row) for at, row in series.items()}


def _awaited(leaves: set[UUID], stated: Mapping[tuple[UUID, str], Decimal], tree: Mapping[UUID, Subject]) -> set[UUID]:
    """Of a tree that has figures at all, every leaf ought to have them."""
    begun = {tree[subject].tree for subject, _ in stated if subject in tree}
    return {leaf for leaf in leaves if tree[leaf].tree in begun}


def _answered(ready: Ready, here: Mapping[UUID, Worked], tree: Mapping[UUID, Subject]) -> dict[UUID, Worked]:
    """The posts that answer for nodes: the inputs of their topmost nodes, and nothing where they state figures themselves."""
    mine: dict[UUID, list[Worked]] = {}
    for subject, came in here.items():
        one = tree[subject]
        if one.post_id is None or one.post_id in here or _same_above(one, tree):
            continue
        mine.setdefault(one.post_id, []).append(came)
    return {post: _joined(ready, parts) for post, parts in mine.items() if post in tree}


def _same_above(one: Subject, tree: Mapping[UUID, Subject]) -> bool:
    above = tree.get(one.parent_id) if one.parent_id else None
    while above is not None:
        if above.post_id == one.post_id:
            return True
        above = tree.get(above.parent_id) if above.parent_id else None
    return False


def _joined(ready: Ready, parts: list[Worked]) -> Worked:
    inputs = {}
    for one in ready.form.inputs:
        figures = [part.inputs[one.name] for part in parts if one.name in part.inputs]
        if figures and (one.adds != "own" or len(figures) == 1):
            inputs[one.name] = folded(one, figures)
    return Worked(inputs, worth(ready, inputs), {}, sum(part.missing for part in parts))


def _company(ready: Ready, here: Mapping[UUID, Worked], tree: Mapping[UUID, Subject]) -> dict[UUID, Worked]:
    """The company's figure is that of the first tree, where no unit states any."""
    top = next((one.id for one in tree.values() if one.kind == "unit" and one.parent_id is None), None)
    if top is None or top in here:
        return {}
    for code in ready.form.trees:
        for subject, came in here.items():
            if tree[subject].tree == code and tree[subject].parent_id is None:
                return {top: came}
    return {}


def wanted(form: Indicator, subject: UUID, targets: Iterable[Target], span: tuple[date, date]) -> Wanted:
    """The target of exactly these days; else of the shortest time around them; else of the times within, put together;
    else the definition's.
    """
    mine = [t for t in targets if t.subject_id == subject]
    around = [t for t in mine if t.first_day <= span[0] and t.last_day >= span[1]]
    if around:
        best = min(around, key=lambda t: t.last_day - t.first_day)
        return Wanted(best.target, best.floor, best.stretch, own=True)
    within = [t for t in mine if t.first_day >= span[0] and t.last_day <= span[1]]
    if within:
        target, floor, stretch = (_whole(form, [(getattr(t, name), t.weight) for t in within]) for name in RUNGS)
        return Wanted(target, floor, stretch, own=True)
    return Wanted(form.target, form.floor, form.stretch)


def _whole(form: Indicator, parts: list[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """Targets of parts as the whole's: added up, or the mean by weight."""
    known = [(value, ONE if weight is None else weight) for value, weight in parts if value is not None]
    if len(known) < len(parts) or not known:
        return None
    if form.split == "sum":
        return sum((value for value, _ in known), ZERO)
    base = sum((weight for _, weight in known), ZERO)
    total = ZERO
    for value, weight in known:
        total = EXACT.add(total, EXACT.multiply(value, weight))
    return EXACT.divide(total, base) if base else None
