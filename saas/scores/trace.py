"""From a figure back to its inputs: formula by formula, in a form that anybody can recompute. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from saas.scores import adjust, formulas
from saas.scores.places import Place, places
from saas.scores.score import Member, PostData, Scores, members, post_data
from saas.scores.sheet import Sheet
from saas.scores.tree import Tree, tree
from saas.values import ONE, ZERO, exact, half_up

Kind = Literal["post", "unit"]


class Input(Struct, frozen=True, gc=False):
    """One figure that goes into a formula. `of`: what earned is held against, or the cap of a rule.

    source: key of the step it comes from; "post:<id>" or "unit:<id>" for a score with a trace of its own.
    """

    name: str
    value: Decimal | None
    weight: Decimal = ONE
    of: Decimal | None = None
    source: str | None = None


class Step(Struct, frozen=True, gc=False):
    """value = formula(inputs). key: "checks/C1/S1", "checks/C1", "checks", …, "score", "shown"."""

    key: str
    formula: str
    inputs: tuple[Input, ...]
    value: Decimal | None


class TraceBroken(ValueError):
    """A step whose value is not what its formula gives."""


def trace(sheet: Sheet, scores: Scores, kind: Kind, subject: str) -> tuple[Step, ...]:
    """All steps of one score, inputs before results. Raises KeyError for a subject that the sheet does not know."""
    with exact():
        if kind == "unit":
            return tuple(_unit(sheet, scores, tree(sheet.units, sheet.posts), subject))
        data = {each.post.id: each for each in post_data(sheet)}[subject]
        return tuple(_post(sheet, scores, places(sheet), data))


def recompute(steps: Sequence[Step]) -> Decimal | None:
    """Compute the shown figure from the steps alone. Raises TraceBroken at the first step that differs."""
    values: dict[str, Decimal | None] = {}
    with exact():
        for step in steps:
            if any(each.source in values and each.value != values[each.source] for each in step.inputs):
                raise TraceBroken(f"{step.key}: an input differs from the step it comes from")
            values[step.key] = FORMULAS[step.formula](step.inputs)
            if values[step.key] != step.value:
                raise TraceBroken(f"{step.key}: {step.value} is not {values[step.key]}")
    return values.get("shown")


def _post(sheet: Sheet, scores: Scores, known: Mapping[tuple[str, str], Place], data: PostData) -> list[Step]:
    told = scores.posts[data.post.id]
    steps = [*_checks(sheet, known, data, told.figures), *_counts(sheet, data, told.figures)]
    steps += _adjustments(sheet, data, told.vetoes)
    if told.figure is None:
        return steps
    weights = sheet.scheme.weights_of(data.post.job_title)
    parts = [Input(c, told.figures[c], w, source=c) for c, w in weights.items() if c in told.figures]
    base = _step("base", "mean", parts)
    whole = _named(
        base=base.value,
        off=told.off,
        plus=told.plus,
        low=sheet.scheme.low,
        high=sheet.scheme.high,
    )
    bounded = _step("score", "bounded", [_from_step(each) for each in whole])
    return [*steps, base, bounded, _shown(sheet, told.figure)]


def _checks(
    sheet: Sheet, known: Mapping[tuple[str, str], Place], data: PostData, figures: Mapping[str, Decimal]
) -> Iterator[Step]:
    answers: dict[str, list[Input]] = {}
    for tally in data.tallies:
        place = known.get(tally.at)
        if place is not None and tally.applied:
            row = Input(tally.point, tally.earned, place.weight, tally.applied)
            answers.setdefault(place.key, []).append(row)
    for each in sheet.lists:
        keys = [(section.weight, f"checks/{each.code}/{section.code}") for section in each.sections]
        yield from (_step(key, "pooled", answers[key]) for _, key in keys if key in figures)
        yield from _mean(f"checks/{each.code}", keys, figures)
    lists = [(sheet.scheme.list_weight(each.code), f"checks/{each.code}") for each in sheet.lists]
    yield from _mean("checks", lists, figures)


def _counts(sheet: Sheet, data: PostData, figures: Mapping[str, Decimal]) -> Iterator[Step]:
    row = data.coverage
    if "coverage" in figures:
        counts = _named(
            due=row.due,
            done=row.done,
            late=row.late,
            missed=row.missed,
            late_penalty=sheet.scheme.late_penalty,
        )
        yield _step("coverage", f"covered_{sheet.scheme.missed}", counts)
    if "findings" in figures:
        yield _step("findings", "ratio", _named(part=data.findings.closed_in_time, whole=data.findings.due))
    if "reviews" in figures:
        yield _step("reviews", "ratio", _named(part=data.reviews.in_time, whole=data.reviews.to_do))


def _adjustments(sheet: Sheet, data: PostData, vetoes: int) -> Iterator[Step]:
    off = [
        _step(f"off/{i}/{term.on}", "capped", [_term(term)])
        for i, term in enumerate(adjust.charges(sheet.scheme, data.coverage, data.findings, vetoes))
    ]
    found = adjust.found_terms(sheet.scheme, data.findings)
    off.append(_step("off/found", "found", [_term(term) for term in found]))
    plus = [
        _step(f"plus/{i}/{term.on}", "capped", [_term(term)])
        for i, term in enumerate(adjust.rewards(sheet.scheme, data.findings))
    ]
    for key, parts in (("off", off), ("plus", plus)):
        yield from parts
        yield _step(key, "sum", [Input(part.key, part.value, source=part.key) for part in parts])


def _unit(sheet: Sheet, scores: Scores, house: Tree, unit: str) -> Iterator[Step]:
    told = scores.units[unit]
    rows = members(sheet.scheme, house, unit, scores.posts, scores.units)
    formula = "lowest" if sheet.scheme.roll_up == "lowest" else "mean"
    for key in told.figures:
        inputs = [_of_member(row, row.score.figures[key]) for row in rows if key in row.score.figures]
        yield _step(key, formula, inputs)
    if told.figure is not None:
        inputs = [_of_member(row, row.score.figure) for row in rows if row.score.figure is not None]
        yield _step("score", formula, inputs)
        yield _shown(sheet, told.figure)


def _mean(key: str, parts: Iterable[tuple[Decimal, str]], figures: Mapping[str, Decimal]) -> Iterator[Step]:
    if key in figures:
        yield _step(key, "mean", [Input(p, figures[p], w, source=p) for w, p in parts if p in figures])


def _shown(sheet: Sheet, figure: Decimal) -> Step:
    places_shown = Input("places", Decimal(sheet.scheme.places))
    return _step("shown", "half_up", [Input("score", figure, source="score"), places_shown])


def _of_member(row: Member, value: Decimal | None) -> Input:
    return Input(row.score.subject, value, row.weight, source=f"{row.score.kind}:{row.score.subject}")


def _named(**figures: Decimal | int | None) -> list[Input]:
    return [Input(name, None if value is None else Decimal(value)) for name, value in figures.items()]


def _from_step(each: Input) -> Input:
    return Input(each.name, each.value, source=each.name if each.name in {"base", "off", "plus"} else None)


def _term(term: adjust.Term) -> Input:
    return Input(term.on, term.times, term.points, term.cap)


def _step(key: str, formula: str, inputs: Sequence[Input]) -> Step:
    return Step(key, formula, tuple(inputs), FORMULAS[formula](inputs))


def _values(inputs: Sequence[Input]) -> list[Decimal]:
    return [each.value for each in inputs if each.value is not None]


def _weighted(inputs: Sequence[Input]) -> list[tuple[Decimal, Decimal | None]]:
    return [(each.weight, each.value) for each in inputs]


def _rules(inputs: Sequence[Input]) -> list[formulas.Rule]:
    return [(each.name, each.value or ZERO, each.weight, each.of) for each in inputs]


FORMULAS: dict[str, Callable[[Sequence[Input]], Decimal | None]] = {
    "pooled": lambda inputs: formulas.pooled((i.weight, i.value or ZERO, i.of or ZERO) for i in inputs),
    "mean": lambda inputs: formulas.mean(_weighted(inputs)),
    "lowest": lambda inputs: formulas.lowest(_weighted(inputs)),
    "ratio": lambda inputs: formulas.ratio(*_values(inputs)[:2]),
    "covered_zero": lambda inputs: formulas.covered("zero", *_values(inputs)),
    "covered_left_out": lambda inputs: formulas.covered("left_out", *_values(inputs)),
    "capped": lambda inputs: formulas.capped(*_rules(inputs)[0][1:]),
    "found": lambda inputs: formulas.found(*_rules(inputs)),
    "sum": lambda inputs: sum(_values(inputs), ZERO),
    "bounded": lambda inputs: formulas.bounded(*_values(inputs)),
    "half_up": lambda inputs: half_up(_values(inputs)[0], int(_values(inputs)[1])),
}
