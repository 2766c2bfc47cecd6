"""The gate of every change to a plan: in the person's line, and not signed yet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from saas.plans import reads
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def draft_in_line(plan: UUID, leads: Sequence[UUID]) -> reads.Plan:
    """A plan that may still change, held until the transaction ends. Refused: 404 outside the line, 409
    signed.
    """
    # Signing takes the same lock: nothing changes between what is signed and what is stored.
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", f"{current()}/{plan}")
    chosen = await reads.plan(plan, leads)
    if chosen is None:
        raise not_found()
    if chosen.approved_at is not None:
        raise Refused(409, N_("计划已由%(who)s批准，内容不再改动。"), who=chosen.approved_by)
    return chosen


async def measure_of(plan: UUID, measure: UUID) -> reads.Measure:
    """A measure of the plan. Refused 404 where there is none, or it was dropped."""
    found = await reads.measure(plan, measure)
    if found is None:
        raise not_found()
    return found
