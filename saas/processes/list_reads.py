"""What the spreadsheet of activities meets: every process as it stands, and the codes of the company."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from saas.processes.flow import Activity
from saas.processes.reads import activity_of
from saas.processes.rows import Listed, Places
from tenants import current, db

# The draft of a process, else its newest version.
STANDING = """
    with meant as (
        select s.id, s.code, d.id as draft, v.id as version
          from processes s
          left join process_drafts d on d.tenant_id = $1 and d.process_id = s.id
          left join lateral (select w.id from process_versions w where w.tenant_id = $1 and w.process_id = s.id
                              order by w.number desc limit 1) v on true
         where s.tenant_id = $1)
    select m.id as process, m.code as process_code, a.*
      from meant m join draft_activities a on a.tenant_id = $1 and a.draft_id = m.draft
    union all
    select m.id, m.code, a.*
      from meant m join activities a on a.tenant_id = $1 and a.version_id = m.version where m.draft is null"""
PLACES = """
    select (select coalesce(jsonb_object_agg(u.code, u.id), '{}') from units u where u.tenant_id = $1) as units,
           (select coalesce(jsonb_object_agg(p.code, p.id), '{}') from posts p where p.tenant_id = $1) as posts,
           (select coalesce(array_agg(t.code), '{}')
              from (select code from job_titles where tenant_id = $1
                    union select job_title from posts where tenant_id = $1) t) as titles,
           (select coalesce(array_agg(l.code), '{}') from checklists l where l.tenant_id = $1) as lists"""


async def listed() -> dict[str, Listed]:
    """Process code → its activities in order."""
    found: dict[tuple[UUID, str], list[Activity]] = defaultdict(list)
    for row in await db().fetch("select id, code from processes where tenant_id = $1 order by position, code", current()):
        found[row["id"], row["code"]] = []
    for row in await db().fetch(STANDING, current()):
        found[row["process"], row["process_code"]].append(activity_of(row))
    return {
        code: Listed(process, code, {each.code: each for each in sorted(all_, key=lambda each: each.position)})
        for (process, code), all_ in found.items()
    }


async def places() -> Places:
    """Units, posts, job titles and checklists by code; one statement."""
    row = await db().fetchrow(PLACES, current())
    return Places(
        {code: UUID(id_) for code, id_ in row["units"].items()}, {code: UUID(id_) for code, id_ in row["posts"].items()},
        frozenset(row["titles"]), frozenset(row["lists"]),
    )  # fmt: skip
