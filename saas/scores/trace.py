"""From a figure back to its inputs: formula by formula, in a form that anybody can recompute. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec.structs import replace

from saas.scores import adjust, curves
from saas.scores.counted import highest, ruled
from saas.scores.curves import Curve
from saas.scores.data import PostData, post_data
from saas.scores.places import Place, places
from saas.scores.score import Member, Scores, members
from saas.scores.sheet import Sheet
from saas.scores.steps import FORMULAS, Input, Step
from saas.scores.tree import Tree, tree_of
from saas.values import exact

Kind = Literal["post", "unit"]
OWN = "own/"


class TraceBroken(ValueError):
    """A step whose value is not what its formula gives."""


def trace(sheet: Sheet, scores: Scores, kind: Kind, subject: str) -> tuple[Step, ...]:
    """All steps of one score, inputs before results. Raises KeyError for a subject that the sheet does not know."""
    with exact():
        if kind == "unit":
            own = _own(_of(sheet, scores, subject)) if subject in scores.posts else ()
            return (*own, *_unit(sheet, scores, tree_of(sheet), subject))
        return tuple(_of(sheet, scores, subject))


def _of(sheet: Sheet, scores: Scores, post: str) -> list[Step]:
    data = {each.post.id: each for each in post_data(sheet)}[post]
    return _post(sheet, scores, places(sheet), data)


def _own(steps: Sequence[Step]) -> list[Step]:
    """The steps of a unit's seat, up to its score."""
    known = {step.key for step in steps}

    def renamed(each: Input) -> Input:
        return replace(each, source=OWN + each.source) if each.source in known else each

    return [Step(OWN + s.key, s.formula, tuple(map(renamed, s.inputs)), s.value) for s in steps if s.key != "shown"]


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
        high=highest(sheet.scheme, told.caps),
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
    for share in data.shares:
        if share.component in figures:
            yield _step(share.component, "ratio", _named(part=share.part, whole=share.whole))
    weights, keys = sheet.scheme.indicator_weights(data.post.job_title), []
    for each in data.achieved:
        key = "indicators/" + each.code
        if each.code in weights and key in figures:
            keys.append((weights[each.code], key))
            yield _step(key, f"curve_{each.curve.kind}_{each.curve.direction}", [Input("value", each.value), *_curve(each.curve)])
    yield from _mean("indicators", keys, figures)


def _curve(curve: Curve) -> Iterator[Input]:
    """What a curve says, so that it can be read back from there."""
    stated = {name: getattr(curve, name) for name in curves.FIGURES}
    yield from (Input(name, figure) for name, figure in stated.items() if figure is not None)
    yield from (Input("knot", knot.value, of=knot.points) for knot in curve.knots)


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
    for rule, _ in ruled(sheet.scheme, data):
        key = ("off" if rule.points < 0 else "plus") + "/ruled/" + rule.code
        times = next(Decimal(each.times) for each in data.ruled if each.code == rule.code)
        rest = [Input("again", factor) for factor in rule.again]
        (off if rule.points < 0 else plus).append(_step(key, "ruled", [Input("times", times, rule.points, rule.cap), *rest]))
    for key, parts in (("off", off), ("plus", plus)):
        yield from parts
        yield _step(key, "sum", [Input(part.key, part.value, source=part.key) for part in parts])


def _unit(sheet: Sheet, scores: Scores, house: Tree, unit: str) -> Iterator[Step]:
    told = scores.units[unit]
    rows = members(sheet.scheme, house, unit, scores.posts, scores.units)
    formula = "lowest" if sheet.scheme.roll_up == "lowest" else "mean"
    for key in told.figures:
        inputs = [_member(unit, row, row.score.figures[key], key) for row in rows if key in row.score.figures]
        yield _step(key, formula, inputs)
    if told.figure is not None:
        inputs = [_member(unit, row, row.score.figure, "score") for row in rows if row.score.figure is not None]
        yield _step("score", formula, inputs)
        yield _shown(sheet, told.figure)


def _mean(key: str, parts: Iterable[tuple[Decimal, str]], figures: Mapping[str, Decimal]) -> Iterator[Step]:
    if key in figures:
        yield _step(key, "mean", [Input(p, figures[p], w, source=p) for w, p in parts if p in figures])


def _shown(sheet: Sheet, figure: Decimal) -> Step:
    places_shown = Input("places", Decimal(sheet.scheme.places))
    return _step("shown", "half_up", [Input("score", figure, source="score"), places_shown])


def _member(unit: str, row: Member, value: Decimal | None, key: str) -> Input:
    """A member's figure; that of the unit's own seat comes from a step of the same trace."""
    seat = row.score.kind == "post" and row.score.subject == unit
    return Input(row.score.subject, value, row.weight, source=OWN + key if seat else f"{row.score.kind}:{row.score.subject}")


def _named(**figures: Decimal | int | None) -> list[Input]:
    return [Input(name, None if value is None else Decimal(value)) for name, value in figures.items()]


def _from_step(each: Input) -> Input:
    return Input(each.name, each.value, source=each.name if each.name in {"base", "off", "plus"} else None)


def _term(term: adjust.Term) -> Input:
    return Input(term.on, term.times, term.points, term.cap)


def _step(key: str, formula: str, inputs: Sequence[Input]) -> Step:
    return Step(key, formula, tuple(inputs), FORMULAS[formula](inputs))
