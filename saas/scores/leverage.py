"""How much one earned answer moves a score: the straight line under every result and every gap. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from saas.scores.scheme import Scheme
from saas.scores.score import Member, PostData
from saas.scores.sheet import Place, Places
from saas.values import HUNDRED, ONE, ZERO

PointKey = tuple[str, str]


def leverage(scheme: Scheme, known: Places, data: PostData, figures: Mapping[str, Decimal]) -> dict[PointKey, Decimal]:
    """(list, point) → score points of this post per unit earned, bounds aside.

    share of "checks" among the available components × share of the list × share of the section × 100·weight ÷
    Σ weight·applied of the section.
    """
    weights = scheme.weights_of(data.post.job_title)
    checks = _share("checks", {c: w for c, w in weights.items() if c in figures})
    if not checks:
        return {}
    have = tuple(figures)
    sections = known.shares.get(have)
    if sections is None:
        sections = known.shares[have] = _section_shares(known, figures)
    rows: list[tuple[PointKey, Place]] = []
    applied: dict[str, Decimal] = {}
    for tally in data.tallies:
        at = tally.list, tally.point
        if tally.applied and at in known:
            place = known[at]
            rows.append((at, place))
            applied[place.key] = applied.get(place.key, ZERO) + place.weight * tally.applied
    factors = {key: checks * sections[key] * HUNDRED / total for key, total in applied.items() if total}
    return {at: factors[place.key] * place.weight for at, place in rows if place.key in factors}


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


def _section_shares(known: Places, figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Section key → its share of "checks"."""
    lists = {each.key: each.weight for each in known.lists if each.key in figures}
    shares: dict[str, Decimal] = {}
    for each in known.lists:
        weights = {section: weight for weight, section in each.sections if section in figures}
        if weights:
            whole = _share(each.key, lists)
            shares |= {section: whole * _share(section, weights) for section in weights}
    return shares


def _share(key: str, weights: Mapping[str, Decimal]) -> Decimal:
    total = sum(weights.values(), ZERO)
    return weights.get(key, ZERO) / total if total else ZERO
