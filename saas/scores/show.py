"""A closed score as its page shows it: components, bridge, points
and the trace, with names instead of keys. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from saas.scores import labels
from saas.scores.labels import Label
from saas.scores.point_rows import point_rows
from saas.scores.reads import Names, Scored
from saas.scores.sheet import Sheet
from saas.scores.told import Part, Told
from saas.scores.trace import Input, Step
from saas.values import ZERO, quantum, share

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
        self._told: Told = scored.told
        self.steps = {step.key: step for step in scored.told.steps}
        self.components = self._components()
        # Whoever leads the line sees what others scored; staff see the total of their unit.
        self.members = self._members(scored) if scored.in_line else []
        self.points = point_rows(scored, names, sheet)
        self.bars, self.still = self._bars(scored)
        bridge = scored.bridge
        last = bridge.after if self.bars and bridge else None
        self.after_others = None if last is None else last - self.bars[-1].value
        self.fits = _fits(self.bars, scored.bridge.before) if self.bars and scored.bridge else True

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
        return [
            Share(labels.COMPONENTS[k], self.steps[k].value, ZERO, None, None, None, self.step(k))
            for k in keys
        ]

    def _members(self, scored: Scored) -> list[Share]:
        step = self.steps.get("score")
        if scored.kind != "unit" or step is None:
            return []
        moves = (
            {part.key.partition(":")[2]: part.value for part in scored.bridge.members}
            if scored.bridge
            else {}
        )
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

    def _bars(self, scored: Scored) -> tuple[list[Bar], list[str]]:
        if scored.bridge is None or scored.bridge.change is None:
            return [], []
        moved = [part for part in scored.bridge.parts if part.value]
        still = [labels.BRIDGE[part.key] for part in scored.bridge.parts if not part.value]
        return [self._bar(part, scored) for part in moved], still

    def _bar(self, part: Part, scored: Scored) -> Bar:
        inner = self._results(scored.bridge.points) if part.key == "results" and scored.bridge else []
        return Bar(labels.BRIDGE[part.key], part.value, TARGETS.get(part.key, "#trace"), inner)

    def _results(self, points: Sequence[Part]) -> list[Bar]:
        """The largest moves by name, the rest in one bar, so that the inner bars add up too."""
        told = [
            Bar(self._names.points.get(p.key, p.key), p.value, f"#p-{p.key}", [])
            for p in points[:SHOWN_PARTS]
        ]
        rest = sum((part.value for part in points[SHOWN_PARTS:]), ZERO)
        return [*told, Bar(labels.OTHERS, rest, "#points", [])] if rest else told


def _fits(bars: Sequence[Bar], before: Decimal | None) -> bool:
    """Whether the bars inside a bar stay on the axis of the bridge; else they need one of their own."""
    totals, inner, at = [before or ZERO], [], before or ZERO
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
