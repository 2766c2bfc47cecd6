"""Write down a closing: the frozen sheet, and every score with its figures and its bridge."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from saas import trail
from saas.cycles.meanwhile import meanwhile
from saas.scores.bridge import Bridge
from saas.scores.score import Score, Scores
from saas.scores.sheet import Sheet, to_json
from saas.scores.split import SubjectKey
from saas.scores.told import KeptBridge, Seen, Told, keep_bridge, tell
from saas.scores.unswept import unswept
from saas.values import exact
from tenants import current, db

AT_A_TIME = 100
# How long a result can be appealed against where the scheme does not say.
APPEAL_DAYS = 7
COLUMNS = "kind text, subject uuid, score numeric, shown numeric, grade text, trace jsonb, bridge jsonb"


@dataclass(frozen=True)
class Closing:
    """What was computed: the sheet, its scores, and what moved them since the cycle `since`.

    `moves` may still compute while others are written already; without a cycle before there are none.
    """

    cycle: UUID
    scheme: UUID
    sheet: Sheet
    scores: Scores
    since: UUID | None
    moves: Iterable[tuple[SubjectKey, Bridge]]


def freeze(cycle: UUID, sheet: Sheet, *, by: UUID | None, now: datetime, reason: str | None) -> Coroutine[Any, Any, str]:
    """Insert the closure with its sheet: the statement on its way, to be awaited before `record`."""
    return db().execute(
        """insert into closures (tenant_id, cycle_id, closed_at, closed_by, reason, sheet, appeals_until)
           select $1, $2, $3::timestamptz, $4, $5, $6,
                  $3::timestamptz + coalesce((s.body -> 'cycles' ->> 'appeal_days')::int, $7::int) * interval '1 day'
             from cycles c join schemes s on s.tenant_id = $1 and s.id = c.scheme_id where c.tenant_id = $1 and c.id = $2""",
        current(), cycle, now, by, reason, to_json(sheet).decode(), APPEAL_DAYS,
    )  # fmt: skip


async def record(closing: Closing, *, by: UUID | None, now: datetime, reason: str | None) -> None:
    """Insert the scores of a closing, with one line of the trail. While the database writes some, the next are put together."""
    waiting = texts(closing)
    text = next(waiting, None)
    while text is not None:
        async with meanwhile(_insert(closing, text)) as sent:
            text = next(waiting, None)
        await sent
    await trail.record("close", "cycle", closing.cycle, by=by, now=now, why=reason)


def _insert(closing: Closing, rows: str) -> Coroutine[Any, Any, str]:
    return db().execute(
        f"""insert into scores (tenant_id, cycle_id, scheme_id, subject_kind, subject_id, score, shown, grade, trace, bridge)
           select $1, $2, $3, s.* from jsonb_to_recordset($4::jsonb) as s ({COLUMNS})""",  # noqa: S608
        current(), closing.cycle, closing.scheme, rows,
    )  # fmt: skip


class _Row(Struct, frozen=True, gc=False):
    """A score as it is sent over: all of them in one text, instead of seven arrays that are looked through one by one."""

    kind: str
    subject: str
    score: Decimal | None
    shown: Decimal | None
    grade: str | None
    trace: Told
    bridge: KeptBridge | None


def texts(closing: Closing) -> Iterator[str]:
    """Every score of a closing as JSON, so many at a time, for jsonb_to_recordset with COLUMNS."""
    below: dict[str | None, list[str]] = {}
    for unit in closing.sheet.units:
        if closing.scores.units[unit.id].figure is not None:
            below.setdefault(unit.parent, []).append(unit.id)
    told, seen = _told(closing), Seen()
    while True:
        with exact(), unswept():
            some = list(islice(told, AT_A_TIME))
            rows = [_row(closing, score, moved, below.get(score.subject, ()), seen) for score, moved in some]
            text = msgspec.json.encode(rows).decode()
        if not some:
            return
        yield text


def _told(closing: Closing) -> Iterator[tuple[Score, Bridge | None]]:
    """Every score with its bridge; who left since then has none any more."""
    if closing.since is None:
        yield from ((score, None) for score in closing.scores.all().values())
    scores = closing.scores.all()
    for key, moved in closing.moves:
        if key in scores:
            yield scores[key], moved


def _row(closing: Closing, score: Score, bridge: Bridge | None, below: Sequence[str], seen: Seen) -> _Row:
    moved = keep_bridge(bridge, str(closing.since), seen) if bridge else None
    told = tell(score, closing.sheet, below if score.kind == "unit" else ())
    return _Row(score.kind, score.subject, score.figure, score.shown, score.grade, told, moved)
