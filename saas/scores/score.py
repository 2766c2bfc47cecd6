"""Score every post and unit of a cycle from its sheet. Pure; every figure can be traced (trace.py)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from saas.scores import formulas
from saas.scores.checked import check_figures, vetoes_of
from saas.scores.counted import Counted, count, highest, keep, own_caps
from saas.scores.data import PostData, post_data
from saas.scores.grade import Barred, grade
from saas.scores.places import places
from saas.scores.scheme import SEAT, Component, Scheme
from saas.scores.sheet import Sheet
from saas.scores.tree import Tree, tree_of
from saas.scores.unswept import unswept
from saas.values import HUNDRED, ONE, ZERO, exact, half_up

OWN_PLACES = 4


class Score(Struct, frozen=True, gc=False):
    """The score of one post or unit.

    figure   kept to 12 decimals; None when not available, and `reason` says why:
             no_component (no component has a weight), no_data (nothing to score),
             missing:<component> (the scheme demands all), no_member (a unit without a scored member)
    shown    rounded half-up to the scheme's places; the grade is read from it
    figures  components "checks", lists "checks/C1", sections "checks/C1/S1", "indicators/K01": those that are available
    heads    people behind the figure, for roll-up by head count
    caps     codes of the vetoes that a person confirmed and that hold here
    """

    subject: str
    kind: Literal["post", "unit"]
    figure: Decimal | None
    shown: Decimal | None
    grade: str | None
    barred: tuple[Barred, ...]
    figures: Mapping[str, Decimal]
    off: Decimal
    plus: Decimal
    vetoes: int
    heads: int
    reason: str | None
    caps: tuple[str, ...] = ()


class Scores(Struct, frozen=True, gc=False):
    """All scores of a cycle, by post id and by unit id; among the posts, by the unit's id, the seat of a unit that is scored
    itself: it counts in its unit, and has no score of its own to be told.
    """

    scheme: str
    posts: Mapping[str, Score]
    units: Mapping[str, Score]

    def all(self) -> dict[tuple[str, str], Score]:
        """(kind, id) → score."""
        told = [each for each in self.posts.values() if each.subject not in self.units]
        return {(each.kind, each.subject): each for each in (*told, *self.units.values())}


class Member(Struct, frozen=True, gc=False):
    """A post or child unit with its weight in the unit above."""

    weight: Decimal
    score: Score


def score(sheet: Sheet) -> Scores:
    """Score every post, then every unit from its members. Raises ValueError for a broken tree."""
    with exact(), unswept():
        known = places(sheet)
        posts = {
            data.post.id: post_score(
                sheet,
                data,
                check_figures(known, data.sums),
                count(sheet.scheme, data, vetoes_of(known, data.sums)),
            )
            for data in post_data(sheet)
        }
        units: dict[str, Score] = {}
        house = tree_of(sheet)
        for unit in house.order:
            units[unit] = _unit(sheet.scheme, unit, members(sheet.scheme, house, unit, posts, units))
    return Scores(sheet.scheme.version, posts, units)


def members(scheme: Scheme, house: Tree, unit: str, posts: Mapping[str, Score], units: Mapping[str, Score]) -> list[Member]:
    """Posts and child units that count in a unit, each with its weight under the scheme's roll-up; and its own seat."""
    if scheme.own_share and unit in posts:
        rest = _members(scheme, house, unit, posts, units)
        return _with_seat(scheme.own_share[SEAT + house.units[unit].layer], posts[unit], rest)
    return _members(scheme, house, unit, posts, units)


def _with_seat(share: Decimal, seat: Score, rest: list[Member]) -> list[Member]:
    """The seat has its share of the unit, the others the rest by their weights. Rounded, so that it prints as it counts."""
    scored = sum([row.weight for row in rest if row.score.figure is not None], ZERO)
    others = [Member(half_up((HUNDRED - share) * row.weight / scored, OWN_PLACES), row.score) for row in rest] if scored else rest
    return [Member(share, seat), *others]


def _members(scheme: Scheme, house: Tree, unit: str, posts: Mapping[str, Score], units: Mapping[str, Score]) -> list[Member]:
    own = [(post.weight, posts[post.id]) for post in house.posts[unit] if post.id != unit]
    children = house.children[unit]
    if not children and len(own) == 1 and scheme.roll_up == "weight":
        return [Member(*own[0])]
    below = [(child.weight, units[child.id]) for child in children]
    if scheme.roll_up == "weight":
        if scheme.own_posts == "together" and below:
            own = _together(scheme, own, [weight for weight, _ in below])
        return [Member(weight, each) for weight, each in (*own, *below)]
    if scheme.roll_up == "head_count":
        return [Member(Decimal(each.heads), each) for _, each in (*own, *below)]
    return [Member(ONE, each) for _, each in (*own, *below)]


