"""What the pages of the dashboards are kept under, and where in the organisation one looks: pieces of their statements."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from saas.beats import BEATS

Text = dict[str, str]


def _mark(*subjects: str) -> str:
    return f"select concat_ws(' ', who.names, who.org, who.lists, {', '.join(BEATS.format(subject=one) for one in subjects)})"


TREE_MARK = _mark("scores", "looks")
WORK_MARK = _mark("looks")
CONTROL_MARK = _mark("indicators")
LOSSES_MARK = _mark("scores", "looks")
FLOW_MARK = _mark("findings")

# $2 the unit asked for or null, $3 heads of the reader's lines: the unit, else the topmost in reach.
AT = """
    at as materialized (
        select u.id, u.name, u.parent_id from units u
         where u.tenant_id = $1 and ($2::uuid is null or u.id = $2) and exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($3))
         order by (select count(*) from unit_lines d where d.tenant_id = $1 and d.unit_id = u.id), u.position, u.code
         limit 1)"""
# The way down to the unit as far as the reader's lines go.
PATH = """(select json_agg(json_build_array(a.id, a.name) order by l.depth desc) from at
      join unit_lines l on l.tenant_id = $1 and l.unit_id = at.id
      join units a on a.tenant_id = $1 and a.id = l.ancestor_id
     where exists (select from unit_lines h where h.tenant_id = $1 and h.unit_id = a.id and h.ancestor_id = any ($3)))"""
# The branches of a picture: every unit right below, and the unit itself with its own posts.
BRANCHES = """
    branches as materialized (
        select l.unit_id, l.depth, case when l.depth = 0 then l.unit_id else (
               select b.ancestor_id from unit_lines b join unit_lines t on t.tenant_id = $1 and t.unit_id = b.ancestor_id
                 and t.ancestor_id = l.ancestor_id and t.depth = 1
                where b.tenant_id = $1 and b.unit_id = l.unit_id limit 1) end as branch
          from at join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id)"""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A unit by its name."""

    id: UUID
    name: Text


def text_of(names: Mapping[str, Text], key: str) -> Text:
    """A name, or the code where the company no longer has it."""
    return names.get(key) or {"zh": key.rpartition("/")[2]}
