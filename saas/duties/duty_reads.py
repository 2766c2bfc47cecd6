"""Duties to look at: job titles with the tree of one of them, and a post's duties with where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from saas.duties.lines import Deviation, Line, deviating, tree
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]


class Title(msgspec.Struct, frozen=True):
    """A job title with the number of its open posts and of its lines."""

    id: UUID
    code: str
    name: Text
    posts: int
    lines: int


@dataclass(frozen=True)
class TitlePage:
    """All job titles, the chosen one, and its duties as a tree; `differing` posts have lines of their own."""

    titles: list[Title]
    chosen: Title | None
    roots: list[Line]
    differing: list[dict[str, Any]]


TITLES = """
select t.id, t.code, t.name,
  (select count(*) from posts p where p.tenant_id = $1 and p.job_title = t.code and p.closed_on is null) as posts,
  (select count(*) from duties d where d.tenant_id = $1 and d.job_title = t.code) as lines
from job_titles t where t.tenant_id = $1 order by t.position, t.code"""

LINES = """
select d.id, d.parent_id, d.level, d.text,
  (select coalesce(max(r.edition), 0) from revisions r where r.tenant_id = $1 and r.noun = 'duty' and r.noun_id = d.id) as edition
from duties d where d.tenant_id = $1 and d.job_title = $2 order by d.position, d.id"""


async def title_page(title: UUID | None) -> TitlePage:
    """The titles and the duties of one, in three statements. Raises 404 for an unknown title."""
    titles = [Title(**row) for row in await db().fetch(TITLES, current())]
    chosen = next((each for each in titles if each.id == title), None)
    if title and chosen is None:
        raise not_found()
    chosen = chosen or next((each for each in titles if each.lines), titles[0] if titles else None)
    if chosen is None:
        return TitlePage([], None, [], [])
    differing = await db().fetch(
        """select p.id, p.name, count(*) as n
           from duty_deviations v join posts p on p.tenant_id = v.tenant_id and p.id = v.post_id
           where v.tenant_id = $1 and p.job_title = $2 and p.closed_on is null group by p.id, p.name, p.code order by p.code""",
        current(), chosen.code,
    )  # fmt: skip
    return TitlePage(titles, chosen, tree(await _lines(chosen.code)), [dict(row) for row in differing])


@dataclass(frozen=True)
class PostDuties:
    """A post, its job title, and its duties as they are here."""

    id: UUID
    name: Text
    unit: Text
    title: Text
    roots: list[Line]


# Whose duties one sees: one's own posts', and those in one's lines.
POST = """
select p.id, p.name, p.job_title, u.name as unit, coalesce(t.name, to_jsonb(jsonb_build_object('zh', p.job_title))) as title,
  (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'kind', v.kind, 'duty', v.duty_id, 'text', v.text)
            order by v.position, v.id), '[]')
   from duty_deviations v where v.tenant_id = $1 and v.post_id = p.id) as deviations
from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
left join job_titles t on t.tenant_id = p.tenant_id and t.code = p.job_title
where p.tenant_id = $1 and p.id = $2 and (p.id = any ($3)
  or exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($4)))"""


async def post_duties(post: UUID, mine: list[UUID], leads: list[UUID]) -> PostDuties:
    """A post's duties, in two statements. Raises 404 where it is neither one's own nor in one's lines."""
    row = await db().fetchrow(POST, current(), post, mine, leads)
    if row is None:
        raise not_found()
    deviations = msgspec.convert(row["deviations"], list[Deviation])
    return PostDuties(row["id"], row["name"], row["unit"], row["title"], deviating(await _lines(row["job_title"]), deviations))


async def _lines(title: str) -> list[Line]:
    rows = await db().fetch(LINES, current(), title)
    return [Line(row["id"], row["parent_id"], row["level"], row["text"], row["edition"]) for row in rows]
