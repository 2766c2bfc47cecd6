"""Write down a closing: the frozen sheet, and every score with its figures and its bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.scores.bridge import Bridge
from saas.scores.score import Score, Scores
from saas.scores.sheet import Sheet, to_json
from saas.scores.split import SubjectKey
from saas.scores.told import tell, tell_bridge, to_text
from tenants import current, db


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
    if rows := _rows(closing):
        await db().execute(
            """insert into scores (tenant_id, cycle_id, scheme_id, subject_kind, subject_id, score, shown,
                   grade, trace, bridge)
               select $1, $2, $3, s.* from unnest($4::text[], $5::uuid[], $6::numeric[], $7::numeric[],
                   $8::text[], $9::text[]::jsonb[], $10::text[]::jsonb[]) as s""",
            current(), closing.cycle, closing.scheme, *map(list, zip(*rows, strict=True)),
        )  # fmt: skip
    await trail.record("close", "cycle", closing.cycle, by=by, now=now, why=reason)


def _rows(closing: Closing) -> list[tuple[object, ...]]:
    below: dict[str | None, list[str]] = {}
    for unit in closing.sheet.units:
        if closing.scores.units[unit.id].figure is not None:
            below.setdefault(unit.parent, []).append(unit.id)
    return [
        _row(closing, each, below.get(each.subject, []) if each.kind == "unit" else []) for each in closing.scores.all().values()
    ]


def _row(closing: Closing, score: Score, below: list[str]) -> tuple[object, ...]:
    bridge = closing.moves.get((score.kind, score.subject))
    moved = to_text(tell_bridge(bridge, str(closing.since))) if bridge else None
    told = to_text(tell(score, closing.sheet, below))
    return score.kind, UUID(score.subject), score.figure, score.shown, score.grade, told, moved
