"""How much one earned answer moves a score: the straight line under every result and every gap. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import mul

from saas.scores.data import PostData
from saas.scores.places import Cut, Places, PointKey
from saas.scores.scheme import Scheme
from saas.scores.score import Member
from saas.scores.sums import Sums
from saas.values import HUNDRED, ONE, ZERO

INDICATORS = "indicators"


def leverage(scheme: Scheme, known: Places, data: PostData, figures: Mapping[str, Decimal]) -> dict[PointKey, Decimal]:
    """(list, point) → score points of this post per unit earned, bounds aside.

    share of "checks" among the available components × share of the list × share of the section × 100·weight ÷
    Σ weight·applied of the section.
    """
    moves: dict[PointKey, Decimal] = {}
    for row, cut, factor in levers(scheme, known, data, figures):
        for point, applied in zip(cut.points, cut.take(row.applied), strict=True):
            if applied:
                moves[row.list, point] = factor * known[row.list, point].weight
    return moves


def levers(scheme: Scheme, known: Places, data: PostData, figures: Mapping[str, Decimal]) -> Iterator[tuple[Sums, Cut, Decimal]]:
    """Every section that the post was asked, and what leverage multiplies the weights of its points with."""
    weights = scheme.weights_of(data.post.job_title)
    checks = _share("checks", {c: w for c, w in weights.items() if c in figures})
    if not checks:
        return
    have = tuple(figures)
    sections = known.shares.get(have)
    if sections is None:
        sections = known.shares[have] = _section_shares(known, figures)
    for row in data.sums:
        for cut in known.cuts(row).sections:
            total = sum(map(mul, cut.weights, cut.take(row.applied)))
            if total:
                yield row, cut, checks * sections[cut.key] * HUNDRED * cut.scale / total


def indicator_shares(scheme: Scheme, title: str, figures: Mapping[str, Decimal]) -> dict[tuple[str, str], Decimal]:
    """(indicator, key of its figure) → how much one point of it moves the score of a post, bounds aside."""
    whole = _share(INDICATORS, {c: w for c, w in scheme.weights_of(title).items() if c in figures})
    keys = {code: f"{INDICATORS}/{code}" for code in scheme.indicator_weights(title)}
    weights = {code: scheme.indicator_weights(title)[code] for code, key in keys.items() if key in figures}
    return {(code, keys[code]): whole * _share(code, weights) for code in weights} if whole else {}


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
