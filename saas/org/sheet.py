"""Units, posts and appointments as spreadsheets, out and in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from saas.calendar import business_date
from saas.org import list_sheets  # noqa: F401 – registers the short lists
from saas.org.post_rows import held_changes, post_changes
from saas.org.take_held import known_held, take_held
from saas.org.take_posts import known_posts, take_posts
from saas.org.take_units import known_units, take_units
from saas.org.unit_rows import FIELDS, unit_changes
from saas.sheets.reads import company
from saas.sheets.registry import Change, Column, Progress, Row, Sheet, register
from saas.words import N_

NAMES = (Column("name_zh", N_("中文名称"), width=22), Column("name_en", N_("英文名称"), width=22))
CODE = Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=14)
UNITS = (
    CODE, *NAMES,
    Column("layer", N_("层级编码"), width=12),
    Column("parent", N_("上级单元编码"), note=N_("可以是同一张表里新增的单元。最上层的单元空着。"), width=14),
    Column("weight", N_("权重"), kind="number"),
    Column("external", N_("外部单元"), kind="flag"),
)  # fmt: skip
POSTS = (CODE, *NAMES, Column("job_title", N_("职务编码"), width=18), Column("unit", N_("单元编码"), width=14))
HELD = (
    Column("post", N_("岗位编码"), required=True, width=14),
    Column("login", N_("账号"), required=True, note=N_("成员的手机号或邮箱。"), width=26),
    Column("from_date", N_("从哪天起"), kind="date", required=True),
    Column("to_date", N_("到哪天为止"), kind="date", note=N_("空着就是长期。")),
)  # fmt: skip


async def units() -> list[Row]:
    known = await known_units()
    return [{"code": code} | {name: getattr(unit, name) for name in FIELDS} for code, unit in known.units.items()]


async def plan_units(rows: list[Row], _: date) -> list[Change]:
    return unit_changes(rows, await known_units())


async def apply_units(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
    await take_units([change.target for change in changes], await known_units(), by=by, now=now, today=await _today(now))
    await progress(len(changes))


async def posts() -> list[Row]:
    return [
        {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "job_title": one.job_title, "unit": one.unit}
        for one in (await known_posts()).posts.values()
    ]


async def plan_posts(rows: list[Row], _: date) -> list[Change]:
    return post_changes(rows, await known_posts())


async def apply_posts(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
    await take_posts([change.target for change in changes], await known_posts(), by=by, now=now, today=await _today(now))
    await progress(len(changes))


async def held() -> list[Row]:
    return [
        {"post": one.post, "login": one.login, "from_date": one.from_date, "to_date": one.to_date}
        for one in (await known_held()).held
    ]


async def plan_held(rows: list[Row], _: date) -> list[Change]:
    return held_changes(rows, await known_held())


async def apply_held(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
    await take_held([change.target for change in changes], await known_held(), by=by, now=now)
    await progress(len(changes))


async def offers_units() -> Mapping[str, Sequence[str]]:
    return {"layer": list((await known_units()).layers)}


async def offers_posts() -> Mapping[str, Sequence[str]]:
    known = await known_posts()
    return {"job_title": sorted(known.titles), "unit": list(known.units)}


async def _today(now: datetime) -> date:
    _, zone = await company()
    return business_date(now, zone)


register(Sheet("units", N_("组织单元"), permit="org.edit", columns=UNITS, export=units, plan=plan_units, apply=apply_units,
               back="/organisation", offers=offers_units))  # fmt: skip
register(Sheet("posts", N_("岗位"), permit="org.edit", columns=POSTS, export=posts, plan=plan_posts, apply=apply_posts,
               back="/posts", offers=offers_posts))  # fmt: skip
register(Sheet("appointments", N_("任职"), permit="people.appoint", columns=HELD, export=held, plan=plan_held,
               apply=apply_held, back="/posts"))  # fmt: skip
