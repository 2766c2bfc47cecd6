"""From scores to proposals: where a unit loses most, and what measure would win it back. Pure.

Drafts only: a leader edits and approves. Order is fixed by the figures, then by the codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from heapq import nsmallest

from saas.scores.data import PostData, post_data
from saas.scores.leverage import leverage, member_shares
from saas.scores.places import PointKey, places
from saas.scores.score import Scores, members
from saas.scores.sheet import Sheet
from saas.scores.tree import tree_of
from saas.values import EXACT, ONE, ZERO, exact, quantum, share

NEUTRAL = "raise_to_target"
HALF = Decimal("0.5")
PERCENT = Decimal("0.01")
MOST_POSTS = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """What one point of one list costs a unit.

    loss         score points of the unit against the target, bounds aside
    pass_share   Σ earned ÷ Σ applied over the posts that count in the unit; na_rate: Σ na ÷ Σ asked
    from_veto    share of the loss that veto or a lower level took from answers that were good by themselves
    found        findings registered on the point; owner_post: the post that loses most
    posts        those that lose on it, the one that loses most first, no more than MOST_POSTS
    """

    unit: str
    list: str
    point: str
    loss: Decimal
    pass_share: Decimal
    na_rate: Decimal
    from_veto: Decimal
    found: int
    applied: Decimal
    owner_post: str
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day on which the effect is measured."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ProposedMeasure:
    """A draft: raise the pass share of one point from baseline to target within the window.

    measure: code of a text in the pack's library, or NEUTRAL. expected_gain: score points of the unit.
    """

    gap: Gap
    owner_post: str
    metric: str
    measure: str
    baseline: Decimal
    target: Decimal
    window: Window
    expected_gain: Decimal


@dataclass(slots=True)
class _Loss:
    """Running sums of one point in one unit."""

    loss: Decimal = ZERO
    veto: Decimal = ZERO
    applied: Decimal = ZERO
    na: Decimal = ZERO
    earned: Decimal = ZERO
    found: int = 0
    by_post: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: "_Loss", part: Decimal) -> None:
        """Take in a member that counts for `part` of the unit: its losses by that part, its counts whole."""
        self.loss += part * other.loss
        self.veto += part * other.veto
        self.applied += other.applied
        self.na += other.na
        self.earned += other.earned
        self.found += other.found
        for post, loss in other.by_post.items():
            self.by_post[post] = self.by_post.get(post, ZERO) + part * loss


def draft(sheet: Sheet, scores: Scores, found: Mapping[tuple[str, str, str], int], full: Decimal = ONE) -> dict[str, list[Gap]]:
    """Every unit's gaps, largest loss first.

    found: (post, list, point) → findings registered in the cycle.
    full: the pass share that counts as no gap (1 = full marks).
    """
    with exact():
        losses = _post_losses(sheet, scores, found, full)
        house = tree_of(sheet)
        for unit in house.order:
            rows = members(sheet.scheme, house, unit, scores.posts, scores.units)
            below: dict[PointKey, _Loss] = {}
            for row, part in zip(rows, member_shares(sheet.scheme, rows), strict=True):
                for key, loss in losses[row.score.kind, row.score.subject].items() if part else ():
                    below.setdefault(key, _Loss()).add(loss, part)
            losses["unit", unit] = below
        return {unit: _gaps(unit, losses["unit", unit]) for unit in sorted(house.order)}


def propose(
    gaps: Sequence[Gap], library: Mapping[str, str], window: Window, top: int = 3, full: Decimal = ONE
) -> list[ProposedMeasure]:
    """The `top` largest gaps of one unit as measures. library: point code → code of a measure text.

    The target wins back half of the gap, rounded up to a whole percent: reachable, and still to be felt.
    """
    return [_proposed(gap, library, window, full) for gap in gaps[:top]]


def _post_losses(
    sheet: Sheet, scores: Scores, found: Mapping[tuple[str, str, str], int], full: Decimal
) -> dict[tuple[str, str], dict[PointKey, _Loss]]:
    known = places(sheet)
    losses: dict[tuple[str, str], dict[PointKey, _Loss]] = {}
    for data in post_data(sheet):
        told = scores.posts[data.post.id]
        moves = leverage(sheet.scheme, known, data, told.figures) if told.figure is not None else {}
        losses["post", data.post.id] = _of_post(data, moves, found, full)
    return losses


def _of_post(
    data: PostData,
    moves: Mapping[PointKey, Decimal],
    found: Mapping[tuple[str, str, str], int],
    full: Decimal,
) -> dict[PointKey, _Loss]:
    losses: dict[PointKey, _Loss] = {}
    for tally in data.tallies:
        if tally.at in moves:
            missing = max(ZERO, full * tally.applied - tally.earned)
            loss = moves[tally.at] * missing
            veto = moves[tally.at] * min(missing, tally.raw - tally.earned)
            times = found.get((data.post.id, *tally.at), 0)
            counts = tally.applied, tally.na, tally.earned
            losses[tally.at] = _Loss(loss, veto, *counts, times, {data.post.id: loss})
    return losses


def _gaps(unit: str, losses: Mapping[PointKey, _Loss]) -> list[Gap]:
    gaps = [_gap(unit, key, loss) for key, loss in losses.items() if quantum(loss.loss) > 0]
    return sorted(gaps, key=lambda gap: (-gap.loss, gap.list, gap.point))


def _gap(unit: str, key: PointKey, sums: _Loss) -> Gap:
    losing = nsmallest(MOST_POSTS, sums.by_post, key=lambda post: (-sums.by_post[post], post))
    return Gap(
        unit,
        *key,
        quantum(sums.loss),
        quantum(share(sums.earned, sums.applied) or ZERO),
        quantum(share(sums.na, sums.na + sums.applied) or ZERO),
        quantum(share(sums.veto, sums.loss) or ZERO),
        sums.found,
        sums.applied,
        losing[0],
        tuple(losing),
    )


def _proposed(gap: Gap, library: Mapping[str, str], window: Window, full: Decimal) -> ProposedMeasure:
    """A gap that weights alone make (the pooled share is at the target already) promises its whole loss."""
    with exact():
        room = full - gap.pass_share
        half = (gap.pass_share + room * HALF).quantize(PERCENT, rounding=ROUND_CEILING, context=EXACT)
        target = max(gap.pass_share, min(full, half))
        part = share(target - gap.pass_share, room) if room > 0 else ONE
        return ProposedMeasure(
            gap,
            gap.owner_post,
            f"pass_share/{gap.list}/{gap.point}",
            library.get(gap.point, NEUTRAL),
            gap.pass_share,
            target,
            window,
            quantum(gap.loss * (part or ZERO)),
        )
