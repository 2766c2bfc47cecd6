"""What a cycle froze: one statement, one snapshot, from day tallies
and counts to the Sheet that scores are made of.

Every part aggregates first and is named afterwards: a company with a hundred thousand answers sends a few
hundred rows over. Numbers come as text inside the JSON, so that no figure is ever a float.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from saas.indicators import reads as indicators
from saas.refusals import not_found
from saas.scores.amend import INDICATOR, RULED, amend, lines
from saas.scores.curves import Curve
from saas.scores.gather_sql import STATEMENT
from saas.scores.scheme import Scheme
from saas.scores.sheet import (
    Achieved,
    Coverage,
    FindingCount,
    Post,
    ReviewCount,
    Ruled,
    Share,
    Sheet,
    SheetList,
    SheetPoint,
    SheetSection,
    Unit,
)
from saas.scores.sums import Column, Sums, sums
from saas.scores.unswept import unswept
from saas.values import ONE
from tenants import current, db

NONE = (0, 0)


async def gather(cycle: UUID, *, now: datetime, posts: list[UUID] | None = None) -> Sheet:
    """The sheet of a cycle as it stands at `now`, of the whole company or of some posts. 404 for an
    unknown cycle.
    """
    row = await asked(cycle, now=now, posts=posts)
    return await with_indicators(sheet_of(row), row)


async def with_indicators(sheet: Sheet, row: Any) -> Sheet:
    """The sheet with what its indicators came to in the days of the cycle; `row` is that of the statement."""
    if not row["measured"]:
        return sheet
    lines = await indicators.achieved(row["from_date"], row["to_date"])
    rows = [_achieved(line) for line in lines if line.subject_kind in ("post", "unit")]
    return replace(sheet, achieved=tuple(sorted(rows, key=lambda each: (each.post, each.code))))


def _achieved(line: Any) -> Achieved:
    """A line of the indicators as scoring knows it: with no curve of its own it is scored straight, from floor to target."""
    own = {name: getattr(line, name) for name in ("direction", "target", "floor", "stretch", "target_low", "target_high")}
    told = {"kind": "range" if line.direction == "range" else "linear"} | (line.curve or {}) | own
    return Achieved(str(line.subject_id), line.code, str(line.version), line.value, msgspec.convert(told, Curve, strict=False))


def asked(cycle: UUID, *, now: datetime, posts: list[UUID] | None = None) -> Coroutine[Any, Any, Any]:
    """The statement on its way; its row is for sheet_of."""
    return db().fetchrow(STATEMENT, current(), cycle, now, posts)


def sheet_of(row: Any) -> Sheet:
    """The sheet from the row of the statement; 404 where there is none."""
    if row is None:
        raise not_found()
    with unswept():
        parts = msgspec.json.decode(row["parts"])
        return _carried(_sheet(scheme_of(row["number"], row["body"]), parts), parts["carried"])


def _sheet(scheme: Scheme, parts: dict[str, list[list[Any]]]) -> Sheet:
    versions = {each[0]: _Version(each) for each in parts["versions"]}
    return Sheet(
        scheme=scheme,
        lists=tuple(_lists(versions.values())),
        units=tuple(Unit(unit, parent, Decimal(weight), layer) for unit, parent, weight, layer in sorted(parts["units"])),
        posts=tuple(Post(post, unit, title, ONE, heads) for post, unit, title, heads in sorted(parts["posts"])),
        sums=tuple(_sums(parts["tallies"], parts["vetoes"], versions)),
        coverage=tuple(Coverage(p, done + missed, done, late, missed) for p, done, late, missed in sorted(parts["coverage"])),
        reviews=tuple(ReviewCount(*each) for each in sorted(parts["reviews"])),
        findings=tuple(
            FindingCount(post, own, leaders, due, in_time, due - in_time)
            for post, own, leaders, due, in_time in sorted(parts["findings"])
        ),
        shares=tuple(Share(p, kind, Decimal(part), Decimal(whole)) for p, kind, part, whole in sorted(parts["shares"])),
        ruled=tuple(Ruled(*each) for each in sorted(parts["ruled"])),
    )


def _carried(sheet: Sheet, rows: list[list[Any]]) -> Sheet:
    """What was put right in cycles inside this one; a line of which less was lost by now is right as far as it goes."""
    for post, key, times, how in sorted(rows):
        if key.startswith((INDICATOR, RULED)):
            continue  # a longer cycle has values and rulings of its own
        lost = next((line.most for line in lines(sheet, post) if line.key == key), 0)
        if lost:
            sheet = amend(sheet, post, key, min(times, lost), how).sheet
    return sheet


def scheme_of(number: int, body: dict[str, Any]) -> Scheme:
    """A stored scheme as the rules of scoring know it; its version is the number it has in the company.

    Where it does not say how a unit's own posts count beside its child units, they count as one part: a supervisor
    beside stations of weight 20 is not a twentieth of a station. Sheets frozen before keep what they were scored by.
    """
    return msgspec.convert({"own_posts": "together"} | body | {"version": str(number)}, Scheme, strict=False)


class _Version:
    """A list version as the statement sent it: the number, section weights, and its points by position."""

    def __init__(self, row: list[Any]) -> None:
        _, self.code, self.number, sections, points = row
        self.sections = {each["code"]: Decimal(each["weight"]) for each in sections}
        self.points = {at: (code, section, Decimal(weight), veto) for at, code, section, weight, veto in points}
        self.order = sorted(self.points, key=lambda at: self.points[at][0])
        self.codes = tuple(self.points[at][0] for at in self.order)

    def columns(self, kept: list[list[int]], fails: list[tuple[int, int]]) -> list[Column]:
        """The columns of Sums in the order of `codes`: those kept by position, and (failed, sent_failed) by `order`."""
        applied, na, raw, earned, sent_applied, sent = [tuple([column[at - 1] for at in self.order]) for column in kept]
        failed, sent_failed = zip(*fails, strict=True) if fails else ((), ())
        return [applied, earned, na, raw, sent, sent_applied, failed, sent_failed]


def _lists(versions: Iterable[_Version]) -> list[SheetList]:
    """One list per code. Where a cycle saw several versions the newest gives the weights, and points that
    only an older one had keep theirs: no answer is lost to a new edition.
    """
    by_code: dict[str, list[_Version]] = {}
    for each in sorted(versions, key=lambda each: (each.code, -each.number)):
        by_code.setdefault(each.code, []).append(each)
    return [_list(code, editions) for code, editions in by_code.items()]


def _list(code: str, editions: list[_Version]) -> SheetList:
    points: dict[str, tuple[str, SheetPoint]] = {}
    weights: dict[str, Decimal] = {}
    for edition in editions:
        for section, weight in edition.sections.items():
            weights.setdefault(section, weight)
        for name, section, weight, veto in edition.points.values():
            points.setdefault(name, (section, SheetPoint(name, weight, veto)))
    sections = (
        SheetSection(section, tuple(point for at, point in points.values() if at == section), weight)
        for section, weight in weights.items()
    )
    return SheetList(code, "–".join(str(e.number) for e in reversed(editions)), tuple(sections))


def _sums(rows: list[list[Any]], vetoes: list[list[Any]], versions: dict[str, _Version]) -> Iterator[Sums]:
    """By post and list in this order, points by their codes; a point keeps its code from edition to edition,
    so its editions add up.
    """
    failed = {(post, version, at): (now, sent) for post, version, at, now, sent in vetoes}
    sunk = {(post, version) for post, version, _ in failed}
    groups: dict[tuple[str, str], list[list[Any]]] = {}
    for row in rows:
        groups.setdefault((row[0], versions[row[1]].code), []).append(row)
    for (post, code), editions in sorted(groups.items()):
        told = []
        for at, columns in _pooled(editions):
            version = versions[at]
            fails = [failed.get((post, at, place), NONE) for place in version.order] if (post, at) in sunk else []
            told.append((version, version.columns(columns, fails)))
        yield _added(post, code, told)


def _pooled(rows: list[list[Any]]) -> Iterator[tuple[str, list[list[int]]]]:
    """(version, its columns): as they came, or added up where a longer cycle brings them in parts."""
    if len(rows) == 1:
        yield rows[0][1], rows[0][2:]
        return
    parts: dict[str, list[list[list[int]]]] = {}
    for _, at, *columns in rows:
        parts.setdefault(at, []).append(columns)
    for at, each in parts.items():
        yield at, each[0] if len(each) == 1 else [list(map(sum, zip(*column, strict=True))) for column in zip(*each, strict=True)]


def _added(post: str, code: str, editions: list[tuple[_Version, list[Column]]]) -> Sums:
    points, columns = editions[0][0].codes, editions[0][1]
    if len(editions) > 1:
        points = tuple(sorted({point for version, _ in editions for point in version.codes}))
        rows = [sums(post, code, version.codes, own).along(points) for version, own in editions]
        columns = [tuple(map(sum, zip(*each, strict=True))) for each in zip(*(row.columns() for row in rows), strict=True)]
    return sums(post, code, points, columns)
