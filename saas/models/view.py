"""What the page of a model shows: inputs with their sliders, results with their trees, what moves them, scenarios. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from saas.formulas.figures import Column
from saas.models.form import Input, Said
from saas.models.program import Program
from saas.models.run import Contradiction, Given, Value, contradictions, figure, run
from saas.models.tree import Branch, tree
from saas.values import EXACT, ZERO, half_up

LARGE, SMALL = Decimal(1000), Decimal(1)
STEPS = 100


@dataclass(frozen=True)
class Slider:
    low: Decimal
    high: Decimal
    step: Decimal


@dataclass(frozen=True)
class Result:
    """A figure of the model's answer, its tree, and what it is without the changes tried here."""

    path: str
    title: Said
    uom: str
    value: Value
    before: Value
    tree: Branch

    @property
    def moved(self) -> Decimal | None:
        """By how much the changes moved it; None where they did not, or where there is no figure."""
        if not isinstance(self.value, Decimal) or not isinstance(self.before, Decimal) or self.value == self.before:
            return None
        return EXACT.subtract(self.value, self.before)


@dataclass(frozen=True)
class Beside:
    """A line of the scenarios side by side: an input that differs somewhere, or a result."""

    path: str
    title: Said
    uom: str
    values: tuple[Value, ...]
    result: bool


def shown(value: Decimal) -> Decimal:
    """As people read it: two places from a thousand up, four below, six under one; no zeros at the end."""
    places = 2 if abs(value) >= LARGE else 4 if abs(value) >= SMALL else 6
    return plain(half_up(value, places))


def plain(value: Decimal) -> Decimal:
    """Without zeros at the end and without an exponent."""
    trimmed = value.normalize(EXACT)
    return trimmed.quantize(Decimal(1), context=EXACT) if int(trimmed.as_tuple().exponent) > 0 else trimmed + ZERO


def slider(one: Input) -> Slider | None:
    """From its own low to its high; else from nothing to twice what it is."""
    low, high = one.low, one.high
    if low is None or high is None:
        if not one.value:
            return None
        ends = sorted((ZERO, one.value * 2))
        low, high = low if low is not None else ends[0], high if high is not None else ends[1]
    if low >= high:
        return None
    return Slider(plain(low), plain(high), plain(_step(high - low)))


def _step(span: Decimal) -> Decimal:
    """A round hundredth: 1, 2 or 5 of a power of ten."""
    rough = span / STEPS
    size = Decimal(1).scaleb(rough.adjusted())
    return next(size * n for n in (1, 2, 5, 10) if size * n >= rough.quantize(size, rounding=ROUND_CEILING) or n == 10)  # noqa: PLR2004


def results(made: Program, given: Given) -> tuple[list[Result], list[Contradiction]]:
    """With the changes tried, beside what stands without them; and which facts they deny."""
    cells = run(made, [given, {}]) if given else run(made)
    other = 1 if given else 0
    told = [_result(made, cells, path, other) for path in made.model.results]
    return told, contradictions(made, cells)


def _result(made: Program, cells: Sequence[Column], path: str, other: int) -> Result:
    cell = made.cells[made.at[path]]
    return Result(
        path, cell.title, cell.uom, figure(cells, made.at[path]), figure(cells, made.at[path], other), tree(made, cells, path)
    )


def side_by_side(made: Program, scenarios: Sequence[Mapping[str, Decimal | None]]) -> list[Beside]:
    """Inputs that any of them changes, then the results; the first column is usually the model as it stands."""
    cells = run(made, scenarios)
    changed = [at for at in made.start if any(made.cells[at].path in given for given in scenarios)]
    wanted = [(at, False) for at in changed] + [(made.at[path], True) for path in made.model.results]
    return [
        Beside(
            made.cells[at].path, made.cells[at].title, made.cells[at].uom,
            tuple(figure(cells, at, n) for n in range(len(scenarios))), result,
        )
        for at, result in wanted
    ]  # fmt: skip
