"""What people of external units see of the standards: the details that their own posts answer for or check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from saas.standards.detail import Kept
from saas.standards.reads import IN_FORCE, Criterion, Text
from tenants import current, db

MOST = 500


class Concern(msgspec.Struct, frozen=True):
    """One detail with the item it belongs to, and its documents."""

    id: UUID
    code: str
    name: Text
    item: Text
    criterion: Criterion | None
    principle: Text | None
    mark: dict[str, Any]
    files: list[Kept]


# $3: the external units; $4: one detail, or null for all of them.
CONCERNS = f"""
with mine as (
    select p.id from posts p where p.tenant_id = $1 and p.closed_on is null and exists (
        select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($3))),
codes as (
    select r.detail_code as code from responsibilities r where r.tenant_id = $1 and r.post_id in (select id from mine)
    union
    select o.detail_code from points o
     where o.tenant_id = $1 and o.detail_code is not null and o.version_id in (
           select (select w.id from checklist_versions w where w.tenant_id = $1 and w.checklist_id = s.checklist_id
                      and w.effective_from <= $2 order by w.number desc limit 1)
             from schedules s where s.tenant_id = $1 and s.post_id in (select id from mine)
              and (s.to_date is null or s.to_date >= $2)))
select n.id, n.code, n.name, n.criterion, n.principle, n.mark,
       coalesce((select i.name from standard_nodes i where i.tenant_id = $1 and i.id = n.parent_id), '{{}}') as item,
       (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'bytes', f.bytes)
                 order by f.kind desc, f.name), '[]')
          from standard_files f where f.tenant_id = $1 and f.id = any (n.attachments)) as files
  from standard_nodes n
 where n.tenant_id = $1 and n.standard_id = ({IN_FORCE}) and n.level = 'detail' and n.code in (select code from codes)
   and ($4::uuid is null or n.id = $4) order by n.position limit $5"""  # noqa: S608 – a piece of our own


async def concerning(units: Sequence[UUID], today: date) -> list[Concern]:
    """The details of the version in force that concern posts in the line of these units. One statement."""
    return [_read(row) for row in await db().fetch(CONCERNS, current(), today, units, None, MOST)]


async def concern(node: UUID, units: Sequence[UUID], today: date) -> Concern:
    """One of them. Raises 404 for every other line of the standards."""
    row = await db().fetchrow(CONCERNS, current(), today, units, node, 1)
    if row is None:
        raise not_found()
    return _read(row)


async def check_file(file: UUID, units: Sequence[UUID], today: date) -> None:
    """Raise 404 for a document of a line that does not concern these units."""
    if all(kept.id != file for one in await concerning(units, today) for kept in one.files):
        raise not_found()


def _read(row: Any) -> Concern:
    return msgspec.convert(dict(row), Concern)
