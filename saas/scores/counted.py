"""What the counts of a post come to beside its answers: components, points off and on, and what a person ruled. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from saas.scores import adjust, curves, formulas
from saas.scores.data import PostData
from saas.scores.scheme import Ruling, Scheme, Veto


class Counted(Struct, frozen=True, gc=False):
    """Components of a post that come from counts, and what is added and taken by them. vetoes: how often a point knocked
    out; caps: codes of the vetoes that a person confirmed.
    """

    figures: Mapping[str, Decimal]
    off: Decimal
    plus: Decimal
    vetoes: int
    caps: tuple[str, ...] = ()


def count(scheme: Scheme, data: PostData, vetoes: int) -> Counted:
    """Coverage, findings, reviews, shares and indicators as components; points off and on."""
    figures: dict[str, Decimal] = {}
    row, findings, reviews = data.coverage, data.findings, data.reviews
    covered = formulas.covered(scheme.missed, row.due, row.done, row.late, row.missed, scheme.late_penalty)
    keep(figures, "coverage", covered)
    keep(figures, "findings", formulas.ratio(findings.closed_in_time, findings.due))
    keep(figures, "reviews", formulas.ratio(reviews.in_time, reviews.to_do))
    for share in data.shares:
        keep(figures, share.component, formulas.ratio(share.part, share.whole))
    if data.achieved:
        _indicators(scheme, data, figures)
    off = adjust.deduction(scheme, row, findings, vetoes)
    plus = adjust.reward(scheme, findings)
    if not data.ruled:
        return Counted(figures, off, plus, vetoes)
    for rule, points in ruled(scheme, data):
        off, plus = (off + points, plus) if rule.points < 0 else (off, plus + points)
    return Counted(figures, off, plus, vetoes, tuple(veto.code for veto in confirmed(scheme, data)))


def _indicators(scheme: Scheme, data: PostData, figures: dict[str, Decimal]) -> None:
    """Each indicator that the scheme weighs for this title, and their mean."""
    weights = scheme.indicator_weights(data.post.job_title)
    parts = []
    for each in data.achieved:
        if each.code in weights:
            earned = curves.points(each.curve, each.value)
            keep(figures, "indicators/" + each.code, earned)
            parts.append((weights[each.code], earned))
    keep(figures, "indicators", formulas.mean(parts))


def ruled(scheme: Scheme, data: PostData) -> list[tuple[Ruling, Decimal]]:
    """Each ruling that was applied, with its points (never negative)."""
    rules = {rule.code: rule for rule in scheme.rulings}
    found = [(rules[each.code], each.times) for each in data.ruled if each.code in rules]
    return [(rule, formulas.ruled(Decimal(times), rule.points, rule.cap, rule.again)) for rule, times in found]


def confirmed(scheme: Scheme, data: PostData) -> list[Veto]:
    """The vetoes that a person confirmed for the post."""
    vetoes = {veto.code: veto for veto in scheme.vetoes}
    return [vetoes[each.code] for each in data.ruled if each.times and each.code in vetoes]


def highest(scheme: Scheme, caps: tuple[str, ...]) -> Decimal:
    """The highest score that is left for a post."""
    if not caps:
        return scheme.high
    bounds = [veto.points for veto in scheme.vetoes if veto.code in caps and veto.of != "unit" and veto.points is not None]
    return max(scheme.low, min([scheme.high, *bounds]))


def own_caps(scheme: Scheme, caps: tuple[str, ...]) -> tuple[str, ...]:
    """Of the vetoes confirmed for a post, those that cap its own grade."""
    return tuple(veto.code for veto in scheme.vetoes if veto.code in caps and veto.of != "unit") if caps else ()


def keep(figures: dict[str, Decimal], key: str, figure: Decimal | None) -> None:
    """Keep what is available."""
    if figure is not None:
        figures[key] = figure
