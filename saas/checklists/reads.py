"""Lists and drafts as their editors see them. Every SELECT of the slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from saas.checklists.burden import Burden, Doer, burden
from saas.checklists.drafted import Draft, DraftPoint
from saas.checklists.rows import Listed
from saas.refusals import not_found
from tenants import current, db

MEASURED_DAYS = 90
FOUND_MOST = 20

# The version in force at a day, of the list l.
IN_FORCE = """(select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                  and v.effective_from <= $2 order by v.effective_from desc, v.number desc limit 1)"""

LISTS = f"""
    select l.id, l.code, l.name, l.retired_on, v.id as version, v.number, v.effective_from, d.started_at as draft_since,
           m.name as draft_by, (select min(w.effective_from) from checklist_versions w
                                 where w.tenant_id = $1 and w.checklist_id = l.id and w.effective_from > $2) as coming,
           case when v.id is null then (select count(*) from draft_points p where p.tenant_id = $1 and p.draft_id = d.id)
                else (select count(*) from points p where p.tenant_id = $1 and p.version_id = v.id) end as points
      from checklists l
      left join checklist_versions v on v.tenant_id = $1 and v.id = {IN_FORCE}
      left join checklist_drafts d on d.tenant_id = $1 and d.checklist_id = l.id
      left join memberships m on m.tenant_id = $1 and m.id = d.started_by
     where l.tenant_id = $1
     order by l.retired_on is not null and l.retired_on <= $2, l.position, l.code"""  # noqa: S608 - our own piece

DRAFT = """
    select d.id, l.id as checklist, l.code, d.name, d.scoring, d.sections, d.version_id as base, v.number, l.retired_on,
           m.name as started_by,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'checklist_draft' and r.noun_id = d.id) as edition
      from checklists l
      join checklist_drafts d on d.tenant_id = $1 and d.checklist_id = l.id
      join memberships m on m.tenant_id = $1 and m.id = d.started_by
      left join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
     where l.tenant_id = $1 and l.id = $2"""

# The same with the points of the version it began from, to compare.
BASE = """(select coalesce(jsonb_agg(jsonb_build_object('position', p.position, 'code', p.code, 'section', p.section,
              'text', p.text, 'kind', p.kind, 'weight', p.weight::text, 'veto', p.veto, 'evidence', p.evidence, 'uom', p.uom,
              'limits', p.limits, 'options', p.options, 'detail', p.detail_code, 'mark', p.mark, 'judge', p.judge)
              order by p.position), '[]') from points p where p.tenant_id = $1 and p.version_id = t.base)"""

DRAFT_AND_BASE = f"with t as ({DRAFT}) select t.*, {BASE} as before from t"  # noqa: S608 - our own pieces

STANDARD = """(select s.id from standards s where s.tenant_id = $1 and s.published_at is not null
                  and s.effective_from <= $3 order by s.number desc limit 1)"""

POINTS = f"""
    select p.id, p.position, p.code, p.section, p.text, p.kind, p.weight::text, p.veto, p.evidence, p.uom, p.limits,
           p.options, p.detail_code as detail, p.mark, p.judge, n.name as detail_name,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'draft_point' and r.noun_id = p.id) as edition,
           exists (select from points o
                     join checklist_versions v on v.tenant_id = $1 and v.id = o.version_id
                     join checklist_drafts d on d.tenant_id = $1 and d.id = p.draft_id
                    where o.tenant_id = $1 and o.code = p.code and v.checklist_id <> d.checklist_id) as elsewhere
      from draft_points p
      left join standard_nodes n on n.tenant_id = $1 and n.standard_id = {STANDARD} and n.code = p.detail_code
           and n.level = 'detail'
     where p.tenant_id = $1 and p.draft_id = $2
     order by p.position"""  # noqa: S608 - our own piece

PUBLISHED = """
    select p.version_id, p.position, p.code, p.section, p.text, p.kind, p.weight::text, p.veto, p.evidence, p.uom, p.limits,
           p.options, p.detail_code as detail, p.mark, p.judge
      from points p where p.tenant_id = $1 and p.version_id = any ($2) order by p.position"""

# The phone's own clock says how long a check took; the median does not mind a lunch break.
BURDEN = """
    select t.seconds, t.checks, s.post_id, p.name, u.name as unit, s.a_week,
           (select count(distinct a.membership_id) from appointments a
             where a.tenant_id = $1 and a.post_id = s.post_id and a.from_date <= $3
               and (a.to_date is null or a.to_date >= $3)) as people
      from (select percentile_cont(0.5) within group (
                       order by extract(epoch from c.claimed_end - c.claimed_start) / n.points)::numeric as seconds,
                   count(*) as checks
              from checks c join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
              join (select version_id, count(*) as points from points where tenant_id = $1 group by 1) n
                on n.version_id = c.version_id
             where c.tenant_id = $1 and v.checklist_id = $2 and c.business_date >= $4 and c.revision = 1
               and c.claimed_end > c.claimed_start) t
      left join (select s.post_id, sum(case when s.workdays_only then least(5, cardinality(s.weekdays))
                                            else cardinality(s.weekdays) end) as a_week
                   from schedules s where s.tenant_id = $1 and s.checklist_id = $2 and s.from_date <= $3
                    and (s.to_date is null or s.to_date >= $3) group by s.post_id) s on true
      left join posts p on p.tenant_id = $1 and p.id = s.post_id
      left join units u on u.tenant_id = $1 and u.id = p.unit_id
     order by u.code, p.code"""

DETAILS = f"""
    select n.code, n.name from standard_nodes n
     where n.tenant_id = $1 and n.standard_id = {STANDARD} and n.level = 'detail'
       and (n.code ilike $2 or n.name ->> 'zh' ilike $2 or n.name ->> 'en' ilike $2)
     order by n.code limit {FOUND_MOST}"""  # noqa: S608 - our own pieces

ATTRIBUTES = """
    select distinct on (a ->> 'code') a ->> 'code' as code, a -> 'name' as name, k.name as kind
      from object_kinds k cross join jsonb_array_elements(k.attributes) a
     where k.tenant_id = $1 and a ->> 'kind' = 'number' order by a ->> 'code', k.code"""

VERSIONS = """
    select v.id, v.number, v.effective_from, v.published_at, v.why, v.sections, m.name as by,
           (select count(*) from points p where p.tenant_id = $1 and p.version_id = v.id) as points,
           (select count(*) from due_checks d where d.tenant_id = $1 and d.version_id = v.id and d.state = 'open') as running
      from checklist_versions v left join memberships m on m.tenant_id = $1 and m.id = v.published_by
     where v.tenant_id = $1 and v.checklist_id = $2 order by v.number desc"""


# Every list that is in use: the points of its draft, else of its newest version.
LISTED = """
    select l.id, l.code, coalesce(d.sections, v.sections) as sections, p.position, p.code as point, p.section, p.text, p.kind,
           p.weight::text, p.veto, p.evidence, p.uom, p.limits, p.options, p.detail_code as detail, p.mark, p.judge
      from checklists l
      left join checklist_drafts d on d.tenant_id = $1 and d.checklist_id = l.id
      left join lateral (select w.id, w.sections from checklist_versions w
                          where w.tenant_id = $1 and w.checklist_id = l.id order by w.number desc limit 1) v on d.id is null
      left join lateral (
           select position, code, section, text, kind, weight, veto, evidence, uom, limits, options, detail_code, mark, judge
             from draft_points x where x.tenant_id = $1 and x.draft_id = d.id
            union all
           select position, code, section, text, kind, weight, veto, evidence, uom, limits, options, detail_code, mark, judge
             from points y where y.tenant_id = $1 and y.version_id = v.id) p on true
     where l.tenant_id = $1 and l.retired_on is null
     order by l.position, l.code, p.position"""


class Version(msgspec.Struct, frozen=True):
    """A published version: who, when and why; `running`: due checks that are laid out with it and still open."""

    id: UUID
    number: int
    effective_from: date
    published_at: datetime
    why: str
    sections: list[dict[str, Any]]
    by: str | None
    points: int
    running: int


async def lists(today: date) -> list[Any]:
    """Every list of the company with what is in force, what is coming and whether a draft is open."""
    rows: list[Any] = await db().fetch(LISTS, current(), today)
    return rows


async def checklist(checklist_id: UUID) -> Any:
    """Code, name and retirement of a list; not found where this company has none such."""
    row = await db().fetchrow(
        "select id, code, name, retired_on from checklists where tenant_id = $1 and id = $2", current(), checklist_id
    )
    if row is None:
        raise not_found()
    return row


async def draft(checklist_id: UUID) -> Draft | None:
    """The open draft of a list."""
    row = await db().fetchrow(DRAFT, current(), checklist_id)
    return msgspec.convert(dict(row), Draft) if row else None


async def draft_and_base(checklist_id: UUID) -> tuple[Draft | None, list[DraftPoint]]:
    """The open draft, and the points of the version it began from."""
    row = await db().fetchrow(DRAFT_AND_BASE, current(), checklist_id)
    if row is None:
        return None, []
    return msgspec.convert(dict(row), Draft), msgspec.convert(row["before"], list[DraftPoint])


async def points(draft_id: UUID, today: date) -> list[DraftPoint]:
    """The points of a draft, held against the standard in force and the other lists."""
    return [_point(row) for row in await db().fetch(POINTS, current(), draft_id, today)]


async def of_versions(versions: Sequence[UUID]) -> dict[UUID, list[DraftPoint]]:
    """The points of these versions, for comparing."""
    found: dict[UUID, list[DraftPoint]] = {version: [] for version in versions}
    for row in await db().fetch(PUBLISHED, current(), list(versions)):
        found[row["version_id"]].append(_point(row))
    return found


async def published(version: UUID | None) -> list[DraftPoint]:
    """The points of a version; none of no version."""
    return (await of_versions([version]))[version] if version else []


async def what_it_costs(checklist_id: UUID, asked: int, before: int, today: date) -> Burden:
    """The burden of a list with `asked` points that had `before`."""
    since = today - timedelta(days=MEASURED_DAYS)
    rows = await db().fetch(BURDEN, current(), checklist_id, today, since)
    doers = [Doer(row["post_id"], row["name"], row["unit"], int(row["a_week"]), row["people"]) for row in rows if row["post_id"]]
    return burden(asked, before, rows[0]["seconds"], rows[0]["checks"], doers)


async def details(wanted: str, today: date) -> list[Any]:
    """Details of the standard in force by code or name, the first twenty."""
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows: list[Any] = await db().fetch(DETAILS, current(), pattern, today)
    return rows


async def attributes() -> list[Mapping[str, Any]]:
    """Attributes of managed objects that hold a number, each once."""
    rows: list[Any] = await db().fetch(ATTRIBUTES, current())
    return rows


async def listed() -> dict[str, Listed]:
    """Code → list with its points, for the spreadsheet."""
    found: dict[str, list[Any]] = {}
    for row in await db().fetch(LISTED, current()):
        found.setdefault(row["code"], []).append(row)
    return {code: _listed(rows) for code, rows in found.items()}


def _listed(rows: list[Any]) -> Listed:
    points = [_point(dict(row) | {"code": row["point"], "id": None}) for row in rows if row["point"]]
    sections = tuple(section["code"] for section in rows[0]["sections"])
    return Listed(rows[0]["id"], rows[0]["code"], sections, {point.code: point for point in points})


async def versions(checklist_id: UUID) -> list[Version]:
    """The versions of a list, newest first."""
    return [msgspec.convert(dict(row), Version) for row in await db().fetch(VERSIONS, current(), checklist_id)]


def _point(row: Any) -> DraftPoint:
    return msgspec.convert(dict(row), DraftPoint)
