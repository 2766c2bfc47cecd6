"""The standards as a tree, searched, and one detail with who answers for it and which points check it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]
Criterion = dict[str, str]


@dataclass
class Node:
    """A node of the tree. A detail carries a criterion or a principle, its mark, and who is responsible."""

    id: UUID
    level: str
    code: str
    name: Text
    criterion: Criterion | None
    principle: Text | None
    mark: dict[str, Any]
    posts: list[Text]
    children: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    """A published version with its roots; `found` counts the details that are shown."""

    number: int
    effective_from: date
    roots: list[Node]
    found: int


# The version in force is the newest one that is published and whose day has come. A hit brings its line
# above it and all that is below it.
TREE = """
with recursive version as (
  select * from standards where tenant_id = $1 and published_at is not null and effective_from <= $2
  order by number desc limit 1),
hit as (
  select n.id, n.parent_id from standard_nodes n join version v on n.standard_id = v.id
  where n.tenant_id = $1 and ($3 = '' or concat_ws(
        ' ', n.code, n.name->>'zh', n.name->>'en', n.principle->>'zh', n.principle->>'en') ilike $3)),
up as (select id, parent_id from hit union
       select n.id, n.parent_id
       from standard_nodes n join up on n.tenant_id = $1 and n.id = up.parent_id),
down as (select id from hit union
         select n.id from standard_nodes n join down on n.tenant_id = $1 and n.parent_id = down.id)
select v.number, v.effective_from, n.*,
  (select coalesce(jsonb_agg(distinct p.name), '[]') from responsibilities r
     join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
    where r.tenant_id = $1 and r.detail_code = n.code and r.kind = 'responsible'
      and n.level = 'detail') as posts
from version v join standard_nodes n on n.tenant_id = $1 and n.standard_id = v.id
where n.id in (select id from up) or n.id in (select id from down)
order by n.position"""


async def tree(query: str, today: date) -> Tree | None:
    """The version in force, or the part of it that a search finds: each hit with its line and all below it.

    One statement. None where no version is in force or nothing is found.
    """
    rows = await db().fetch(TREE, current(), today, _pattern(query))
    if not rows:
        return None
    nodes = {row["id"]: _node(row) for row in rows}
    roots: list[Node] = []
    for row in rows:
        above = nodes.get(row["parent_id"]) if row["parent_id"] else None
        (above.children if above else roots).append(nodes[row["id"]])
    found = sum(node.level == "detail" for node in nodes.values())
    return Tree(rows[0]["number"], rows[0]["effective_from"], roots, found)


def _pattern(query: str) -> str:
    """The search as an ILIKE pattern in which % and _ of the user mean themselves."""
    plain = query.strip()[:80]
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, "\\" + sign)
    return f"%{plain}%" if plain else ""


def _node(row: Any) -> Node:
    return Node(
        row["id"], row["level"], row["code"], row["name"], row["criterion"], row["principle"], row["mark"],
        row["posts"],
    )  # fmt: skip


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


class Detail(msgspec.Struct, frozen=True):
    """One node with its line above it, what is below, who answers and what checks it."""

    id: UUID
    level: str
    code: str
    name: Text
    criterion: Criterion | None
    principle: Text | None
    mark: dict[str, Any]
    number: int
    path: list[dict[str, Any]]
    children: list[dict[str, Any]]
    answering: list[Answering]
    points: list[Checked]


DETAIL = """
with recursive up as (
  select id, parent_id, name, 0 as depth from standard_nodes where tenant_id = $1 and id = $2
  union all select n.id, n.parent_id, n.name, up.depth + 1
    from standard_nodes n join up on n.tenant_id = $1 and n.id = up.parent_id)
select n.id::text, n.level, n.code, n.name, n.criterion, n.principle, n.mark, s.number,
  (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name) order by depth desc), '[]')
     from up where depth > 0) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.position), '[]')
     from standard_nodes c where c.tenant_id = $1 and c.parent_id = n.id) as children,
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
                    and w.effective_from <= $3 order by w.number desc limit 1)) as points
from standard_nodes n join standards s on s.tenant_id = n.tenant_id and s.id = n.standard_id
where n.tenant_id = $1 and n.id = $2 and s.published_at is not null"""


async def detail(node: UUID, today: date) -> Detail:
    """One node of a published version, in one statement. Raises 404."""
    row = await db().fetchrow(DETAIL, current(), node, today)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Detail)
