"""A closed score as its page shows it: components, bridge, points
and the trace, with names instead of keys. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.scores import labels
from saas.scores.credit import credit
from saas.scores.labels import Label
from saas.scores.point_rows import point_rows
from saas.scores.reads import Names, Scored
from saas.scores.sheet import Sheet
from saas.scores.steps import Input, Step
from saas.scores.told import Part, retrace
from saas.scores.trace import OWN
from saas.values import ZERO, add_up, exact, half_up, quantum, share

SHOWN_PARTS = 8


@dataclass(frozen=True)
class InputShown:
    """One input of a formula; `step` is how it came about, `subject` another score that it is."""

    label: Label
    value: Decimal | None
    weight: Decimal
    of: Decimal | None
    step: StepShown | None
    subject: str | None


@dataclass(frozen=True)
class StepShown:
    """A figure, its formula and its inputs."""

    key: str
    label: Label
    formula: str
    columns: tuple[str | None, ...]
    value: Decimal | None
    inputs: list[InputShown]


@dataclass(frozen=True)
class Share:
    """A component, post or unit in a score: weight × score = points."""

    label: Label
    value: Decimal | None
    weight: Decimal
    points: Decimal | None
    subject: str | None
    moved: Decimal | None
    step: StepShown | None


@dataclass(frozen=True)
class Bar:
    """A bar of the waterfall; `still` bars did not move and are told in one line."""

    text: Label
    value: Decimal
    href: str
    parts: list[Bar]


class Shown:
    """Everything the page of one score needs."""

    def __init__(self, scored: Scored, names: Names, sheet: Sheet) -> None:
        self._names = names
        self.steps = {step.key: step for step in retrace(scored.told, sheet, scored.score)}
        self.components = self._components()
        # Whoever leads the line sees what others scored; staff see the total of their unit.
        self.members = self._members(scored) if scored.in_line else []
        self.together = _own_together(self.steps.get("score"), sheet)
        # In a unit of two, staff would read off what the other one found.
        self.credit = credit(sheet, scored.kind, str(scored.id)) if scored.kind == "post" or scored.in_line else None
        self.points = point_rows(scored, names, sheet)
        self.start, self.end = _ends(scored)
        self.change = self.end - self.start
        self.bars, self.still = self._bars(scored)
        self.after_others = self.end - self.bars[-1].value if self.bars else None
        self.fits = _fits(self.bars, self.start)

    def step(self, key: str) -> StepShown | None:
        """A step with everything under it."""
        found = self.steps.get(key)
        return self._shown(found) if found else None

    def label(self, key: str) -> Label:
        """The label of a component, list or section, such as "checks/C1"."""
        return labels.step_label(key, self._names.lists, self._names.sections)

    def _shown(self, step: Step) -> StepShown:
        return StepShown(
            step.key, labels.step_label(step.key, self._names.lists, self._names.sections),
            labels.FORMULAS[step.formula], labels.COLUMNS.get(step.formula, labels.PLAIN), step.value,
            [self._input(step, each) for each in step.inputs],
        )  # fmt: skip

    def _input(self, step: Step, each: Input) -> InputShown:
        under = self.steps.get(each.source or "")
        subject = each.source.partition(":")[2] if each.source and ":" in each.source else None
        return InputShown(
            self._name(step, each),
            each.value,
            each.weight,
            each.of,
            self._shown(under) if under else None,
            subject,
        )

    def _name(self, step: Step, each: Input) -> Label:
        if each.source and ":" in each.source:
            return self._names.subjects.get(each.name, each.name)
        if each.source == OWN + "score":
            return labels.SEAT
        if step.formula == "pooled":
            return self._names.points.get(f"{step.key.split('/')[1]}/{each.name}", each.name)
        if each.source:
            return labels.step_label(each.source, self._names.lists, self._names.sections)
        return labels.NAMED.get(each.name, each.name)

    def _components(self) -> list[Share]:
        """A post: components by weight. A unit: the averages of its members, for reading only."""
        base = self.steps.get("base")
        if base:
            whole = sum((each.weight for each in base.inputs), ZERO)
            return [_share(labels.COMPONENTS[i.name], i, whole, self.step(i.name)) for i in base.inputs]
        keys = [key for key in labels.COMPONENTS if key in self.steps]
        return [Share(labels.COMPONENTS[k], self.steps[k].value, ZERO, None, None, None, self.step(k)) for k in keys]

    def _members(self, scored: Scored) -> list[Share]:
        step = self.steps.get("score")
        if scored.kind != "unit" or step is None:
            return []
        moves = {part.key.partition(":")[2]: part.value for part in scored.bridge.members} if scored.bridge else {}
        whole = sum((each.weight for each in step.inputs), ZERO)
        averaged = step.formula == "mean"
        rows = [
            _share(
                self._names.subjects.get(i.name, i.name),
                i,
                whole if averaged else ZERO,
                None,
                i.name,
                moves.get(i.name),
            )
            for i in step.inputs
        ]
        return sorted(rows, key=lambda row: (-row.weight, row.subject or ""))

    def _bars(self, scored: Scored) -> tuple[list[Bar], list[Label]]:
        """What moved, as it is printed, so that a pencil finds the same; and what did not show."""
        if scored.bridge is None or scored.bridge.change is None:
            return [], []
        parts = scored.bridge.parts
        printed = add_up([part.value for part in parts], self.change, scored.places)
        moved = [self._bar(part, figure, scored) for part, figure in zip(parts, printed, strict=True) if figure]
        still: list[Label] = [labels.BRIDGE[part.key] for part, figure in zip(parts, printed, strict=True) if not figure]
        return moved, still

    def _bar(self, part: Part, figure: Decimal, scored: Scored) -> Bar:
        points = scored.bridge.points if part.key == "results" and scored.bridge else ()
        inner = self._results(points, figure, scored.places)
        return Bar(labels.BRIDGE[part.key], figure, TARGETS.get(part.key, "#trace"), inner)

    def _results(self, points: Sequence[Part], whole: Decimal, places: int) -> list[Bar]:
        """The largest moves by name, the rest in one bar; printed they add up to the bar they are in."""
        known = self._names.points | {key: name for key, name in self._names.lists.items() if "/" in key}
        told = [(known.get(p.key, p.key), p.value, f"#p-{p.key}") for p in points[:SHOWN_PARTS]]
        if len(points) > SHOWN_PARTS:
            with exact():
                rest = sum((part.value for part in points[SHOWN_PARTS:]), ZERO)
            told.append((labels.OTHERS, rest, "#points"))
        printed = add_up([value for _, value, _ in told], whole, places)
        return [Bar(text, figure, href, []) for (text, _, href), figure in zip(told, printed, strict=True)]


def _ends(scored: Scored) -> tuple[Decimal, Decimal]:
    """The printed scores that the bridge joins; both 0 where there is none."""
    bridge = scored.bridge
    if bridge is None or bridge.before is None or bridge.after is None:
        return ZERO, ZERO
    return half_up(bridge.before, scored.places), half_up(bridge.after, scored.places)


def _own_together(step: Step | None, sheet: Sheet) -> bool:
    """Whether the unit's own posts count as one part beside child units."""
    kinds = {(each.source or "").partition(":")[0] for each in step.inputs} if step else set()
    return {"post", "unit"} <= kinds and (sheet.scheme.roll_up, sheet.scheme.own_posts) == ("weight", "together")


def _fits(bars: Sequence[Bar], before: Decimal) -> bool:
    """Whether the bars inside a bar stay on the axis of the bridge; else they need one of their own."""
    totals, inner, at = [before], [], before
    for bar in bars:
        inside = at
        for part in bar.parts:
            inside += part.value
            inner.append(inside)
        at += bar.value
        totals.append(at)
    return all(min(totals) <= each <= max(totals) for each in inner)


TARGETS = {
    "coverage": "#coverage", "handling": "#components", "not_applicable": "#points", "corrections": "#points",
    "results": "#points", "roster": "#members",
}  # fmt: skip


def _share(
    label: Label, each: Input, whole: Decimal, step: StepShown | None,
    subject: str | None = None, moved: Decimal | None = None,
) -> Share:  # fmt: skip
    part = share(each.weight, whole)
    points = None if part is None or each.value is None else quantum(part * each.value)
    return Share(label, each.value, each.weight, points, subject, moved, step)
