"""The answers of a post to a list between two cycles: as often as after, applying as after, corrected as after. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from saas.scores.sums import COLUMNS, Column, Figure, Sums, rate

EARNED, SENT, SENT_APPLIED, FAILED, SENT_FAILED = map(COLUMNS.index, ("earned", "sent", "sent_applied", "failed", "sent_failed"))


def _asked(now: Sums, old: Sums, new: Sums) -> Sums:
    """As often as after, with the old rates; a point that was never asked brings its own data."""
    if old is new:
        return new
    before, asked = now.asked, new.asked
    if _in_proportion(before, asked):
        # All points so many times as often: every rate stays, and with it every figure.
        return now
    return _joined(new, map(_asked_point, before, asked, _points(now), _points(new)))


def _asked_point(before: Figure, asked: Figure, now: _Point, new: _Point) -> _Point:
    if not before or not asked:
        return new
    if before == asked:
        return now
    # Where all applied nothing is divided: applied · asked ÷ applied.
    applied = rate(now.applied, asked, before) if now.na else asked
    return _Point(applied, rate(now.earned, asked, before), asked - applied, now.failed)


def _in_proportion(before: Column, asked: Column) -> bool:
    b, a = sum(before), sum(asked)
    return bool(a and b) and all(one * a == other * b for one, other in zip(before, asked, strict=True))


def _applied(now: Sums, old: Sums, new: Sums) -> Sums:
    """Applying as often as after, with the old rates; a point without an old rate brings its own data."""
    if old is new:
        return new
    if all(old.applied) and all(new.applied):
        earned = tuple(map(rate, now.earned, new.applied, now.applied))
        return Sums(new.post, new.list, new.points, new.applied, earned, new.na, failed=now.failed)
    return _joined(new, map(_applied_point, old.applied, _points(now), _points(new)))


def _applied_point(old: Figure, now: _Point, new: _Point) -> _Point:
    if not old or not new.applied:
        return new
    return _Point(new.applied, rate(now.earned, new.applied, now.applied), new.na, now.failed)


def _corrected(now: Sums, old: Sums, new: Sums) -> Sums:
    """Corrected as after: the old rate as sent, plus the new difference between corrected and sent."""
    if old is new or (old.as_sent and new.as_sent):
        return now
    return _joined(new, map(_corrected_point, _points(now), zip(*old.columns(), strict=True), zip(*new.columns(), strict=True)))


def _corrected_point(now: _Point, old: tuple[Figure, ...], new: tuple[Figure, ...]) -> _Point:
    applied = new[0]
    if not old[0] or not applied:
        return now
    shift = _correction(new, applied) - _correction(old, applied)
    failed = now.failed + (new[FAILED] - new[SENT_FAILED]) - (old[FAILED] - old[SENT_FAILED])
    return _Point(now.applied, now.earned + shift, now.na, failed)


def _correction(row: tuple[Figure, ...], applied: Figure) -> Figure:
    """What corrections moved, per `applied` answers."""
    asked, earned, sent, sent_asked = row[0], row[EARNED], row[SENT], row[SENT_APPLIED]
    corrected = rate(earned, applied, asked)
    return corrected - rate(sent, applied, sent_asked) if sent_asked else corrected - corrected


class _Point(NamedTuple):
    """What of a point feeds a figure."""

    applied: Figure
    earned: Figure
    na: Figure
    failed: Figure


def _points(row: Sums) -> Iterator[_Point]:
    applied, earned, na, _, _, _, failed, _ = row.columns()
    return map(_Point, applied, earned, na, failed)


def _joined(row: Sums, points: Iterable[_Point]) -> Sums:
    applied, earned, na, failed = zip(*points, strict=True)
    # Nothing else feeds a figure: it is told as if nothing had been corrected.
    return Sums(row.post, row.list, row.points, applied, earned, na if any(na) else (), failed=failed if any(failed) else ())


SUMS_MOVES: dict[str, Callable[[Sums, Sums, Sums], Sums]] = {
    "coverage": _asked,
    "not_applicable": _applied,
    "corrections": _corrected,
}