def _together(scheme: Scheme, own: list[tuple[Decimal, Score]], below: list[Decimal]) -> list[tuple[Decimal, Score]]:
    """The unit's own posts share the weight of one part, by their own weights. Rounded, so that it prints as it counts."""
    whole = sum(below) / Decimal(len(below)) if scheme.own_weight is None else scheme.own_weight
    scored = sum(weight for weight, each in own if each.figure is not None)
    return [(half_up(whole * weight / scored, OWN_PLACES), each) for weight, each in own] if scored else own


def roll_up(scheme: Scheme, rows: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The figure of a unit from (weight, figure) of its members."""
    return formulas.lowest(rows) if scheme.roll_up == "lowest" else formulas.mean(rows)


def why_not(scheme: Scheme, weights: Mapping[Component, Decimal], figures: Mapping[str, Decimal]) -> str | None:
    """Why a post has no score, None if it has one."""
    if weights.keys() <= figures.keys() and all(weights.values()) and weights:
        return None
    wanted = [component for component, weight in weights.items() if weight]
    if not wanted:
        return "no_component"
    missing = [component for component in wanted if component not in figures]
    if len(missing) == len(wanted):
        return "no_data"
    return f"missing:{missing[0]}" if missing and scheme.demand_all else None


def post_score(sheet: Sheet, data: PostData, checks: Mapping[str, Decimal], counted: Counted, *, bare: bool = False) -> Score:
    """The score of a post from the figures of its checks and its counts. bare: without its grade."""
    scheme = sheet.scheme
    figures = {**checks, **counted.figures}
    weights = scheme.weights_of(data.post.job_title)
    reason = why_not(scheme, weights, figures)
    figure = None
    if reason is None:
        base = formulas.mean([(weight, figures.get(component)) for component, weight in weights.items()])
        figure = formulas.bounded(base or ZERO, counted.off, counted.plus, scheme.low, highest(scheme, counted.caps))
    told = (None, None, ()) if bare else _read(scheme, figure, figures, counted.vetoes, own_caps(scheme, counted.caps))
    return Score(
        data.post.id, "post", figure, *told, figures, counted.off, counted.plus, counted.vetoes, data.post.heads, reason,
        counted.caps,
    )  # fmt: skip


def bare_unit(scheme: Scheme, unit: str, rows: Sequence[Member]) -> Score:
    """The score of a unit without its grade and without the figures of its parts."""
    if len(rows) == 1 and rows[0].weight:
        # One alone counts as it is: its figure is kept to 12 decimals already.
        figure = rows[0].score.figure
        heads = 0 if figure is None else rows[0].score.heads
    else:
        figure = roll_up(scheme, [(row.weight, row.score.figure) for row in rows])
        heads = sum([row.score.heads for row in rows if row.score.figure is not None])
    reason = "no_member" if figure is None else None
    return Score(unit, "unit", figure, None, None, (), {}, ZERO, ZERO, 0, heads, reason)


def _unit(scheme: Scheme, unit: str, rows: Sequence[Member]) -> Score:
    plain, caps = bare_unit(scheme, unit, rows), _caps(scheme, rows)
    if len(rows) == 1 and rows[0].weight:
        own = rows[0].score  # alone it counts as it is, its grade with it
        figures, vetoes, told = own.figures, own.vetoes, (own.shown, own.grade, own.barred)
    else:
        figures, vetoes = _figures(scheme, rows), sum([row.score.vetoes for row in rows])
        told = _read(scheme, plain.figure, figures, vetoes, caps)
    return Score(unit, "unit", plain.figure, *told, figures, ZERO, ZERO, vetoes, plain.heads, plain.reason, caps)


def _caps(scheme: Scheme, rows: Sequence[Member]) -> tuple[str, ...]:
    """Vetoes of its own posts that hold for the unit as well."""
    if not scheme.vetoes:
        return ()
    codes = {code for row in rows if row.score.kind == "post" for code in row.score.caps}
    return tuple(veto.code for veto in scheme.vetoes if veto.code in codes and veto.of != "post")


def _figures(scheme: Scheme, rows: Sequence[Member]) -> Mapping[str, Decimal]:
    """Every figure of the members, rolled up. What one alone has is as it is: kept to 12 decimals already."""
    by_key: dict[str, list[tuple[Decimal, Decimal | None]]] = {}
    for row in rows:
        for key, figure in row.score.figures.items():
            if key in by_key:
                by_key[key].append((row.weight, figure))
            else:
                by_key[key] = [(row.weight, figure)]
    figures: dict[str, Decimal] = {}
    for key, values in by_key.items():
        alone = len(values) == 1 and values[0][0]
        keep(figures, key, values[0][1] if alone else roll_up(scheme, values))
    return figures


def _read(
    scheme: Scheme, figure: Decimal | None, figures: Mapping[str, Decimal], vetoes: int, caps: tuple[str, ...]
) -> tuple[Decimal | None, str | None, tuple[Barred, ...]]:
    """The figure as shown, its grade, and what barred a better one."""
    shown = None if figure is None else half_up(figure, scheme.places)
    return shown, *grade(scheme, shown, figures, vetoes, caps)
