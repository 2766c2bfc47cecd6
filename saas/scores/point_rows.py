"""The points behind a score, summed over its posts from the frozen sheet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saas.scores.labels import Label
from saas.scores.places import Place, places
from saas.scores.reads import Names, Scored
from saas.scores.sheet import Sheet, line
from saas.scores.sums import Tally
from saas.values import ZERO, share


@dataclass(frozen=True)
class PointRow:
    """One point over all posts behind a score. `lost`: answers short of full marks; `by_veto`: of these,
    by a knock-out.
    """

    key: str
    list: Label
    text: Label
    veto: bool
    applied: Decimal
    na: Decimal
    rate: Decimal | None
    lost: Decimal
    by_veto: Decimal
    corrected: Decimal
    moved: Decimal | None


def point_rows(scored: Scored, names: Names, sheet: Sheet) -> list[PointRow]:
    """Every point that was asked, what lost most first."""
    posts = _posts_behind(scored, sheet)
    moves = {part.key: part.value for part in scored.bridge.points} if scored.bridge else {}
    known = places(sheet)
    by_point: dict[tuple[str, str], list[Tally]] = {}
    for tally in (tally for row in sheet.sums if row.post in posts for tally in row.tallies()):
        if tally.asked and (tally.list, tally.point) in known:
            by_point.setdefault((tally.list, tally.point), []).append(tally)
    rows = [_point(key, rows, known[key], names, moves) for key, rows in by_point.items()]
    return sorted(rows, key=lambda row: (-row.lost, row.key))


def _posts_behind(scored: Scored, sheet: Sheet) -> set[str]:
    """The post itself, or every post of the unit's line as the sheet froze it."""
    if scored.kind == "post":
        return {str(scored.id)}
    inside = line(sheet.units, str(scored.id))
    return {post.id for post in sheet.posts if post.unit in inside}


def _point(
    key: tuple[str, str], rows: Iterable[Tally], place: Place, names: Names, moves: Mapping[str, Decimal]
) -> PointRow:  # fmt: skip
    sums: Any = [sum(each, ZERO) for each in zip(*((r.applied, r.na, r.earned, r.raw, r.sent) for r in rows), strict=True)]
    applied, na, earned, raw, sent = sums
    code = "/".join(key)
    return PointRow(
        code, names.lists.get(key[0], key[0]), names.points.get(code, key[1]), place.veto, applied, na,
        share(earned, applied), applied - earned, max(raw - earned, ZERO), earned - sent, moves.get(code),
    )  # fmt: skip
