"""Make a draft the list's next version, from a date on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.checklists import reads
from saas.checklists.drafted import in_order
from saas.checklists.faults import faults
from saas.checklists.gate import open_draft, put_in_order
from saas.checklists.sign_excess import sign_excess
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

WHY_MOST = 500

VERSION = """
    insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections, effective_from, published_at,
                                    published_by, why)
    select $1, d.checklist_id, 1 + (select coalesce(max(v.number), 0) from checklist_versions v
                                     where v.tenant_id = $1 and v.checklist_id = d.checklist_id),
           d.scoring, d.sections, $3, $4, $5, $6
      from checklist_drafts d where d.tenant_id = $1 and d.id = $2 returning id"""

POINTS = """
    insert into points (tenant_id, version_id, code, section, position, text, kind, weight, veto, evidence, uom, limits,
                        options, detail_code, mark, judge)
    select $1, $3, p.code, p.section, p.position, p.text, p.kind, p.weight, p.veto, p.evidence, p.uom, p.limits,
           p.options, p.detail_code, p.mark, p.judge
      from draft_points p where p.tenant_id = $1 and p.draft_id = $2"""


async def publish(
    checklist: UUID, *, effective_from: date, today: date, why: str, by: UUID, now: datetime, signed: str = ""
) -> UUID:  # fmt: skip
    """The new version's id. It never changes again; what is laid out already is finished with the version it has.

    Refused: 404 no such list, 409 without an open draft, 422 for a day that is past, without a why, or while
    grave faults stand, or over the budget of a job title without `signed`, the reason.
    """
    if effective_from < today:
        raise Refused(422, N_("生效日期不能早于今天。"), field="effective_from")
    if not why.strip() or len(why) > WHY_MOST:
        raise Refused(422, N_("请写为什么改，最多 500 字。"), field="why")
    draft = await open_draft(checklist)
    points = in_order(draft, await reads.points(draft.id, today))
    if any(fault.grave for fault in faults(draft, points)):
        raise Refused(422, N_("还有需要改正的地方，改好后再发布。"), field="faults")
    await sign_excess(checklist, signed, points=len(points), by=by, now=now, today=today)
    await put_in_order(draft.id, [point.id for point in points if point.id])
    version: UUID = await db().fetchval(VERSION, current(), draft.id, effective_from, now, by, why.strip())
    await db().execute(POINTS, current(), draft.id, version)
    await db().execute(
        "update checklists set name = $3, retired_on = null where tenant_id = $1 and id = $2", current(), checklist, draft.name
    )
    await db().execute("delete from draft_points where tenant_id = $1 and draft_id = $2", current(), draft.id)
    await db().execute("delete from checklist_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    await trail.record("publish", "checklist", checklist, by=by, now=now, why=why.strip(), version=str(version))
    return version
