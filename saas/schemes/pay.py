"""What a closed cycle comes to in money: a model of the company's, fed with scores and values of indicators. Pure.

Nothing is paid twice: an edition says what is due, and only its difference to the editions before is paid or taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from saas.models.program import Program
from saas.models.run import Value, figure, run
from saas.scores.sheet import Sheet
from saas.values import EXACT, ZERO, add_up, exact, half_up
from saas.words import N_

SCORE, SUM, COUNT, MEAN = "score", "score_sum", "count", "score_mean"
VALUE, TARGET = "indicators/", "targets/"
SOURCES = {
    SCORE: N_("得分"), SUM: N_("这条规则管到的全部得分之和"), MEAN: N_("平均得分"), COUNT: N_("这条规则管到几个"),
    VALUE + "K01": N_("指标的数值（写编号）"), TARGET + "K01": N_("指标的目标（写编号）"),
}  # fmt: skip
# Paid to the fen: two places of a yuan.
PLACES = {"元": 2, "万元": 6}


@dataclass(frozen=True)
class Earned:
    """A post or unit with its score as shown, and what the frozen sheet says of its indicators: code → value, target."""

    subject: str
    score: Decimal
    values: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """What the model comes to for one of them, with what it was given."""

    subject: str
    given: dict[str, Decimal | None]
    value: Value


def known(source: str) -> bool:
    """Whether a closed cycle tells it."""
    return source in (SCORE, SUM, COUNT, MEAN) or any(source.startswith(p) and len(source) > len(p) for p in (VALUE, TARGET))


def due(made: Program, result: str, bindings: Mapping[str, str], earned: Sequence[Earned]) -> list[Due]:
    """One for each; rounded to the fen, and where it is a share of something, so that all of them come to the whole. What a
    source does not tell of somebody is not available, and so is the money.
    """
    if not earned:
        return []
    total = sum((each.score for each in earned), ZERO)
    whole = {SUM: total, COUNT: Decimal(len(earned)), MEAN: EXACT.divide(total, Decimal(len(earned)))}
    given = [{name: _told(source, each, whole) for name, source in bindings.items()} for each in earned]
    cells, at = run(made, given), made.at[result]
    values = {each.subject: figure(cells, at, n) for n, each in enumerate(earned)}
    told = {subject: value for subject, value in values.items() if isinstance(value, Decimal)}
    paid = rounded(told, PLACES.get(made.cells[at].uom, 2), shared=bool(whole.keys() & set(bindings.values())))
    return [Due(each.subject, given[n], paid.get(each.subject, values[each.subject])) for n, each in enumerate(earned)]


def rounded(told: Mapping[str, Decimal], places: int, *, shared: bool) -> dict[str, Decimal]:
    """To the fen: each by itself, or as shares of one whole by the largest remainder, of equal ones whoever earned more."""
    if not shared:
        return {subject: half_up(value, places) for subject, value in told.items()}
    order = sorted(told, key=lambda subject: (-told[subject], subject))
    with exact():
        total = half_up(sum(told.values(), ZERO), places)
    return dict(zip(order, add_up([told[subject] for subject in order], total, places), strict=True))


def _told(source: str, one: Earned, whole: Mapping[str, Decimal]) -> Decimal | None:
    if source.startswith(VALUE):
        return one.values.get(source.removeprefix(VALUE))
    if source.startswith(TARGET):
        return one.targets.get(source.removeprefix(TARGET))
    return one.score if source == SCORE else whole[source]


def earned_of(sheet: Sheet, kind: str, title: str, scores: Mapping[str, Decimal]) -> list[Earned]:
    """Everybody a rule reaches that has a score: the posts of a title (of all without one), or the units."""
    rows: dict[str, dict[str, tuple[Decimal | None, Decimal | None]]] = {}
    for row in sheet.achieved:
        rows.setdefault(row.post, {})[row.code] = (row.value, row.curve.target)
    if kind == "unit":
        return [_earned(unit.id, scores[unit.id], rows.get(unit.id, {})) for unit in sheet.units if unit.id in scores]
    posts = [post for post in sheet.posts if post.id in scores and title in ("", post.job_title)]
    return [_earned(post.id, scores[post.id], rows.get(post.unit, {}) | rows.get(post.id, {})) for post in posts]


def _earned(subject: str, score: Decimal, rows: Mapping[str, tuple[Decimal | None, Decimal | None]]) -> Earned:
    values = {code: value for code, (value, _) in rows.items() if value is not None}
    return Earned(subject, score, values, {code: target for code, (_, target) in rows.items() if target is not None})


def difference(paid: Iterable[Decimal], amount: Decimal) -> Decimal:
    """What is to be paid on top of the differences of the editions before; below 0: taken back."""
    return EXACT.subtract(amount, sum(paid, ZERO))
