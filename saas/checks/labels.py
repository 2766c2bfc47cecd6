"""A label is scanned, or its number typed: which lists of today that object waits for. The label is judged purely."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tenants import current, db

LONGEST = 200
_ADDRESS = re.compile(r"https?://[^/]+/(?P<slug>[^/]+)/o/(?P<code>[^/?#]+)/*", re.IGNORECASE)

# $2 the code as it may be written, $3 posts, $4 today, $5 units the reader sees objects of.
LABELLED = """
    select o.id, o.code, o.name, exists (
               select from unit_lines u where u.tenant_id = $1 and u.unit_id = o.unit_id and u.ancestor_id = any ($5)) as seen,
           (select jsonb_agg(jsonb_build_object('due', d.id, 'list', l.name, 'check', d.check_id, 'again', c.state = 'returned')
                             order by d.closes_at, d.id)
              from due_checks d
              join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
              join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
              left join checks c on c.tenant_id = $1 and c.id = d.check_id
             where d.tenant_id = $1 and d.object_id = o.id and d.post_id = any ($3) and d.business_date = $4
               and d.state <> 'relieved') as lines
      from objects o where o.tenant_id = $1 and o.code = any ($2) order by o.code = ($2)[1] desc limit 1"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The object of a label; `lines`: today's lists of it for these posts, with due, list, check and again; `seen`: whether the
    reader may open the object itself.
    """

    id: UUID
    code: str
    name: dict[str, str]
    seen: bool
    lines: list[dict[str, Any]] | None

    @property
    def waiting(self) -> list[dict[str, Any]]:
        return [line for line in self.lines or () if line["check"] is None or line["again"]]


def code_of(label: str, slug: str) -> str | None:
    """The object's code in what was scanned or typed; None for the label of another company."""
    label = label.strip()[:LONGEST]
    found = _ADDRESS.fullmatch(label)
    if found is None:
        return label
    return found["code"] if found["slug"].lower() == slug.lower() else None


async def labelled(code: str, posts: list[UUID], units: list[UUID], today: date) -> Labelled | None:
    """None for an object that is neither theirs to see nor theirs to check today."""
    row = await db().fetchrow(LABELLED, current(), [code, code.upper(), code.lower()], posts, today, units)
    found = Labelled(**row) if row else None
    return found if found and (found.seen or found.lines) else None
