"""People as a spreadsheet: members and open invitations, one row for each role and post."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from itertools import zip_longest
from uuid import UUID

from saas.calendar import business_date
from saas.people.arrivals import Arrival, arrivals
from saas.people.roll_reads import asked, codes, members, roll
from saas.people.take_in import take_in
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.visit import Visit
from saas.words import N_

ROLES = (("staff", N_("员工")), ("leader", N_("主管")), ("executive", N_("高管")), ("admin", N_("管理员")))
STATES = (("member", N_("在职")), ("invited", N_("已邀请")))
COLUMNS = (
    Column("name", N_("姓名"), required=True),
    Column("login", N_("手机号或邮箱"), required=True, note=N_("登录账号，认出同一个人。新账号会得到一份邀请。"), width=26),
    Column("role", N_("角色"), kind="choice", choices=ROLES, note=N_("留空时按岗位的职务。已有的角色不会因为表格里没有而取消。")),
    Column("unit", N_("单元编码"), note=N_("角色所在的单元。留空时是岗位所在的单元。"), width=14),
    Column("post", N_("岗位编码"), note=N_("须是空缺的岗位；现任请先在岗位页办理离任。"), width=14),
    Column("from_date", N_("任职日期"), kind="date", note=N_("留空时是导入当天；新成员是接受邀请的那天。")),
    Column("state", N_("状态"), kind="choice", choices=STATES, told=True),
)


async def rows(visit: Visit) -> AsyncIterator[Row]:
    """Members first, then who is invited; several roles and posts of one person are several rows."""
    for login, member in (await members(visit.today)).items():
        for role, held in list(zip_longest(member.roles, member.posts)) or [(None, None)]:
            row: Row = {"name": member.name, "login": login, "state": "member"}
            row |= {"role": role[0], "unit": role[1]} if role else {}
            yield row | ({"post": held[0], "from_date": held[1]} if held else {})
    for login, one in (await asked()).items():
        yield {
            "name": one.name, "login": login, "role": one.role, "unit": one.unit, "post": one.post, "from_date": one.from_date,
            "state": "invited",
        }  # fmt: skip


async def plan(given: list[Row], today: date) -> list[Change]:
    return arrivals(given, await roll(today), today)


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> str | None:
    """Newcomers are invited, members changed, all by sets."""
    _, zone = await company()
    today = business_date(now, zone)
    wanted: list[Arrival] = [change.target for change in changes]
    return await take_in(wanted, await roll(today), by=by, now=now, today=today, progress=progress)


register(
    Sheet(
        "members", N_("成员"), permit="people.invite", columns=COLUMNS, export=rows, plan=plan, apply=apply, back="/members",
        scoped=True, offers=codes,
    )
)  # fmt: skip
