"""Add a measure to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.plans import evidence, past, reads
from saas.plans.choose import Load, Offer, Option
from saas.plans.draft import Gap, draft
from saas.plans.gate import draft_in_line
from saas.plans.propose import SHORTEST_WINDOW, Term, best, choose, insert_measures, knowledge, row_of, term_of
from saas.refusals import Refused
from saas.scores.score import score
from saas.scores.sheet import from_json
from saas.words import N_
from tenants import current, db

MOST = 12


async def add(
    plan: UUID, point: str, *, leads: Sequence[UUID], by: UUID, now: datetime, offer: Offer | None = None
) -> UUID:  # fmt: skip
    """Put a measure for `point` ("list/point") into a draft: gap and baseline from the frozen sheet of its cycle.

    Refused: 404 outside the line, 409 signed or in the plan already, 422 when the unit lost nothing on the
    point in that cycle: what cannot fall short cannot be shown to get better.
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
    made = await _insert(plan, gap, stored["last"] + 1, chosen, offer or Offer())
    await trail.record("add", "measure", made, by=by, now=now, point=point)
    return made


async def _gap(text: str, unit: str, point: str, cycle: UUID) -> Gap:
    sheet = from_json(text)
    gaps = draft(sheet, score(sheet), await evidence.found(cycle)).get(unit, [])
    found = next((gap for gap in gaps if f"{gap.list}/{gap.point}" == point), None)
    if found is None:
        raise Refused(422, N_("本周期在这个检查项上没有丢分，请另选一项。"), field="point")
    return found


async def _insert(plan: UUID, gap: Gap, position: int, chosen: reads.Plan, offer: Offer) -> UUID:
    """Whoever adds it sees who is full, and may give it to somebody else: the post that loses most is only the first idea."""
    known = await knowledge([gap.point])
    fitting = next((one for one in known.options.get(gap.point, ()) if offer.kind and one.code == offer.kind), None)
    option = fitting or best(gap, known)
    if offer.title:
        option = Option(fitting.code if fitting and fitting.title == offer.title else None, offer.title, option.effort)
    option = Option(option.code, option.title, offer.effort or option.effort)
    term = await _term(chosen)
    known = replace(known, options={gap.point: [option]})
    (made,) = choose([gap], known, await past.load(), term.window) or choose([gap], known, Load(usual=option.effort), term.window)
    await insert_measures([row_of(plan, position, made, term, offer)])
    written: UUID = await db().fetchval(
        "select id from measures where tenant_id = $1 and plan_id = $2 and position = $3", current(), plan, position
    )
    return written


async def _term(plan: reads.Plan) -> Term:
    """As the closing would have set it; of a plan that was opened later, what is left of the running cycle, if that is enough."""
    end = await evidence.end_of_next(plan.after, plan.cycle_id)
    enough = plan.opened_by is None or (end is not None and end - plan.after >= SHORTEST_WINDOW)
    return term_of(plan.after, end if enough else None)
