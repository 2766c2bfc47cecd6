"""Confirm that one has read what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from saas.standards.quiz import wrong
from saas.standards.reads import MUST_READ
from tenants import current, db

ASKED = f"""
select (select w.quiz from standards w where w.tenant_id = $1 and w.id = $3) as quiz,
  (select count(*) from standard_tries t where t.tenant_id = $1 and t.standard_id = $3 and t.membership_id = $4) as tries
from {MUST_READ} where r.tenant_id = $1 and s.id = $3 and a.membership_id = $4 limit 1"""  # noqa: S608 – a piece of our own


async def confirm(standard: UUID, given: Mapping[str, str], *, today: date, by: UUID, now: datetime) -> list[int]:
    """Who, when, which version. With a quiz only when all is right: the answer names the numbers that are not.

    Confirming twice keeps the first. Refused: 404 where this person has nothing to read.
    """
    row = await db().fetchrow(ASKED, current(), today, standard, by)
    if row is None:
        raise not_found()
    missed = wrong(row["quiz"], given)
    if missed:
        await db().execute(
            "insert into standard_tries (tenant_id, standard_id, membership_id, tried_at, wrong) values ($1, $2, $3, $4, $5)",
            current(), standard, by, now, missed,
        )  # fmt: skip
        return missed
    done = await db().execute(
        """insert into standard_confirmations (tenant_id, standard_id, membership_id, confirmed_at, tries)
           values ($1, $2, $3, $4, $5) on conflict do nothing""",
        current(), standard, by, now, row["tries"] + 1,
    )  # fmt: skip
    if done == "INSERT 0 1":
        await trail.record("confirm", "standard", standard, by=by, now=now)
    return []
