"""What the pages of the dashboards are kept under, and where in the organisation one looks: pieces of their statements."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from saas.beats import beats

Text = dict[str, str]


KNOWN = "who.names, who.org, who.lists"
SCORES, LOOKS, FIGURES, FINDINGS = beats("scores", "looks"), beats("looks"), beats("indicators"), beats("findings")
TREE_MARK = f"select concat_ws(' ', {KNOWN}, {SCORES})"
LOSSES_MARK = TREE_MARK
WORK_MARK = f"select concat_ws(' ', {KNOWN}, {LOOKS})"
CONTROL_MARK = f"select concat_ws(' ', {KNOWN}, {FIGURES})"
FLOW_MARK = f"select concat_ws(' ', {KNOWN}, {FINDINGS})"

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
# Where the organisation parts at or below the unit: a company of one branch is told by what is in the branch.
FORK = """
    fork as materialized (
        select coalesce((select l.depth from at join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id
                          where (select count(*) from units c where c.tenant_id = $1 and c.parent_id = l.unit_id) > 1
                          order by l.depth limit 1), 0) as depth)"""
# The branches of a picture: every unit right below the fork with all under it; those from the unit to the fork by themselves.
BRANCHES = f"""
    {FORK}, branches as materialized (
        select l.unit_id, case when l.depth <= f.depth then l.unit_id else b.ancestor_id end as branch
          from at cross join fork f join unit_lines l on l.tenant_id = $1 and l.ancestor_id = at.id
          left join unit_lines b on b.tenant_id = $1 and b.unit_id = l.unit_id and b.depth = l.depth - f.depth - 1)"""  # noqa: S608 - a piece of our own


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A unit by its name."""

    id: UUID
    name: Text


def text_of(names: Mapping[str, Text], key: str) -> Text:
    """A name, or the code where the company no longer has it."""
    return names.get(key) or {"zh": key.rpartition("/")[2]}
