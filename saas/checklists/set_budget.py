"""Set how many minutes of checks a post of a job title may have on its fullest day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import forms, trail
from saas.refusals import Refused
from saas.revisions import revise, titles
from saas.values import whole
from saas.words import N_
from tenants import current, db

MINUTES_MOST = 600
titles("budget", {"job_title": N_("职务"), "minutes": N_("每天的分钟数")}, word=N_("时间预算"))


async def set_budget(given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """`title` is a code. Refused: 422 at title or minutes, 409 Stale."""
    minutes = whole(given.get("minutes"), 3) or 0
    if not 1 <= minutes <= MINUTES_MOST:
        raise Refused(422, N_("请填 %(least)s 到 %(most)s 之间的整数。"), field="minutes", least=1, most=MINUTES_MOST)
    title = given.get("title", "")
    if not await db().fetchval("select true from job_titles where tenant_id = $1 and code = $2", current(), title):
        raise Refused(422, N_("请选择职务。"), field="title")
    was = await db().fetchrow("select id, minutes from budgets where tenant_id = $1 and job_title = $2", current(), title)
    budget: UUID = await db().fetchval(
        """insert into budgets (tenant_id, job_title, minutes) values ($1, $2, $3)
           on conflict (tenant_id, job_title) do update set minutes = excluded.minutes returning id""",
        current(), title, minutes,
    )  # fmt: skip
    before = {"job_title": title, "minutes": str(was["minutes"])} if was else None
    after = {"job_title": title, "minutes": str(minutes)}
    await revise("budget", budget, forms.edition(given) if was else 0, after, by=by, now=now, before=before)
    await trail.record("set", "budget", budget, by=by, now=now)
    return budget
