"""How much one earned answer moves a score: the straight line under every result and every gap. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from saas.scores.scheme import Scheme
from saas.scores.score import Member, PostData
from saas.scores.sheet import Place, Sheet
from saas.values import HUNDRED, ONE, ZERO

PointKey = tuple[str, str]


def leverage(
    sheet: Sheet, known: Mapping[tuple[str, str], Place], data: PostData, figures: Mapping[str, Decimal]
) -> dict[PointKey, Decimal]:
    """(list, point) → score points of this post per unit earned, bounds aside.

    share of "checks" among the available components × share of the list × share of the section × 100·weight ÷
    Σ weight·applied of the section.
    """
    weights = sheet.scheme.weights_of(data.post.job_title)
    checks = _share("checks", {c: w for c, w in weights.items() if c in figures})
    if not checks:
        return {}
    sections = _section_shares(sheet, figures)
    rows = [(at, known[at], tally.applied) for tally in data.tallies if tally.applied for at in (tally.at,) if at in known]
    applied: dict[str, Decimal] = {}
    for _, place, times in rows:
        applied[place.key] = applied.get(place.key, ZERO) + place.weight * times
    factors = {key: checks * sections[key] * HUNDRED / total for key, total in applied.items() if total}
    return {at: factors[place.key] * place.weight for at, place, _ in rows if place.key in factors}


def member_shares(scheme: Scheme, rows: Sequence[Member]) -> list[Decimal]:
    """How much one point of each member moves its unit.

    weight ÷ Σ weights of the scored members; under "lowest" 1 for the lowest and 0 for the others.
    """
    scored = [row for row in rows if row.score.figure is not None]
    if scheme.roll_up == "lowest":
        lowest = min(scored, key=_from_below, default=None)
        return [ONE if row is lowest else ZERO for row in rows]
    total = sum((row.weight for row in scored), ZERO)
    return [row.weight / total if total and row.score.figure is not None else ZERO for row in rows]


def _from_below(row: Member) -> tuple[Decimal, str, str]:
    return row.score.figure or ZERO, row.score.kind, row.score.subject


def _section_shares(sheet: Sheet, figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Section key → its share of "checks"."""
    codes = [each.code for each in sheet.lists if f"checks/{each.code}" in figures]
    lists = {f"checks/{code}": sheet.scheme.list_weight(code) for code in codes}
    shares: dict[str, Decimal] = {}
    for each in sheet.lists:
        key = f"checks/{each.code}"
        weights = {f"{key}/{s.code}": s.weight for s in each.sections if f"{key}/{s.code}" in figures}
        for section in weights:
            shares[section] = _share(key, lists) * _share(section, weights)
    return shares


def _share(key: str, weights: Mapping[str, Decimal]) -> Decimal:
    total = sum(weights.values(), ZERO)
    return weights.get(key, ZERO) / total if total else ZERO
