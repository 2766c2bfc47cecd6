"""Answers counted: column by column for all points of a list, or point by point as a reader sees them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import add

from msgspec import Struct

from saas.values import EXACT

WHOLE = 10_000
Figure = int | Decimal
Column = tuple[Figure, ...]


class Tally(Struct, frozen=True, gc=False):
    """Answers of one post to one point of one list in the cycle; sums of g over its checks.

    applied, na   answers that applied / that did not (after corrections)
    earned        effective: after corrections, 0 where a veto sank the section or a lower level failed.
                  What a leader found wrong counts here as failed, exactly as if the post had reported it.
    raw           after corrections, before veto and levels
    sent          as sent by the post, effective
    sent_applied  answers that applied as sent (None: as applied)
    failed        answers that failed outright, after corrections: on a veto point they may cap the grade or
                  cost points, as the scheme says; sent_failed: the same as sent (None: as failed)
    """

    post: str
    list: str
    point: str
    applied: Decimal
    na: Decimal
    earned: Decimal
    raw: Decimal
    sent: Decimal
    sent_applied: Decimal | None = None
    failed: int = 0
    sent_failed: int | None = None

    @property
    def at(self) -> tuple[str, str]:
        """The point among all points of all lists."""
        return self.list, self.point

    @property
    def asked(self) -> Decimal:
        """How often the point was put to the post, whether it applied or not."""
        return self.applied + self.na


class Sums(Struct, frozen=True, gc=False, omit_defaults=True):
    """The tallies of one post and one list, column by column in the order of `points`; so they are kept and computed with.

    What was earned, raw and sent is counted in ten-thousandths: whole numbers, but for the rates of a bridge.
    An empty column: na and failed 0, raw and sent as earned, sent_applied as applied, sent_failed as failed.
    """

    post: str
    list: str
    points: tuple[str, ...]
    applied: Column
    earned: Column
    na: Column = ()
    raw: Column = ()
    sent: Column = ()
    sent_applied: Column = ()
    failed: Column = ()
    sent_failed: Column = ()

    @property
    def as_sent(self) -> bool:
        """Nothing of it was corrected."""
        return not (self.sent or self.sent_applied or self.sent_failed)

    @property
    def asked(self) -> Column:
        """How often each point was put to the post, whether it applied or not."""
        return tuple(map(add, self.applied, self.na)) if self.na else self.applied

    def columns(self) -> tuple[Column, ...]:
        """All columns in the order of COLUMNS, the empty ones written out."""
        nothing = (0,) * len(self.points)
        failed = self.failed or nothing
        return (
            self.applied, self.earned, self.na or nothing, self.raw or self.earned, self.sent or self.earned,
            self.sent_applied or self.applied, failed, self.sent_failed or failed,
        )  # fmt: skip

    def along(self, points: tuple[str, ...]) -> Sums:
        """The same answers in the order of other points; never asked where there were none."""
        if self.points == points:
            return self
        at = {point: i for i, point in enumerate(self.points)}
        places = [at.get(point) for point in points]
        columns = [getattr(self, name) for name in COLUMNS]
        return Sums(self.post, self.list, points, *[_taken(column, places) for column in columns])

    def tallies(self) -> Iterator[Tally]:
        """Point by point."""
        for point, *row in zip(self.points, *self.columns(), strict=True):
            applied, earned, na, raw, sent, sent_applied, failed, sent_failed = row
            yield Tally(
                self.post, self.list, point, _count(applied), _count(na), _share(earned), _share(raw), _share(sent),
                _count(sent_applied), int(failed), int(sent_failed),
            )  # fmt: skip


COLUMNS = ("applied", "earned", "na", "raw", "sent", "sent_applied", "failed", "sent_failed")


def sums(post: str, code: str, points: tuple[str, ...], columns: Sequence[Column]) -> Sums:
    """Sums from full columns in the order of COLUMNS; what says nothing of its own is left empty."""
    applied, earned, na, raw, sent, sent_applied, failed, sent_failed = columns
    return Sums(
        post, code, points, applied, earned,
        na if any(na) else (), raw if raw != earned else (), sent if sent != earned else (),
        sent_applied if sent_applied != applied else (), failed if any(failed) else (),
        sent_failed if sent_failed != failed else (),
    )  # fmt: skip


def sums_of(tallies: Iterable[Tally]) -> tuple[Sums, ...]:
    """Tallies by post and list, in the order in which they first come."""
    groups: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        groups.setdefault((tally.post, tally.list), []).append(tally)
    return tuple(
        sums(post, code, tuple(row.point for row in rows), list(zip(*map(_columns, rows), strict=True)))
        for (post, code), rows in groups.items()
    )


def rate(figure: Figure, times: Figure, of: Figure) -> Figure:
    """So many times a figure, divided by `of`: a whole number where it comes out even, divided once where it does not."""
    whole = figure * times
    if isinstance(whole, int) and isinstance(of, int):
        even, rest = divmod(whole, of)
        if not rest:
            return even
    return Decimal(whole) / of


def _columns(row: Tally) -> tuple[Figure, ...]:
    return (
        _whole(row.applied), _whole(row.earned * WHOLE), _whole(row.na), _whole(row.raw * WHOLE), _whole(row.sent * WHOLE),
        _whole(row.applied if row.sent_applied is None else row.sent_applied), row.failed,
        row.failed if row.sent_failed is None else row.sent_failed,
    )  # fmt: skip


def _whole(figure: Decimal) -> Figure:
    whole = int(figure)
    return whole if whole == figure else figure


def _taken(column: Column, places: Sequence[int | None]) -> Column:
    return tuple([0 if i is None else column[i] for i in places]) if column else ()


# The same few numbers come again and again.
@lru_cache(maxsize=20_000)
def _count(number: Figure) -> Decimal:
    return Decimal(number)


@lru_cache(maxsize=20_000)
def _share(ten_thousandths: Figure) -> Decimal:
    return EXACT.divide(Decimal(ten_thousandths), Decimal(WHOLE))
