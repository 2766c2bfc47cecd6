"""Everything that rows of a spreadsheet of objects are held against."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from saas.objects.kind_reads import Kind
from saas.objects.rows import Known, ObjectRow
from tenants import current, db

ROWS = """
    select o.id, o.code, o.name, o.attributes, o.segment, o.stage, u.code as unit,
           (select string_agg(t.code, '、' order by t.code) from object_grounds g
              join territories t on t.tenant_id = $1 and t.id = g.territory_id
             where g.tenant_id = $1 and g.object_id = o.id and g.from_date <= $3
               and (g.to_date is null or g.to_date >= $3)) as territory,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'object' and r.noun_id = o.id) as edition
      from objects o join units u on u.tenant_id = $1 and u.id = o.unit_id
     where o.tenant_id = $1 and o.kind_id = $2 and o.retired_on is null order by o.code"""
GROUNDS = """
    select t.code, array_agg(u.code) as units from territories t
      join unit_lines l on l.tenant_id = $1 and l.ancestor_id = t.unit_id
      join units u on u.tenant_id = $1 and u.id = l.unit_id
     where t.tenant_id = $1 and t.closed_on is null and $2 = any (t.kinds) group by t.code"""


async def rows(kind: UUID, today: date) -> list[Any]:
    """The objects of a kind that are in use, as the table has them."""
    found: list[Any] = await db().fetch(ROWS, current(), kind, today)
    return found


async def grounds(kind: Kind) -> dict[str, frozenset[str]]:
    """Territory → units in its line, for the territories that take this kind."""
    return {row["code"]: frozenset(row["units"]) for row in await db().fetch(GROUNDS, current(), kind.code)}


async def known(kind: Kind, today: date) -> Known:
    """Five statements, whatever the number of rows."""
    found = await rows(kind.id, today)
    others = await db().fetch(
        "select code from objects where tenant_id = $1 and (kind_id <> $2 or retired_on is not null)", current(), kind.id
    )
    units = await db().fetch("select code, id from units where tenant_id = $1 and closed_on is null", current())
    posts = await db().fetch("select code from posts where tenant_id = $1 and closed_on is null", current())
    wanted = {one.code for one in kind.wanted}
    return Known(
        rows={row["code"]: as_row(row, wanted) for row in found}, ids={row["code"]: row["id"] for row in found},
        editions={row["code"]: row["edition"] for row in found}, others=frozenset(row["code"] for row in others),
        units={row["code"]: row["id"] for row in units}, grounds=await grounds(kind),
        posts=frozenset(row["code"] for row in posts),
        wanted=kind.wanted, exclusive=kind.exclusive,
        untold={row["code"]: {k: v for k, v in row["attributes"].items() if k not in wanted} for row in found},
    )  # fmt: skip


def as_row(row: Any, wanted: set[str]) -> ObjectRow:
    name, kept = row["name"], row["attributes"]
    return ObjectRow(
        row["code"], name.get("zh", ""), name.get("en", ""), row["unit"], row["territory"] or "",
        {key: value for key, value in kept.items() if key in wanted},
    )  # fmt: skip
