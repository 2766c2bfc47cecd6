"""Add a measure to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.plans import evidence
from saas.plans.draft import Gap, draft, propose
from saas.plans.gate import draft_in_line
from saas.plans.propose import neutral, term_of
from saas.refusals import Refused
from saas.scores.score import score
from saas.scores.sheet import from_json
from saas.words import N_
from tenants import current, db

MOST = 12


async def add(plan: UUID, point: str, *, leads: Sequence[UUID], by: UUID, now: datetime) -> UUID:
    """Draft a measure for `point` ("list/point") as closing would have: gap
    and baseline from the frozen sheet.

    Refused: 404 outside the line, 409 signed or in the plan already, 422 when the unit lost nothing on the
    point in
    that cycle.
    """
    chosen = await draft_in_line(plan, leads)
    stored = await db().fetchrow(
        """select (select sheet from closures where tenant_id = $1 and cycle_id = $2) as sheet,
                  count(*) filter (where dropped_at is null) as kept, coalesce(max(position), 0) as last,
                  bool_or(list_code || '/' || point_code = $4 and dropped_at is null) as there
             from measures where tenant_id = $1 and plan_id = $3""",
        current(), chosen.cycle_id, plan, point,
    )  # fmt: skip
    if stored["there"]:
        raise Refused(409, N_("计划里已经有针对这个检查项的措施。"), field="point")
    if stored["kept"] >= MOST:
        raise Refused(422, N_("一个计划最多 %(most)s 项措施，请先删去一项。"), field="point", most=MOST)
    gap = await _gap(stored["sheet"], str(chosen.unit_id), point, chosen.cycle_id)
    made = await _insert(plan, gap, stored["last"] + 1, chosen.to_date)
    await trail.record("add", "measure", made, by=by, now=now, point=point)
    return made


async def _gap(text: str, unit: str, point: str, cycle: UUID) -> Gap:
    sheet = from_json(text)
    gaps = draft(sheet, score(sheet), await evidence.found(cycle)).get(unit, [])
    found = next((gap for gap in gaps if f"{gap.list}/{gap.point}" == point), None)
    if found is None:
        raise Refused(422, N_("本周期在这个检查项上没有丢分，请另选一项。"), field="point")
    return found


async def _insert(plan: UUID, gap: Gap, position: int, after: date) -> UUID:
    term = term_of(after, await evidence.end_of_next(after))
    library = await evidence.library()
    (drafted,) = propose([gap], {}, term.window, top=1)
    known = library.get(gap.point)
    title = known.title if known else neutral((await evidence.point_texts()).get((gap.list, gap.point), {}))
    made: UUID = await db().fetchval(
        """insert into measures (tenant_id, plan_id, position, list_code, point_code, title, gap, baseline,
               target,
                                 expected_gain, post_id, due_on, window_from, window_to)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id""",
        current(), plan, position, gap.list, gap.point, title, gap.loss, drafted.baseline, drafted.target,
        drafted.expected_gain, UUID(drafted.owner_post), term.due_on, term.window.first, term.window.last,
    )  # fmt: skip
    return made
