"""What the verbs of a draft share: the open draft held against others, its activities written, names that must be ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from saas.processes import reads
from saas.processes.flow import Activity
from saas.processes.form import plain
from saas.processes.reads import Draft
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

NO_DRAFT = N_("这个流程没有打开的草稿。可能已经发布或放弃，请回到流程看一下。")
COLUMNS = (
    "position, code, name, owner, job_title, unit_id, post_id, outside, condition, amount, per, limit_note, ahead, back, "
    "starts, checklist, details, mark"
)


async def open_draft(process: UUID) -> Draft:
    """The draft of a process, locked until the end of the transaction. Refused: 404 no such process, 409 no open draft."""
    known = await db().fetchval("select id from processes where tenant_id = $1 and id = $2 for update", current(), process)
    if known is None:
        raise not_found()
    found = await reads.draft(process)
    if found is None:
        raise Refused(409, NO_DRAFT)
    return found


async def process_of(activity: UUID) -> UUID:
    """The process whose draft holds this activity; not found where there is none."""
    found: UUID | None = await db().fetchval(
        """select d.process_id from draft_activities a
             join process_drafts d on d.tenant_id = $1 and d.id = a.draft_id
            where a.tenant_id = $1 and a.id = $2""",
        current(), activity,
    )  # fmt: skip
    if found is None:
        raise not_found()
    return found


async def held(activity: UUID, today: date) -> tuple[Draft, list[Activity], Activity]:
    """The draft of an activity, all its activities and the one meant. Refused as open_draft."""
    draft = await open_draft(await process_of(activity))
    found = await reads.draft_activities(draft.id, today)
    one = next((each for each in found if each.id == activity), None)
    if one is None:
        raise not_found()
    return draft, found, one


async def write(draft: UUID, activities: Sequence[Activity]) -> list[UUID]:
    """Insert activities into a draft at their positions; returns their ids in the same order."""
    rows = await db().fetch(
        f"""insert into draft_activities (tenant_id, draft_id, {COLUMNS})
            select $1, $2, {COLUMNS} from jsonb_populate_recordset(null::draft_activities, $3) returning id""",  # noqa: S608
        current(), draft, [_json(each) for each in activities],
    )  # fmt: skip
    return [row["id"] for row in rows]


async def save(activity: Activity) -> None:
    """Write what an activity of a draft says; its place and code are written too."""
    await db().execute(
        f"""update draft_activities a set ({COLUMNS}) = (select {COLUMNS} from jsonb_populate_record(null::draft_activities, $3))
             where a.tenant_id = $1 and a.id = $2""",  # noqa: S608
        current(), activity.id, _json(activity),
    )  # fmt: skip


async def check_named(activity: Activity) -> None:
    """Job title, unit, post and checklist are the company's own. Refused 422 at the field."""
    row = await db().fetchrow(
        """select $2::text is null or exists (select from job_titles where tenant_id = $1 and code = $2)
                  or exists (select from posts where tenant_id = $1 and job_title = $2) as job_title,
                  $3::uuid is null or exists (select from units where tenant_id = $1 and id = $3) as unit,
                  $4::uuid is null or exists (select from posts where tenant_id = $1 and id = $4) as post,
                  $5::text is null or exists (select from checklists where tenant_id = $1 and code = $5) as checklist""",
        current(), activity.job_title, activity.unit, activity.post, activity.checklist,
    )  # fmt: skip
    for name in ("job_title", "unit", "post", "checklist"):
        if not row[name]:
            raise Refused(422, N_("没有找到，请重新选择。"), field=name)


def _json(activity: Activity) -> dict[str, object]:
    row = plain(activity)
    return row | {name: str(row[name]) for name in ("unit_id", "post_id", "amount") if row[name] is not None}
