"""Processes, their versions and drafts. Every SELECT that is not about runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.processes.flow import Activity, Way
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]

# The version of the process s in force at a day.
IN_FORCE = """(select v.id from process_versions v where v.tenant_id = $1 and v.process_id = s.id
                  and v.effective_from <= $2 order by v.effective_from desc, v.number desc limit 1)"""

# Activities as a reader sees them: whose they are by name, and whether somebody is there on the day $2.
SHOWN = """
    select a.*, {edition} as edition, u.name as unit_name,
           case a.owner when 'title' then coalesce(t.name, jsonb_build_object('zh', a.job_title))
                        when 'post' then o.name when 'outside' then a.outside end as owner_name,
           a.owner in ('title', 'post') and not exists (
               select from posts p
                where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $2)
                  and (p.id = a.post_id or p.job_title = a.job_title and (a.unit_id is null or p.unit_id = a.unit_id))
                  and (exists (select from appointments h where h.tenant_id = $1 and h.post_id = p.id and h.from_date <= $2
                                  and (h.to_date is null or h.to_date >= $2))
                       or exists (select from deputies d where d.tenant_id = $1 and d.post_id = p.id and d.from_date <= $2
                                     and d.to_date >= $2 and d.withdrawn_at is null))) as vacant
      from {table} a
      left join job_titles t on t.tenant_id = $1 and t.code = a.job_title
      left join posts o on o.tenant_id = $1 and o.id = a.post_id
      left join units u on u.tenant_id = $1 and u.id = coalesce(a.unit_id, o.unit_id)"""

PUBLISHED = SHOWN.format(table="activities", edition="0")
VERSION = PUBLISHED + " where a.tenant_id = $1 and a.version_id = $3 order by a.position, a.code"
VERSIONS = PUBLISHED + " where a.tenant_id = $1 and a.version_id = any ($3) order by a.position, a.code"
EDITION = """(select coalesce(max(r.edition), 0) from revisions r
               where r.tenant_id = $1 and r.noun_id = a.id and r.noun = 'draft_activity')"""
DRAFTED = SHOWN.format(table="draft_activities", edition=EDITION)
DRAFT = DRAFTED + " where a.tenant_id = $1 and a.draft_id = $3 order by a.position, a.code"

LISTED = f"""
    select s.id, s.code, s.name, s.retired_on, v.id as version, v.number, v.effective_from, d.started_at as draft_since,
           m.name as draft_by, (select min(w.effective_from) from process_versions w
                                 where w.tenant_id = $1 and w.process_id = s.id and w.effective_from > $2) as coming,
           (select count(*) from activities a where a.tenant_id = $1 and a.version_id = v.id) as activities,
           (select count(distinct (a.owner, a.job_title, a.unit_id, a.post_id, a.outside)) from activities a
             where a.tenant_id = $1 and a.version_id = v.id) as hands,
           (select count(*) from process_runs r
             where r.tenant_id = $1 and r.process_id = s.id and r.state = 'running') as running
      from processes s
      left join process_versions v on v.tenant_id = $1 and v.id = {IN_FORCE}
      left join process_drafts d on d.tenant_id = $1 and d.process_id = s.id
      left join memberships m on m.tenant_id = $1 and m.id = d.started_by
     where s.tenant_id = $1 order by s.position, s.code"""  # noqa: S608 - the parts are constants above

PROCESS = f"""
    select s.id, s.code, s.name, s.retired_on, {IN_FORCE} as version, d.id as draft,
           coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number, 'effective_from', v.effective_from,
                        'published_at', v.published_at, 'by', m.name, 'why', v.why, 'name', v.name, 'goal', v.goal,
                        'mark', v.mark) order by v.number desc)
                       from process_versions v left join memberships m on m.tenant_id = $1 and m.id = v.published_by
                      where v.tenant_id = $1 and v.process_id = s.id), '[]') as versions
      from processes s left join process_drafts d on d.tenant_id = $1 and d.process_id = s.id
     where s.tenant_id = $1 and s.id = $3"""  # noqa: S608 - a constant above


class Version(msgspec.Struct, frozen=True):
    """A published version; `by` is None for what came with the pack."""

    id: UUID
    number: int
    effective_from: date
    published_at: datetime
    by: str | None
    why: str
    name: Text
    goal: Text
    mark: dict[str, Any]


@dataclass(frozen=True)
class Process:
    """A process with its versions, newest first; `version` is the one in force, None where there is none yet."""

    id: UUID
    code: str
    name: Text
    retired_on: date | None
    version: UUID | None
    draft: UUID | None
    versions: list[Version]

    def shown(self, wanted: UUID | None) -> Version | None:
        """The version asked for, else the one in force, else the newest. Refused 404 for one that is not its own."""
        if wanted is not None:
            return next((v for v in self.versions if v.id == wanted), None) or _missing()
        return next((v for v in self.versions if v.id == self.version), None) or next(iter(self.versions), None)


@dataclass(frozen=True)
class Draft:
    """A draft; `number` is the version it began from."""

    id: UUID
    process: UUID
    code: str
    name: Text
    goal: Text
    base: UUID | None
    number: int | None
    started_at: datetime
    started_by: str
    edition: int


@dataclass(frozen=True)
class Listed:
    """A process in the list."""

    id: UUID
    code: str
    name: Text
    retired_on: date | None
    version: UUID | None
    number: int | None
    effective_from: date | None
    draft_since: datetime | None
    draft_by: str | None
    coming: date | None
    activities: int
    hands: int
    running: int


def _missing() -> Version:
    raise not_found()


async def listed(today: date) -> list[Listed]:
    """Every process with the version in force."""
    return [Listed(**dict(row)) for row in await db().fetch(LISTED, current(), today)]


async def process(process: UUID, today: date) -> Process:
    """Refused 404 for an unknown one."""
    row = await db().fetchrow(PROCESS, current(), today, process)
    if row is None:
        raise not_found()
    return Process(**dict(row) | {"versions": msgspec.convert(row["versions"], list[Version])})


async def activities(version: UUID, today: date) -> list[Activity]:
    """In order."""
    return [activity_of(row) for row in await db().fetch(VERSION, current(), today, version)]


async def activities_of(versions: list[UUID], today: date) -> dict[UUID, list[Activity]]:
    """The activities of some versions, in order; one statement."""
    found: dict[UUID, list[Activity]] = {version: [] for version in versions}
    for row in await db().fetch(VERSIONS, current(), today, versions):
        found[row["version_id"]].append(activity_of(row))
    return found


async def draft_activities(draft: UUID, today: date) -> list[Activity]:
    """In order, with the edition each form is opened with."""
    return [activity_of(row) for row in await db().fetch(DRAFT, current(), today, draft)]


async def draft_and_base(draft: Draft, today: date) -> tuple[list[Activity], list[Activity]]:
    """The activities of a draft, and those of the version it began from; two statements."""
    after = await draft_activities(draft.id, today)
    return after, await activities(draft.base, today) if draft.base else []


async def draft(process: UUID) -> Draft | None:
    """The open draft of a process, None where there is none."""
    row = await db().fetchrow(
        """select d.id, d.process_id as process, s.code, d.name, d.goal, d.version_id as base, v.number, d.started_at,
                  m.name as started_by, (select coalesce(max(r.edition), 0) from revisions r
                                          where r.tenant_id = $1 and r.noun_id = d.id and r.noun = 'process_draft') as edition
             from process_drafts d
             join processes s on s.tenant_id = $1 and s.id = d.process_id
             join memberships m on m.tenant_id = $1 and m.id = d.started_by
             left join process_versions v on v.tenant_id = $1 and v.id = d.version_id
            where d.tenant_id = $1 and d.process_id = $2""",
        current(), process,
    )  # fmt: skip
    return Draft(**dict(row)) if row else None


def activity_of(row: Mapping[str, Any]) -> Activity:
    """A row of activities or draft_activities, with what was read beside it."""
    return Activity(
        code=row["code"], name=row["name"], owner=row["owner"], job_title=row["job_title"], unit=row["unit_id"],
        post=row["post_id"], outside=row["outside"], condition=row["condition"], amount=row["amount"], per=row["per"],
        limit_note=row["limit_note"], ahead=msgspec.convert(row["ahead"], tuple[Way, ...]),
        back=msgspec.convert(row["back"], tuple[Way, ...]), starts=row["starts"], checklist=row["checklist"],
        details=tuple(row["details"]), mark=row["mark"], position=row["position"], id=row["id"],
        owner_name=row.get("owner_name"), unit_name=row.get("unit_name"), vacant=row.get("vacant", False),
        edition=row.get("edition", 0),
    )  # fmt: skip
