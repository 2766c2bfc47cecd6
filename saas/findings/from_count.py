"""Book against count: what differs beyond its tolerance in a posted count is a finding."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.findings.open_one import Found, Opened, open_one
from tenants import current, db

# Whose detail the figure is, tells the newest point that asks for it.
OFF = """
    select x.object_id, x.figure, x.source, x.text, x.uom, trim_scale(x.book)::text as book,
           trim_scale(x.counted)::text as number, x.why, x.membership_id, o.unit_id, o.name, c.posted_at, d.detail_code
      from counts c
      join count_lines x on x.tenant_id = $1 and x.count_id = c.id and abs(x.counted - x.book) > x.tolerance
      join objects o on o.tenant_id = $1 and o.id = x.object_id
      left join lateral (select p.detail_code from points p
                          where p.tenant_id = $1 and p.code = x.figure and p.kind in ('count', 'ledger')
                            and p.detail_code is not null and x.source = 'book' order by p.id desc limit 1) d on true
     where c.tenant_id = $1 and c.id = $2 and c.state = 'posted' order by o.code, x.figure"""
THING = {"zh": "账上有，现场没有", "en": "On the books, not on site"}


async def from_count(count: UUID, *, now: datetime) -> list[Opened]:
    """Open what a posted count found; a count that is not posted gives nothing. Safe to run again.

    What is gone altogether is major, a wrong figure minor.
    """
    return [await open_one(_found(count, row), now=now) for row in await db().fetch(OFF, current(), count)]


def _found(count: UUID, row: Any) -> Found:
    gone = row["source"] == "thing"
    figure = row["text"] or row["name"]
    zh, en = figure.get("zh") or figure.get("en"), figure.get("en") or figure.get("zh")
    off = {"zh": f"{zh}账实不符", "en": f"{en}: books and count differ"}
    return Found(
        source="count", severity="major" if gone else "minor", title=THING if gone else off, unit=row["unit_id"],
        found_at=row["posted_at"], found_by=row["membership_id"], object=row["object_id"], detail=row["detail_code"],
        subject=row["detail_code"] or f"figure:{row['figure']}", note=row["why"],
        told={"kind": "count", "number": row["number"], "book": row["book"], "uom": row["uom"] or None},
        origin=f"count:{count}:{row['object_id']}:{row['figure']}",
    )  # fmt: skip
