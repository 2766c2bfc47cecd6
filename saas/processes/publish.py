"""Make a draft the process's next version, from a date on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.processes import reads
from saas.processes.gate import COLUMNS, open_draft
from saas.processes.rules import faults
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

WHY_MOST = 500

VERSION = """
    insert into process_versions (tenant_id, process_id, number, name, goal, mark, effective_from, published_at, published_by,
                                  why)
    select $1, d.process_id, 1 + (select coalesce(max(v.number), 0) from process_versions v
                                   where v.tenant_id = $1 and v.process_id = d.process_id),
           d.name, d.goal, d.mark, $3, $4, $5, $6
      from process_drafts d where d.tenant_id = $1 and d.id = $2 returning id"""
ACTIVITIES = f"""
    insert into activities (tenant_id, version_id, {COLUMNS})
    select $1, $3, {COLUMNS} from draft_activities where tenant_id = $1 and draft_id = $2"""  # noqa: S608 - our own names


async def publish(process: UUID, *, effective_from: date, today: date, why: str, by: UUID, now: datetime) -> UUID:
    """The new version's id. It never changes again; what is running already ends in the version it began with.

    Refused: 404 no such process, 409 without an open draft, 422 for a day that is past, without a why, or while
    grave faults stand.
    """
    if effective_from < today:
        raise Refused(422, N_("生效日期不能早于今天。"), field="effective_from")
    if not why.strip() or len(why) > WHY_MOST:
        raise Refused(422, N_("请写为什么改，最多 500 字。"), field="why")
    draft = await open_draft(process)
    if any(fault.grave for fault in faults(await reads.draft_activities(draft.id, today))):
        raise Refused(422, N_("还有需要改正的地方，改好后再发布。"), field="faults")
    version: UUID = await db().fetchval(VERSION, current(), draft.id, effective_from, now, by, why.strip())
    await db().execute(ACTIVITIES, current(), draft.id, version)
    await db().execute(
        "update processes set name = $3, retired_on = null where tenant_id = $1 and id = $2", current(), process, draft.name
    )
    await db().execute("delete from draft_activities where tenant_id = $1 and draft_id = $2", current(), draft.id)
    await db().execute("delete from process_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    await trail.record("publish", "process", process, by=by, now=now, why=why.strip(), version=str(version))
    return version
