"""Write down a closing: the frozen sheet, and every score with its trace and its bridge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from saas import trail
from saas.scores.bridge import Bridge
from saas.scores.score import Score, Scores
from saas.scores.sheet import Sheet, to_json
from saas.scores.split import SubjectKey
from saas.scores.told import tell, tell_bridge, to_text
from saas.scores.trace import Trace, traces
from tenants import current, db

CHUNK = 500


@dataclass(frozen=True)
class Closing:
    """What was computed: the sheet, its scores, and what moved them since the cycle `since`."""

    cycle: UUID
    scheme: UUID
    sheet: Sheet
    scores: Scores
    since: UUID | None
    moves: Mapping[SubjectKey, Bridge]


async def record(closing: Closing, *, by: UUID | None, now: datetime, reason: str | None) -> None:
    """Insert the closure and its scores, with one line of the trail."""
    await db().execute(
        """insert into closures (tenant_id, cycle_id, closed_at, closed_by, reason, sheet)
           values ($1, $2, $3, $4, $5, $6)""",
        current(), closing.cycle, now, by, reason, to_json(closing.sheet).decode(),
    )  # fmt: skip
    rows = _rows(closing)
    while chunk := list(islice(rows, CHUNK)):
        await db().execute(
            """insert into scores (tenant_id, cycle_id, scheme_id, subject_kind, subject_id, score, shown,
                   grade, trace, bridge)
               select $1, $2, $3, s.* from unnest($4::text[], $5::uuid[], $6::numeric[], $7::numeric[],
                   $8::text[],
                                                  $9::text[]::jsonb[], $10::text[]::jsonb[]) as s""",
            current(), closing.cycle, closing.scheme, *map(list, zip(*chunk, strict=True)),
        )  # fmt: skip
    await trail.record("close", "cycle", closing.cycle, by=by, now=now, why=reason)


def _rows(closing: Closing) -> Iterator[tuple[object, ...]]:
    scores = closing.scores.all()
    for trace in traces(closing.sheet, closing.scores):
        key = trace.kind, trace.subject
        yield _row(scores[key], trace, closing.moves.get(key), closing.since)


def _row(score: Score, trace: Trace, bridge: Bridge | None, since: UUID | None) -> tuple[object, ...]:
    moved = to_text(tell_bridge(bridge, str(since))) if bridge else None
    return (
        score.kind,
        UUID(score.subject),
        score.figure,
        score.shown,
        score.grade,
        to_text(tell(score, trace)),
        moved,
    )
