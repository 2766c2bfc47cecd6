"""Change a closure or an extra workday: other days, another reason, the other way round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.hours.add_days import days_of
from saas.org.given import Given
from saas.refusals import Refused, not_found
from saas.revisions import revise, titles
from saas.words import N_
from tenants import current, db, later

titles(
    "own_days",
    {"from_date": N_("从哪天起"), "to_date": N_("到哪天为止"), "works": N_("上班"), "reason": N_("为什么")},
    word=N_("停工和加班"),
)


async def change_days(entry: UUID, given: Given, *, by: UUID, now: datetime) -> None:
    """The unit stays. What is laid out and not done yet follows at once. Raises 404, 409 lifted or Stale, 422 at the fields."""
    was = await db().fetchrow("select * from own_days where tenant_id = $1 and id = $2 for update", current(), entry)
    if was is None:
        raise not_found()
    if was["lifted_at"]:
        raise Refused(409, N_("已经有人撤销了。"))
    first, last, reason = days_of(given)
    given.done()
    works = given.text("works") == "on"
    after = _told(first, last, works, reason)
    before = _told(was["from_date"], was["to_date"], was["works"], was["reason"])
    await revise("own_days", entry, given.edition(), after, by=by, now=now, before=before)
    await db().execute(
        "update own_days set from_date = $3, to_date = $4, works = $5, reason = $6 where tenant_id = $1 and id = $2",
        current(), entry, first, last, works, reason,
    )  # fmt: skip
    await trail.record("change_days", "own_days", entry, by=by, now=now, why=reason)
    await later("checks.follow_hours")


def _told(first: date | None, last: date | None, works: bool, reason: str) -> dict[str, Any]:
    return {"from_date": str(first), "to_date": str(last), "works": works, "reason": reason}
