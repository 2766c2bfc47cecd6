"""Split the bar "results" exactly: per point for a post, per member and per point for a unit. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from saas.scores import formulas
from saas.scores.data import PostData, post_data
from saas.scores.leverage import INDICATORS, indicator_shares, levers, member_shares
from saas.scores.places import Places, PointKey, places
from saas.scores.scheme import Scheme
from saas.scores.score import Member, Score, Scores, members
from saas.scores.sheet import Sheet, sums_by_post
from saas.scores.sums import WHOLE, Figure, Sums
from saas.scores.tree import tree_of
from saas.values import ZERO, quantum

SubjectKey = tuple[str, str]
NEAR = Decimal("1E-9")


class Split(Struct, frozen=True, gc=False):
    """How the results moved one score; both parts add up to the bar exactly."""

    points: Mapping[PointKey, Decimal]
    members: Mapping[SubjectKey, Decimal]


NOTHING = Split({}, {})


def split(held: Sheet, held_scores: Scores, after: Sheet, scores: Scores) -> Iterator[tuple[SubjectKey, Split]]:
    """Split every score's change from `held` (all but the results is as after) to `after`: posts, then units from below."""
    splits: dict[SubjectKey, Split] = {}
    known, before = places(after), sums_by_post(held)
    for data in post_data(after):
        old, new = held_scores.posts[data.post.id], scores.posts[data.post.id]
        by_list = {row.list: row for row in before.get(data.post.id, ())}
        change = _Change(by_list, data, old.figures, new.figures, old.off - new.off)
        parts = _point_parts(after.scheme, known, change)
        splits["post", data.post.id] = told = Split(_to_total(parts, _change(old, new), bounded=True), {})
        yield ("post", data.post.id), told
    house = tree_of(after)
    for unit in house.order:
        rows = members(after.scheme, house, unit, scores.posts, scores.units)
        total = _change(held_scores.units[unit], scores.units[unit])
        splits["unit", unit] = told = _unit(after, held_scores, rows, total, splits)
        yield ("unit", unit), told


class _Change(NamedTuple):
    """Answers of one post before, by list, and after; the figures before and after; and the points that vetoes cost less."""

    before: Mapping[str, Sums]
    data: PostData
    was: Mapping[str, Decimal]
    figures: Mapping[str, Decimal]
    charged: Decimal


def _point_parts(scheme: Scheme, known: Places, change: _Change) -> dict[PointKey, Decimal]:
    """What each point moved, by its answers and by what its vetoes cost; and each indicator, as ("indicators", its code)."""
    earned, charged = _earned(scheme, known, change), _charged(known, change)
    if change.data.achieved:
        earned |= _achieved(scheme, change)
    if not charged:
        return earned
    return {key: earned.get(key, ZERO) + charged.get(key, ZERO) for key in earned.keys() | charged.keys()}


def _earned(scheme: Scheme, known: Places, change: _Change) -> dict[PointKey, Decimal]:
    parts: dict[PointKey, Decimal] = {}
    for row, cut, factor in levers(scheme, known, change.data, change.figures):
        before = change.before.get(row.list)
        if before is None:
            continue
        one = factor / (cut.scale * WHOLE)
        columns = cut.points, cut.weights, cut.take(before.along(row.points).earned), cut.take(row.earned), cut.take(row.applied)
        for point, weight, old, now, applied in zip(*columns, strict=True):
            if now != old and applied:
                parts[row.list, point] = one * (weight * (now - old))
    return parts


def _achieved(scheme: Scheme, change: _Change) -> dict[PointKey, Decimal]:
    title = change.data.post.job_title
    shares = indicator_shares(scheme, title, change.figures)
    moved = {code: change.figures[key] - change.was.get(key, change.figures[key]) for code, key in shares}
    return {(INDICATORS, code): share * moved[code] for (code, _), share in shares.items() if moved[code]}


def _charged(known: Places, change: _Change) -> dict[PointKey, Decimal]:
    """Shared out by how often each veto point failed less or more."""
    if not change.charged:
        return {}
    more: dict[PointKey, Figure] = {}
    for row in change.data.sums:
        before = change.before.get(row.list)
        old = before.along(row.points).failed if before else ()
        for i in known.cuts(row).vetoes:
            more[row.list, row.points[i]] = (row.failed[i] if row.failed else 0) - (old[i] if old else 0)
    whole = sum(more.values())
    if not whole:
        return {}
    return {key: change.charged * times / whole for key, times in more.items()}


