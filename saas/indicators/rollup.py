"""Figures at the leaves made into the figure of every level: inputs are added up, and only then is the formula computed.

So a ratio is Σ numerator ÷ Σ denominator at every level, never the mean of rates. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from saas.formulas.evaluate import evaluate
from saas.formulas.fault import NotAvailable
from saas.indicators.form import Input
from saas.indicators.program import Ready
from saas.values import EXACT, ZERO
from saas.words import N_

Value = Decimal | NotAvailable
Stated = Mapping[tuple[UUID, str], Decimal]


@dataclass(frozen=True)
class Worked:
    """One subject: its inputs as they came up, the figure, and where a figure stated for it differs from its parts' sum."""

    inputs: Mapping[str, Decimal]
    value: Value
    differs: Mapping[str, Decimal] = field(default_factory=dict)
    missing: int = 0


def rolled(
    ready: Ready, parents: Mapping[UUID, UUID | None], stated: Stated, others: Mapping[tuple[UUID, str], Value] | None = None,
    *, only: Iterable[UUID] = (),
) -> dict[UUID, Worked]:  # fmt: skip
    """Subject → what it comes to, for every subject with a figure at it or below it.

    `others`: (subject, code) → figure of another indicator. `only`: leaves that ought to have figures; the ones that
    have none are counted as missing on every level above.
    """
    below: dict[UUID, list[UUID]] = {}
    for child, parent in parents.items():
        if parent is not None:
            below.setdefault(parent, []).append(child)
    known = {subject for subject, _ in stated} | {subject for subject, _ in others or {}}
    wanted = set(only)
    found: dict[UUID, Worked] = {}
    for subject in _upwards(parents, known | wanted):
        parts = [found[child] for child in below.get(subject, ()) if child in found]
        found[subject] = _one(ready, subject, parts, stated, others or {}, subject in wanted and not parts)
    return {subject: one for subject, one in found.items() if one.inputs or one.missing or isinstance(one.value, Decimal)}


def _upwards(parents: Mapping[UUID, UUID | None], known: set[UUID]) -> list[UUID]:
    """Every subject with figures and all above them, the deepest first."""
    depth: dict[UUID, int] = {}
    for subject in known:
        line, at = [], subject
        while at is not None and at not in line:
            line.append(at)
            above = parents.get(at)
            if above is None:
                break
            at = above
        depth.update({each: n for n, each in enumerate(reversed(line))})
    return sorted(depth, key=lambda subject: -depth[subject])


def _one(
    ready: Ready, subject: UUID, parts: list[Worked], stated: Stated, others: Mapping[tuple[UUID, str], Value], awaited: bool
) -> Worked:
    inputs: dict[str, Decimal] = {}
    differs: dict[str, Decimal] = {}
    for given in ready.form.inputs:
        own = stated.get((subject, given.name))
        figures = [] if given.adds == "own" else [part.inputs[given.name] for part in parts if given.name in part.inputs]
        whole = folded(given, figures) if figures else own
        if whole is not None:
            inputs[given.name] = whole
        if own is not None and figures and own != whole:
            differs[given.name] = EXACT.subtract(own, whole or ZERO)
    names = {name: others.get((subject, name)) for name in ready.others}
    empty = awaited and any(each.name not in inputs for each in ready.form.inputs if each.adds != "own")
    return Worked(inputs, worth(ready, {**inputs, **names}), differs, int(empty) + sum(part.missing for part in parts))


def folded(given: Input, figures: list[Decimal]) -> Decimal:
    """The figures of the parts as the whole's."""
    return _fold(given.adds, figures)


def over_periods(given: Input, figures: list[Decimal]) -> Decimal:
    """The figures of periods, in order, as those of the whole time."""
    return figures[-1] if given.over == "last" else _fold(given.over, figures)


def _fold(how: str, figures: list[Decimal]) -> Decimal:
    if how in ("min", "max"):
        return min(figures) if how == "min" else max(figures)
    total = ZERO
    for figure in figures:
        total = EXACT.add(total, figure)
    return EXACT.divide(total, Decimal(len(figures))) if how == "mean" else total


def worth(ready: Ready, values: Mapping[str, Value | None]) -> Value:
    """The formula with these figures; not available where it cannot be computed."""
    if ready.checked is None:
        return NotAvailable(N_("公式还读不懂"))
    return evaluate(ready.checked, values)
