"""One step up the line: after how many days overdue, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.rules import MOST_DAYS
from saas.refusals import Refused
from saas.revisions import revise, titles
from saas.values import whole
from saas.words import N_
from tenants import current, db

LONGEST = 60
titles("escalation", {"days": N_("逾期天数"), "job_title": N_("职务"), "outside": N_("外部的人")}, word=N_("逾期上报"))


async def set_step(given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """Add a step: to the nearest post of a job title, to somebody outside (in words), or, with neither, one leader further up.

    Refused: 422 at days, title or outside.
    """
    days = whole(given.get("days"), 3)
    if days is None or not 1 <= days <= MOST_DAYS:
        raise Refused(422, N_("请填 %(least)s 到 %(most)s 之间的整数。"), field="days", least=1, most=MOST_DAYS)
    title, outside = given.get("title") or None, given.get("outside", "")
    if title and not await db().fetchval("select true from job_titles where tenant_id = $1 and code = $2", current(), title):
        raise Refused(422, N_("请选择职务。"), field="title")
    if (title and outside) or len(outside) > LONGEST or not outside.isprintable():
        raise Refused(422, N_("职务和外部的人只写一个，最多 %(longest)s 个字。"), field="outside", longest=LONGEST)
    named = {"zh": outside, "en": outside} if outside else None
    step: UUID | None = await db().fetchval(
        """insert into escalation_rules (tenant_id, days, job_title, outside) values ($1, $2, $3, $4)
           on conflict do nothing returning id""",
        current(), days, title, named,
    )  # fmt: skip
    if step is None:
        raise Refused(422, N_("这一步已经有了。"), field="days")
    await revise("escalation", step, 0, {"days": days, "job_title": title, "outside": outside}, by=by, now=now)
    await trail.record("set", "escalation", step, by=by, now=now)
    return step
