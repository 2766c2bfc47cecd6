"""The draft: its state, and one of its lines with everything around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import not_found
from saas.standards.detail import Kept
from saas.standards.overlay import OVERLAY
from tenants import current, db

Text = dict[str, str]


class Proposal(msgspec.Struct, frozen=True):
    """A draft put before a reviewer: why, from when, who will have to read it."""

    id: UUID
    by: UUID
    name: str
    at: datetime
    why: str
    effective_from: date
    readers: list[str]


class Returned(msgspec.Struct, frozen=True):
    """The last time a reviewer sent it back."""

    name: str
    at: datetime
    reason: str


class Reason(msgspec.Struct, frozen=True):
    """Why a line was changed; `page`: where that can be read."""

    code: str
    name: Text
    why: Text
    page: str
    by: str


class Draft(msgspec.Struct, frozen=True):
    """An open draft over its base (none: the first version of all)."""

    id: UUID
    base_id: UUID | None
    number: int | None
    latest_from: date | None
    name: str
    opened_at: datetime
    changes: int
    quiz: list[dict[str, Any]]
    edition: int
    proposal: Proposal | None
    returned: Returned | None
    others: int
    reasons: list[Reason] = []


# others: who else may approve it.
DRAFT = """
select d.id, d.base_id,
  case when exists (select from standard_nodes n where n.tenant_id = $1 and n.standard_id = b.id) then b.number end as number,
  b.effective_from as latest_from, m.name, d.opened_at, d.quiz,
  (select count(*) from draft_nodes n where n.tenant_id = $1 and n.draft_id = d.id) as changes,
  (select coalesce(max(r.edition), 0) from revisions r
    where r.tenant_id = $1 and r.noun = 'standard_draft' and r.noun_id = d.id) as edition,
  (select jsonb_build_object('id', p.id, 'by', p.proposed_by, 'name', w.name, 'at', p.proposed_at, 'why', p.why,
                             'effective_from', p.effective_from, 'readers', p.readers)
     from standard_proposals p join memberships w on w.tenant_id = $1 and w.id = p.proposed_by
    where p.tenant_id = $1 and p.draft_id = d.id and p.ended_at is null) as proposal,
  (select jsonb_build_object('name', w.name, 'at', p.ended_at, 'reason', p.reason)
     from standard_proposals p join memberships w on w.tenant_id = $1 and w.id = p.ended_by
    where p.tenant_id = $1 and p.draft_id = d.id and p.outcome = 'returned' order by p.ended_at desc limit 1) as returned,
  (select count(distinct o.membership_id) from roles o
     join memberships w on w.tenant_id = $1 and w.id = o.membership_id and w.ended_at is null
    where o.tenant_id = $1 and o.role in ('executive', 'admin') and o.membership_id <> $3) as others,
  (select coalesce(jsonb_agg(jsonb_build_object('code', n.code, 'name', n.name, 'why', r.why, 'page', r.page, 'by', w.name)
                             order by n.code, r.given_at), '[]')
     from draft_reasons r join draft_nodes n on n.tenant_id = $1 and n.draft_id = r.draft_id and n.id = r.node_id
     join memberships w on w.tenant_id = $1 and w.id = r.given_by
    where r.tenant_id = $1 and r.draft_id = d.id) as reasons
from standard_drafts d left join standards b on b.tenant_id = $1 and b.id = d.base_id
join memberships m on m.tenant_id = $1 and m.id = d.opened_by
where d.tenant_id = $1 and d.id = $2 and d.ended_at is null"""


async def draft(draft: UUID, member: UUID) -> Draft:
    """The open draft, in one statement. Raises 404."""
    row = await db().fetchrow(DRAFT, current(), draft, member)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Draft)


class Place(msgspec.Struct, frozen=True):
    """A line in the outline of the draft."""

    id: UUID
    parent_id: UUID | None
    level: str
    code: str
    name: Text
    fate: str
    criterion: dict[str, Any] | None = None
    principle: Text | None = None


class Opened(msgspec.Struct, frozen=True):
    """What the editor shows: the way down to the chosen line, with its neighbours and what is below it.

    `path`: ids from the system down to the line itself. `chosen` is None at the top.
    """

    places: list[Place]
    path: list[UUID]
    chosen: dict[str, Any] | None
    edition: int
    files: list[Kept]

    def below(self, parent: UUID | None) -> list[Place]:
        return [place for place in self.places if place.parent_id == parent]

    def parent(self) -> Place | None:
        above = self.path[-2] if len(self.path) > 1 else None
        return next((place for place in self.places if place.id == above), None)


OPENED = f"""
with recursive tree as materialized ({OVERLAY}),
up as (select t.id, t.parent_id, 0 as depth from tree t where t.id = $3
       union all select t.id, t.parent_id, up.depth + 1 from tree t join up on t.id = up.parent_id)
select
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'parent_id', t.parent_id, 'level', t.level, 'code', t.code,
            'name', t.name, 'fate', t.fate, 'criterion', t.criterion, 'principle', t.principle)
            order by t.position, t.code), '[]')
     from tree t where t.parent_id is null or t.parent_id in (select id from up)) as places,
  (select coalesce(jsonb_agg(id order by depth desc), '[]') from up) as path,
  (select to_jsonb(t) from tree t where t.id = $3) as chosen,
  (select coalesce(max(r.edition), 0) from revisions r
    where r.tenant_id = $1 and r.noun = 'standard_node' and r.noun_id = $3) as edition,
  (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'bytes', f.bytes)
            order by f.kind desc, f.name), '[]')
     from standard_files f where f.tenant_id = $1 and f.id in (
       select unnest(t.attachments) from tree t where t.id = $3)) as files"""  # noqa: S608 – a piece of our own


async def opened(draft: UUID, line: UUID | None) -> Opened:
    """The editor's page in one statement. Raises 404 for a line that the draft does not have."""
    row = await db().fetchrow(OPENED, current(), draft, line)
    if line and row["chosen"] is None:
        raise not_found()
    return msgspec.convert(dict(row), Opened)


async def found(draft: UUID, words: list[str]) -> list[Place]:
    """The first lines of the draft that say all the words: its own as they stand now, the base's as published."""
    rows = await db().fetch(
        f"""with tree as ({OVERLAY})
            select t.id, t.parent_id, t.level, t.code, t.name, t.fate, t.criterion, t.principle from tree t
             where (select bool_and(strpos(lower(concat_ws(' ', t.code, t.name->>'zh', t.name->>'en', t.principle->>'zh',
                                                           t.principle->>'en')), w) > 0) from unnest($3::text[]) as w)
             order by t.position limit 50""",  # noqa: S608 – a piece of our own
        current(), draft, words,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Place) for row in rows]
