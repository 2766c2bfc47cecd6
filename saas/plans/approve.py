"""Sign a plan: from here on its metric, window, target and comparison posts are what they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.plans import evidence, past, reads, result_reads
from saas.plans.gate import draft_in_line
from saas.plans.terms import SignedMeasure, SignedResult, Span, Terms, signature, to_text
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

FULL = N_("有的岗位余力不够，下面的负责岗位旁边写着还剩几小时。请换一个岗位、减少措施，或调整余力。")


async def approve(plan: UUID, *, leads: Sequence[UUID], by: UUID, now: datetime) -> bytes:
    """Store the words that are signed and their SHA-256; returns the hash.

    Treated are the posts of the unit's line that were asked the point in the plan's cycle, compared with the other posts that
    were, unless an approved plan of the same cycle treats them on the same point. So it goes with an indicator it should move.
    Refused: 404 outside the line, 409 signed already, 422 without a measure, or where an owner has no hours left for it.
    """
    chosen = await draft_in_line(plan, leads)
    measures = await reads.measures(plan)
    if not measures:
        raise Refused(422, N_("计划里还没有措施，请先加一项。"))
    await _room(measures)
    groups = await evidence.groups(chosen.unit_id, chosen.cycle_id)
    before = Span(chosen.from_date, chosen.to_date)
    results = await result_reads.to_sign(plan, before, chosen.unit_id, chosen.cycle_id)
    signed = tuple(
        _signed(each, before, groups.get((each.list_code, each.point_code), ([], [])), results.get(each.id)) for each in measures
    )
    text = to_text(Terms(plan, chosen.unit_id, signed, by, now))
    await db().execute(
        """insert into approvals (tenant_id, plan_id, membership_id, approved_at, terms, signed)
           values ($1, $2, $3, $4, $5, $6)""",
        current(), plan, by, now, text, signature(text),
    )  # fmt: skip
    await trail.record("approve", "plan", plan, by=by, now=now, signed=signature(text).hex())
    return signature(text)


async def _room(measures: Sequence[reads.Measure]) -> None:
    """Nobody signs away hours that a post does not have. Refused 422; the page says beside each owner what is left."""
    # Two plans signed at once would each find the hours free.
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 3))", f"{current()}/capacity")
    load = await past.load()
    for each in measures:
        load.take(str(each.post_id), each.effort)
    if any(load.room(str(each.post_id)) < 0 for each in measures):
        raise Refused(422, FULL, field="approval")


def _signed(
    each: reads.Measure, before: Span, groups: tuple[list[UUID], list[UUID]], result: SignedResult | None
) -> SignedMeasure:  # fmt: skip
    return SignedMeasure(
        measure=each.id, metric=f"pass_share/{each.list_code}/{each.point_code}", title=each.title,
        owner=each.post_id, baseline=each.baseline, target=each.target, before=before,
        window=Span(each.window_from, each.window_to), due_on=each.due_on,
        treated=tuple(groups[0]), comparison=tuple(groups[1]), kind=each.kind, effort=each.effort, result=result,
    )  # fmt: skip
