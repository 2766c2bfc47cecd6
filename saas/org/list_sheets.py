"""Layers, job titles and deputies as spreadsheets, out and in: each row through the verb of its page."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.org.add_layer import add_layer
from saas.org.add_title import add_title
from saas.org.change_title import change_title
from saas.org.deputise import deputise
from saas.org.given import Given
from saas.org.rename_layer import rename_layer
from saas.refusals import Refused
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_
from tenants import current, db

CODE = Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=14)
NAMES = (Column("name_zh", N_("中文名称"), width=22), Column("name_en", N_("英文名称"), width=22))
ROLES = (("staff", N_("员工")), ("leader", N_("主管")), ("executive", N_("高管")), ("admin", N_("管理员")))
TITLES = (CODE, *NAMES, Column("role", N_("默认角色"), kind="choice", choices=ROLES, required=True))
DEPUTIES = (
    Column("post", N_("岗位编码"), required=True, width=14),
    Column("login", N_("账号"), required=True, note=N_("成员的手机号或邮箱。"), width=26),
    Column("from_date", N_("从哪天起"), kind="date", required=True),
    Column("to_date", N_("到哪天为止"), kind="date", required=True),
    Column("reason", N_("为什么"), required=True, width=30),
)
EDITION = """(select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = $2 and r.noun_id = t.id) as edition"""
LAYERS = f"""
    select t.id, t.code, t.name ->> 'zh' as name_zh, t.name ->> 'en' as name_en, {EDITION}
      from layers t where t.tenant_id = $1 order by t.position, t.code"""  # noqa: S608
TITLED = f"""
    select t.id, t.code, t.name ->> 'zh' as name_zh, t.name ->> 'en' as name_en, t.role, {EDITION}
      from job_titles t where t.tenant_id = $1 order by t.position, t.code"""  # noqa: S608
STANDING_IN = """
    select d.id, p.code as post, o.login, d.from_date, d.to_date, d.reason
      from deputies d
      join posts p on p.tenant_id = $1 and p.id = d.post_id
      join memberships m on m.tenant_id = $1 and m.id = d.membership_id
      join persons o on o.id = m.person_id
     where d.tenant_id = $1 and d.withdrawn_at is null order by d.from_date, p.code"""
WHOSE = """
    select (select id from posts where tenant_id = $1 and code = $2 and closed_on is null) as post,
           (select m.id from memberships m join persons o on o.id = m.person_id
             where m.tenant_id = $1 and m.ended_at is null and o.login = lower($3)) as member"""
FIXED = N_("已有的代理不能用表格改，请在岗位页上结束，再新增一段。")


async def layers() -> list[Row]:
    return [dict(row) for row in await db().fetch(LAYERS, current(), "layer")]


async def titles() -> list[Row]:
    return [dict(row) for row in await db().fetch(TITLED, current(), "job_title")]


async def deputies() -> list[Row]:
    return [dict(row) for row in await db().fetch(STANDING_IN, current())]


async def write_layer(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    given = Given(fields)
    await (rename_layer(was["id"], given, was["edition"], by=by, now=now) if was else add_layer(given, by=by, now=now))


async def write_title(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:  # noqa: ARG001
    given = Given(fields)
    await (change_title(was["id"], given, was["edition"], by=by, now=now) if was else add_title(given, by=by, now=now))


async def write_deputy(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:
    """A span is named once; who shall stand in longer gets another one."""
    if was:
        raise Refused(422, FIXED, field="to_date")
    whose = await db().fetchrow(WHOSE, current(), fields["post"], fields["login"])
    if whose["post"] is None:
        raise Refused(422, N_("没有岗位 %(code)s，或者它已撤销。"), field="post", code=fields["post"])
    if whose["member"] is None:
        raise Refused(422, N_("没有账号为 %(login)s 的成员。"), field="login", login=fields["login"])
    await deputise(whose["post"], whose["member"], Given(fields), by=by, now=now, today=today)


register(Small((CODE, *NAMES), layers, write_layer).sheet("layers", N_("层级"), permit="org.edit", back="/layers"))
register(Small(TITLES, titles, write_title).sheet("job_titles", N_("职务"), permit="org.edit", back="/job-titles"))
register(
    Small(DEPUTIES, deputies, write_deputy, ("post", "login", "from_date")).sheet(
        "deputies", N_("代理"), permit="people.appoint", back="/posts"
    )
)
