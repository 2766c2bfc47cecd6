"""What waits in the lines that somebody leads, as far as it may be held side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas.findings.alike import Waiting
from saas.findings.reads import OPENLY
from tenants import current, db

HELD = 1_000
# One customer's mark without a word is not another's.
# $2 heads of lines, $3 posts and $5 member of the reader, $4 how many, the latest first.
WAITING = f"""
    with held as (
        select f.* from findings f
         where f.tenant_id = $1 and f.state in ('open', 'acted') and exists (
               select from unit_lines l where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any ($2))
           and (f.source <> 'customer' or f.found ->> 'note' <> '') and {OPENLY} order by f.found_at desc limit $4)
    select f.id, f.number, f.unit_id, f.object_id, f.subject, f.title, f.found ->> 'note' as note, f.found_at, f.parent_id,
           f.severity, f.source, u.name as unit_name, o.name as object_name,
           exists (select from mergers m where m.tenant_id = $1 and m.into_id = f.id and m.undone_at is null) as others,
           (select jsonb_agg(jsonb_build_array(a.one_id, a.other_id)) from findings_apart a
             where a.tenant_id = $1 and a.one_id = f.id) as apart
      from held f join units u on u.tenant_id = $1 and u.id = f.unit_id
      left join objects o on o.tenant_id = $1 and o.id = f.object_id"""  # noqa: S608 - our own piece


@dataclass(frozen=True)
class Row:
    """A finding and its names."""

    one: Waiting
    title: Mapping[str, str]
    note: str | None
    unit: Mapping[str, str]
    object: Mapping[str, str] | None
    severity: str
    source: str


async def waiting(
    leads: Sequence[UUID], posts: Sequence[UUID], member: UUID
) -> tuple[list[Row], list[tuple[UUID, UUID]]]:  # fmt: skip
    """The latest thousand, and which of them were told apart."""
    rows = await db().fetch(WAITING, current(), list(leads), list(posts), HELD, member)
    apart = [(UUID(one), UUID(other)) for row in rows for one, other in row["apart"] or ()]
    return [_row(row) for row in rows], apart


def _row(row: Any) -> Row:
    words = row["title"].get("zh") or row["title"].get("en") or ""
    one = Waiting(
        row["id"], row["number"], row["unit_id"], row["object_id"], row["subject"], words, row["found_at"], row["others"],
        row["parent_id"], row["note"] or "",
    )  # fmt: skip
    return Row(one, row["title"], row["note"], row["unit_name"], row["object_name"], row["severity"], row["source"])
