"""One line of a published version: who answers for it, what checks it, its documents and its past."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from saas.standards.reads import IN_FORCE, Criterion, Text
from tenants import current, db


class Kept(msgspec.Struct, frozen=True):
    """A document or photo that belongs to a line."""

    id: UUID
    kind: str
    name: str
    bytes: int


class Answering(msgspec.Struct, frozen=True):
    """Who answers for a detail in one unit, in which way."""

    kind: str
    unit: Text
    post: UUID
    name: Text


class Checked(msgspec.Struct, frozen=True):
    """A point of a checklist that checks the detail."""

    list: str
    list_name: Text
    version: UUID
    code: str
    text: Text
    weight: str
    veto: bool


class Past(msgspec.Struct, frozen=True):
    """A version in which this line became what it then was."""

    standard: UUID
    number: int
    effective_from: date
    published_at: datetime
    name: str | None
    why: str
    gone: bool


class Detail(msgspec.Struct, frozen=True):
    """One line with its line above it, what is below, who answers, what checks it. `now`: its place in the version in force;
    `unchecked`: why no point has to check it.
    """

    id: UUID
    level: str
    code: str
    name: Text
    criterion: Criterion | None
    principle: Text | None
    mark: dict[str, Any]
    unchecked: Text | None
    number: int
    standard: UUID
    now: UUID | None
    path: list[dict[str, Any]]
    children: list[dict[str, Any]]
    answering: list[Answering]
    points: list[Checked]
    files: list[Kept]
    past: list[Past]


DETAIL = f"""
with recursive up as (
  select id, parent_id, name, 0 as depth from standard_nodes where tenant_id = $1 and id = $3
  union all select n.id, n.parent_id, n.name, up.depth + 1
    from standard_nodes n join up on n.tenant_id = $1 and n.id = up.parent_id)
select n.id, n.level, n.code, n.name, n.criterion, n.principle, n.mark, n.unchecked, s.number, s.id as standard,
  (select c.id from standard_nodes c where c.tenant_id = $1 and c.code = n.code and c.standard_id = ({IN_FORCE})) as now,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by depth desc), '[]')
     from up where depth > 0) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name) order by c.position), '[]')
     from standard_nodes c where c.tenant_id = $1 and c.standard_id = n.standard_id and c.parent_id = n.id) as children,
  (select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'unit', u.name, 'post', p.id, 'name', p.name)
            order by u.position, p.code), '[]')
     from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
     join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
    where r.tenant_id = $1 and r.detail_code = n.code and n.level = 'detail') as answering,
  (select coalesce(jsonb_agg(jsonb_build_object('list', c.code, 'list_name', c.name, 'version', v.id,
            'code', o.code, 'text', o.text, 'weight', o.weight::text, 'veto', o.veto)
            order by c.position, o.position), '[]')
     from points o join checklist_versions v on v.tenant_id = o.tenant_id and v.id = o.version_id
     join checklists c on c.tenant_id = v.tenant_id and c.id = v.checklist_id
    where o.tenant_id = $1 and o.detail_code = n.code and n.level = 'detail'
      and v.id = (select w.id from checklist_versions w where w.tenant_id = $1 and w.checklist_id = c.id
                    and w.effective_from <= $2 order by w.number desc limit 1)) as points,
  (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'bytes', f.bytes)
            order by f.kind desc, f.name), '[]')
     from standard_files f where f.tenant_id = $1 and f.id = any (n.attachments)) as files,
  (select coalesce(jsonb_agg(p order by p.number desc), '[]') from (
     select v.id as standard, v.number, v.effective_from, v.published_at, m.name, v.why, h.id is null as gone,
            array[h.name, h.criterion, h.principle, h.mark, h.unchecked, to_jsonb(h.attachments)] as said,
            lag(array[h.name, h.criterion, h.principle, h.mark, h.unchecked, to_jsonb(h.attachments)])
              over (order by v.number) as before
       from standards v left join standard_nodes h on h.tenant_id = $1 and h.standard_id = v.id and h.code = n.code
       left join memberships m on m.tenant_id = $1 and m.id = v.published_by
      where v.tenant_id = $1 and v.published_at is not null) p
    where p.said is distinct from p.before and not (p.gone and p.before is null)) as past
from standard_nodes n join standards s on s.tenant_id = n.tenant_id and s.id = n.standard_id
where n.tenant_id = $1 and n.id = $3 and s.published_at is not null"""  # noqa: S608 – a piece of our own


async def detail(node: UUID, today: date) -> Detail:
    """One line of a published version, in one statement. Raises 404."""
    row = await db().fetchrow(DETAIL, current(), today, node)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Detail)
