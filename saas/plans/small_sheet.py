"""The library of measures and the hours of posts, out and in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.plans.keep_entry import keep_entry
from saas.plans.set_capacity import set_capacity
from saas.refusals import Refused
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_
from tenants import current, db

# In the place of a post: every post without a figure of its own.
ALL = "*"
ENTRIES = (
    Column("code", N_("编码"), required=True, width=12), Column("title_zh", N_("措施"), width=44),
    Column("title_en", N_("措施（英文）"), width=44), Column("problem_zh", N_("针对的毛病"), width=30),
    Column("problem_en", N_("针对的毛病（英文）"), width=30),
    Column("points", N_("用在哪些检查项"), width=30, required=True, note=N_("检查项的编码，中间空一格。")),
    Column("effort", N_("要花"), kind="number", uom=N_("小时"), required=True),
)  # fmt: skip
HOURS = (
    Column("post", N_("岗位编码"), required=True, width=16, note=N_("写 * 表示没有单独填写的所有岗位。")),
    Column("hours", N_("共有"), kind="number", uom=N_("小时"), required=True),
)
LIBRARY = """
    select o.code as id, o.code, 0 as edition, max(o.effort) as effort,
           string_agg(o.point_code, ' ' order by o.point_code) as points,
           (array_agg(o.title ->> 'zh' order by o.point_code))[1] as title_zh,
           (array_agg(o.title ->> 'en' order by o.point_code))[1] as title_en,
           (array_agg(o.problem ->> 'zh' order by o.point_code))[1] as problem_zh,
           (array_agg(o.problem ->> 'en' order by o.point_code))[1] as problem_en
      from measure_library o where o.tenant_id = $1 group by o.code order by o.code"""
SET = """
    select c.id, coalesce(p.code, $2) as post, c.hours, 0 as edition
      from capacities c left join posts p on p.tenant_id = $1 and p.id = c.post_id
     where c.tenant_id = $1 order by p.code nulls first"""
NO_POST = N_("没有编码为 %(code)s 的岗位。")


async def entries() -> list[Row]:
    return [dict(row) for row in await db().fetch(LIBRARY, current())]


async def hours() -> list[Row]:
    return [dict(row) for row in await db().fetch(SET, current(), ALL)]


async def write_entry(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    await keep_entry(fields, fields["points"].split(), by=by, now=now)


async def write_hours(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    rows = await db().fetch(
        """select u.id as top, p.id as post from units u left join posts p on p.tenant_id = $1 and p.code = $2
              and p.closed_on is null
            where u.tenant_id = $1 and u.parent_id is null""",
        current(), fields["post"],
    )  # fmt: skip
    post = next((row["post"] for row in rows if row["post"]), None)
    if post is None and fields["post"] != ALL:
        raise Refused(422, NO_POST, field="post", code=fields["post"])
    await set_capacity(post, fields["hours"], leads=[row["top"] for row in rows], by=by, now=now)


LIST = Small(HOURS, hours, write_hours, ("post",))
register(Small(ENTRIES, entries, write_entry).sheet("library", N_("措施库，可改"), permit="plan.edit", back="/plans/library"))
register(LIST.sheet("post-hours", N_("岗位余力，可改"), permit="plan.edit", back="/plans/capacity"))
