"""Correct a line of a closed cycle: the sheet as amended, scored again by its own scheme; what stood before is kept.

Only two doors lead here: an appeal that was accepted, and a reopening that somebody signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from saas import trail
from saas.cycles.record import COLUMNS, Closing, texts
from saas.refusals import Refused, not_found
from saas.scores.amend import Amended, How, NoSuchLine, amend
from saas.scores.bridge import begin, bridges
from saas.scores.score import score
from saas.scores.sheet import Sheet, from_json, to_json
from saas.scores.unswept import unswept
from saas.values import exact
from saas.words import N_
from tenants import current, db, later


@dataclass(frozen=True)
class Correction:
    """So many of a post's line put right, and how. `appeal`: the one that was accepted; none for a reopening. `value`: what an
    indicator ought to be.
    """

    post: UUID
    line: str
    times: int
    how: How
    appeal: UUID | None = None
    value: Decimal | None = None


async def restate(cycle: UUID, change: Correction, *, by: UUID, now: datetime, why: str) -> int:
    """Returns the number of the restatement. Refused: 404 unknown, 409 still open, or the line no longer has so much."""
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", str(current()))
    chosen = await _closed(cycle)
    with unswept(), exact():
        told = _amended(from_json(chosen["sheet"]), change)
        number = await _write(cycle, "appeal" if change.appeal else "reopening", change, told, chosen, by=by, now=now, why=why)
        sheet = to_json(told.sheet).decode()
        await db().execute("update closures set sheet = $3 where tenant_id = $1 and cycle_id = $2", current(), cycle, sheet)
        await _score_again(cycle, number, told.sheet, chosen)
        await _bridge_after(cycle, by=by, now=now, why=why)
    await later("plans.weigh", key=f"{cycle} {number}", cycle=str(cycle))
    await trail.record("restate", "cycle", cycle, by=by, now=now, why=why, number=number, line=change.line, post=str(change.post))
    return number


async def _closed(cycle: UUID) -> Any:
    row = await db().fetchrow(
        """select c.state, c.scheme_id, k.sheet, b.since, b.sheet as sheet_before
             from cycles c left join closures k on k.tenant_id = $1 and k.cycle_id = c.id
             left join lateral (
                 select e.id as since, f.sheet from scores s
                   join cycles e on e.tenant_id = $1 and e.id::text = s.bridge ->> 'since'
                   join closures f on f.tenant_id = $1 and f.cycle_id = e.id
                  where s.tenant_id = $1 and s.cycle_id = c.id and s.bridge is not null limit 1) b on true
            where c.tenant_id = $1 and c.id = $2""",
        current(), cycle,
    )  # fmt: skip
    if row is None:
        raise not_found()
    if row["sheet"] is None:
        raise Refused(409, N_("这个周期还没有结算。"))
    return row


def _amended(sheet: Sheet, change: Correction) -> Amended:
    try:
        return amend(sheet, str(change.post), change.line, change.times, change.how, change.value)
    except NoSuchLine as gone:
        raise Refused(409, N_("这一项已经没有这么多可以更正的了，可能已经更正过。")) from gone


async def _write(
    cycle: UUID, kind: Literal["appeal", "reopening"], change: Correction, told: Amended, chosen: Any,
    *, by: UUID, now: datetime, why: str,
) -> int:  # fmt: skip
    return int(await db().fetchval(
        """insert into restatements (tenant_id, cycle_id, number, kind, appeal_id, post_id, line, times, how, before, after, why,
                                     membership_id, at, sheet)
           select $1, $2, n.number, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
                  case when not exists (select from restatements where tenant_id = $1 and cycle_id = $2 and sheet is not null)
                       then $14 end
             from (select coalesce(max(number), 0) + 1 as number from restatements where tenant_id = $1 and cycle_id = $2) n
           returning number""",
        current(), cycle, kind, change.appeal, change.post, change.line, change.times, change.how, told.before, told.after, why,
        by, now, chosen["sheet"],
    ))  # fmt: skip


async def _score_again(cycle: UUID, number: int, sheet: Sheet, chosen: Any) -> None:
    scores = score(sheet)
    moves = bridges(begin(from_json(chosen["sheet_before"])), sheet, scores) if chosen["since"] else ()
    await _replace(Closing(cycle, chosen["scheme_id"], sheet, scores, chosen["since"], moves), number)


async def _bridge_after(cycle: UUID, *, by: UUID, now: datetime, why: str) -> None:
    """Cycles whose bridge starts here begin from another figure now: their bridges are told again, their scores stay."""
    for after in await db().fetch(
        """select distinct cycle_id as id from scores
            where tenant_id = $1 and cycle_id <> $2 and bridge ->> 'since' = $2::uuid::text order by 1""", current(), cycle
    ):  # fmt: skip
        number = await db().fetchval(
            """insert into restatements (tenant_id, cycle_id, number, kind, why, membership_id, at)
               select $1, $2, coalesce(max(number), 0) + 1, 'before', $3, $4, $5
                 from restatements where tenant_id = $1 and cycle_id = $2 returning number""",
            current(), after["id"], why, by, now,
        )  # fmt: skip
        chosen = await _closed(after["id"])
        await _score_again(after["id"], number, from_json(chosen["sheet"]), chosen)


async def _replace(closing: Closing, number: int) -> None:
    """Where a score, its figures or its bridge came out otherwise, the old one moves to past_scores."""
    for text in texts(closing):
        await db().execute(
            f"""with told as (select * from jsonb_to_recordset($4::jsonb) as t ({COLUMNS})),
                changed as (
                    update scores s set score = t.score, shown = t.shown, grade = t.grade, trace = t.trace, bridge = t.bridge
                      from told t
                     where s.tenant_id = $1 and s.cycle_id = $2 and s.subject_kind = t.kind and s.subject_id = t.subject
                       and (s.score, s.shown, s.grade, s.trace, s.bridge)
                           is distinct from (t.score, t.shown, t.grade, t.trace, t.bridge)
                    returning old.subject_kind, old.subject_id, old.score, old.shown, old.grade, old.trace, old.bridge)
                insert into past_scores (
                    tenant_id, cycle_id, number, subject_kind, subject_id, score, shown, grade, trace, bridge)
                select $1, $2, $3, c.* from changed c""",  # noqa: S608 - names of our own
            current(), closing.cycle, number, text,
        )  # fmt: skip
