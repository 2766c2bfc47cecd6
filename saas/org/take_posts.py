"""Take over posts from a spreadsheet: new ones, and what changed, by sets in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.org.move_post import FOLLOW
from saas.org.post_rows import KnownPosts, PostRow
from saas.org.recheck import recheck
from saas.org.spans import keep_posts
from saas.revisions import revise
from tenants import current, db

ADD = """
insert into posts (tenant_id, unit_id, code, job_title, name, opened_on)
select $1, n.unit, n.code, n.title, n.name, $6
  from unnest($2::text[], $3::uuid[], $4::text[], $5::jsonb[]) as n (code, unit, title, name)"""
CHANGE = """
update posts p set unit_id = n.unit, job_title = n.title, name = n.name
  from unnest($2::text[], $3::uuid[], $4::text[], $5::jsonb[]) as n (code, unit, title, name)
 where p.tenant_id = $1 and p.code = n.code"""


async def take_posts(wanted: Sequence[PostRow], known: KnownPosts, *, by: UUID, now: datetime, today: date) -> None:
    """Write rows that were planned against `known`; open work follows a post that moves."""
    new = [one for one in wanted if one.code not in known.posts]
    old = [one for one in wanted if one.code in known.posts]
    await keep_posts([known.ids[one.code] for one in old], today)
    await db().execute(ADD, current(), *_columns(new, known), today)
    await db().execute(CHANGE, current(), *_columns(old, known))
    for one in old:
        if one.unit != known.posts[one.code].unit:
            for statement in FOLLOW:
                await db().execute(statement, current(), known.ids[one.code], known.units[one.unit])
    ids = {row["code"]: row["id"] for row in await db().fetch("select code, id from posts where tenant_id = $1", current())}
    for one in wanted:
        told = {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "job_title": one.job_title, "unit": one.unit}
        await revise("post", ids[one.code], known.editions.get(one.code, 0), told, by=by, now=now)
    await trail.record("import_posts", "tenant", current(), by=by, now=now, added=len(new), changed=len(old))
    await recheck()


def _columns(rows: Sequence[PostRow], known: KnownPosts) -> tuple[list[Any], ...]:
    names = [{k: v for k, v in (("zh", one.name_zh), ("en", one.name_en)) if v} for one in rows]
    return [one.code for one in rows], [known.units[one.unit] for one in rows], [one.job_title for one in rows], names


async def known_posts() -> KnownPosts:
    """Everything open that rows are held against."""
    rows = await db().fetch(
        """select p.code, p.id, p.name, p.job_title, u.code as unit,
                  (select coalesce(max(r.edition), 0) from revisions r
                    where r.tenant_id = $1 and r.noun = 'post' and r.noun_id = p.id) as edition
             from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
            where p.tenant_id = $1 and p.closed_on is null order by p.code""",
        current(),
    )  # fmt: skip
    units = await db().fetch("select code, id from units where tenant_id = $1 and closed_on is null", current())
    titles = await db().fetch("select code from job_titles where tenant_id = $1", current())
    posts = {
        row["code"]: PostRow(
            row["code"], row["name"].get("zh", ""), row["name"].get("en", ""), row["job_title"], row["unit"]
        )
        for row in rows
    }  # fmt: skip
    return KnownPosts(
        posts, {row["code"]: row["id"] for row in rows}, {row["code"]: row["edition"] for row in rows},
        {row["code"]: row["id"] for row in units}, frozenset(row["code"] for row in titles),
    )  # fmt: skip
