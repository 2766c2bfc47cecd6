"""A dimension tree: planted with its nodes, or grown by more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators.form import Said
from saas.refusals import Refused
from saas.values import CODE
from saas.words import N_
from tenants import current, db

TREE = """
    insert into dimension_trees (tenant_id, code, name) values ($1, $2, $3)
    on conflict (tenant_id, code) do update set name = excluded.name returning id"""
NODE = """
    insert into dimension_nodes (tenant_id, tree_id, parent_id, code, name, post_id, position)
    select $1, $2, (select n.id from dimension_nodes n where n.tenant_id = $1 and n.tree_id = $2 and n.code = $3), $4, $5,
           (select p.id from posts p where p.tenant_id = $1 and p.code = $6), $7
    on conflict (tenant_id, tree_id, code) do update
       set name = excluded.name, parent_id = excluded.parent_id, post_id = excluded.post_id, position = excluded.position"""


@dataclass(frozen=True)
class Branch:
    """A node below `parent` ("" the top), listed after it; `post`: the code of the post that answers for it."""

    code: str
    name: Said
    parent: str = ""
    post: str = ""


async def plant(code: str, name: Said, branches: Sequence[Branch], *, by: UUID, now: datetime) -> UUID:
    """The tree's id. What it has already is renamed and moved as said; nodes that are not named stay.

    Refused 422: a code that is none, a parent that does not stand before its node.
    """
    if not CODE.fullmatch(code) or not any(name.values()):
        raise Refused(422, N_("编号用字母、数字、点和横线，最多 40 个。"), field="tree")
    seen: set[str] = set()
    for n, branch in enumerate(branches):
        if not CODE.fullmatch(branch.code) or not any(branch.name.values()):
            raise Refused(422, N_("第 %(n)s 个节点要有编号和名称。"), field="nodes", n=n + 1)
        if branch.parent and branch.parent not in seen:
            raise Refused(
                422, N_("节点 %(code)s 的上级 %(parent)s 要写在它前面。"), field="nodes", code=branch.code, parent=branch.parent
            )
        seen.add(branch.code)
    tree: UUID = await db().fetchval(TREE, current(), code, name)
    rows = [(current(), tree, b.parent, b.code, b.name, b.post, n) for n, b in enumerate(branches)]
    await db().executemany(NODE, rows)
    await trail.record("plant", "dimension_tree", tree, by=by, now=now, code=code, nodes=len(branches))
    return tree