def _unit(after: Sheet, held: Scores, rows: list[Member], total: Decimal, splits: Mapping[SubjectKey, Split]) -> Split:
    if len(rows) == 1 and rows[0].weight:
        # A member alone moves its unit as it moves itself.
        key = rows[0].score.kind, rows[0].score.subject
        return Split(splits[key].points, {key: total} if total else {})
    by_member = _member_parts(after, held, rows)
    points: dict[PointKey, Decimal] = {}
    for row, share in zip(rows, member_shares(after.scheme, rows), strict=True):
        key = row.score.kind, row.score.subject
        if after.scheme.roll_up == "lowest":
            change = _change(_held(held, row.score), row.score)
            moved = by_member.get(key, ZERO) / change if change else ZERO
        else:
            moved = share
        for point, part in splits[key].points.items():
            points[point] = points[point] + moved * part if point in points else moved * part
    return Split(_to_total(points, total), by_member)


def _member_parts(after: Sheet, held: Scores, rows: list[Member]) -> dict[SubjectKey, Decimal]:
    """Members change one after the other, in the order of their ids; each step is a complete roll-up."""
    scored = [row for row in rows if row.score.figure is not None]
    scored.sort(key=lambda row: (row.score.kind, row.score.subject))
    steps = (_lowest_steps if after.scheme.roll_up == "lowest" else _mean_steps)(
        [(row.weight, _held(held, row.score).figure, row.score.figure or ZERO) for row in scored]
    )
    parts: dict[SubjectKey, Decimal] = {}
    last = next(steps)
    for row, now in zip(scored, steps, strict=True):
        if now is not None and last is not None and now != last:
            parts[row.score.kind, row.score.subject] = now - last
        last = now
    return parts


_Changes = Sequence[tuple[Decimal, Decimal | None, Decimal]]


def _mean_steps(changes: _Changes) -> Iterator[Decimal | None]:
    """The mean of (weight, before, after) before, and after each change. Sums are exact: only what changed is added."""
    total = sum([weight * before for weight, before, _ in changes if before is not None], ZERO)
    weights = sum([weight for weight, before, _ in changes if before is not None], ZERO)
    mean = formulas.mean_of(total, weights)
    yield mean
    for weight, before, after in changes:
        if before is None:
            total, weights = total + weight * after, weights + weight
        elif before != after:
            total += weight * (after - before)
        if before != after:
            mean = formulas.mean_of(total, weights)
        yield mean


def _lowest_steps(changes: _Changes) -> Iterator[Decimal | None]:
    values = [(weight, before) for weight, before, _ in changes]
    yield formulas.lowest(values)
    for i, (weight, _, after) in enumerate(changes):
        values[i] = weight, after
        yield formulas.lowest(values)


def _to_total(parts: Mapping[PointKey, Decimal], total: Decimal, *, bounded: bool = False) -> dict[PointKey, Decimal]:
    """Quantise by partial sums, so that the parts add up to `total` exactly.

    Where a bound of the scheme cut the score short, every part is cut in the same proportion.
    """
    scale = _scale(parts, total) if bounded else None
    shares: dict[PointKey, Decimal] = {}
    running, told = ZERO, ZERO
    keys = sorted([key for key, part in parts.items() if part])
    for key in keys[:-1]:
        running += parts[key]
        upto = quantum(running if scale is None else running * scale)
        if upto != told:
            shares[key] = upto - told
            told = upto
    if keys and told != total:
        shares[keys[-1]] = total - told
    return shares


def _scale(parts: Mapping[PointKey, Decimal], total: Decimal) -> Decimal | None:
    whole = sum(parts.values(), ZERO)
    return total / whole if whole and abs(whole - total) > NEAR else None


def _held(held: Scores, now: Score) -> Score:
    return (held.posts if now.kind == "post" else held.units)[now.subject]


def _change(old: Score, new: Score) -> Decimal:
    return ZERO if old.figure is None or new.figure is None else new.figure - old.figure
