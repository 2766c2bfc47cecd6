"""Kinds of objects and their attributes as spreadsheets, out and in: each row through the verb of its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.objects.add_kind import add_kind
from saas.objects.change_kind import change_kind
from saas.objects.drop_part import drop_part
from saas.objects.keep_part import keep_part
from saas.objects.parts import PARTS
from saas.org.given import Given
from saas.refusals import Refused
from saas.sheets.registry import Column, Row, register
from saas.sheets.small import Small
from saas.words import N_
from tenants import current, db

SORTS = (
    ("text", N_("文字")), ("number", N_("数字")), ("date", N_("日期")), ("choice", N_("单选")), ("flag", N_("是否")),
    ("object", N_("另一件对象")), ("post", N_("岗位")),
)  # fmt: skip
CODE = Column("code", N_("编码"), required=True, note=N_("认出同一个。没有的编码会新增。"), width=14)
NAMES = (Column("name_zh", N_("中文名称"), width=22), Column("name_en", N_("英文名称"), width=22))
KINDS = (
    CODE, *NAMES, Column("exclusive", N_("每件只归一块区域"), kind="flag"), Column("retired", N_("停用这一类"), kind="flag"),
)  # fmt: skip
ATTRIBUTES = (
    Column("of", N_("类型编码"), required=True, note=N_("哪一类对象的属性。"), width=14), CODE, *NAMES,
    Column("kind", N_("属性类型"), kind="choice", choices=SORTS, required=True),
    Column("uom", N_("计量单位"), note=N_("数字才有。")),
    Column("options", N_("选项"), note=N_("单选才有。一行一个，写成“编码：中文 / English”。"), width=36),
    Column("required", N_("必填"), kind="flag"), Column("unique", N_("不重复"), kind="flag"),
    Column("counted", N_("要盘点"), kind="flag"), Column("tolerance", N_("盘点容差"), kind="number"),
    Column("gone", N_("删除"), kind="flag", note=N_("填“是”就删除这个属性；对象上已填的内容保留。")),
)  # fmt: skip
KNOWN = """
    select k.id, k.code, k.name ->> 'zh' as name_zh, k.name ->> 'en' as name_en, k.exclusive, k.retired_on is not null as retired,
           k.attributes, k.segments, k.stages, k.needs as overlaps, k.playbook,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'object_kind' and r.noun_id = k.id) as edition
      from object_kinds k where k.tenant_id = $1 order by k.retired_on nulls first, k.code"""


async def kinds() -> list[Row]:
    return [{name: value for name, value in dict(row).items() if name not in PARTS} for row in await known()]


async def attributes() -> list[Row]:
    return [_told(kind["code"], one) for kind in await known() for one in kind["attributes"]]


async def write_kind(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:
    given = Given(fields)
    if was:
        await change_kind(was["id"], given, was["edition"], by=by, now=now, today=today)
        return
    if fields["retired"]:
        raise Refused(422, N_("新的一类不能一开始就停用。"), field="retired")
    await add_kind(given, by=by, now=now)


async def write_attribute(was: Row | None, fields: dict[str, str], *, by: UUID, now: datetime, today: date) -> None:
    """Every row writes an edition of its kind: the next one goes on from there."""
    kind = next((one for one in await known() if one["code"] == fields["of"]), None)
    if kind is None:
        raise Refused(422, N_("没有编码为 %(code)s 的类型。"), field="of", code=fields["of"])
    at = next((n for n, one in enumerate(kind["attributes"]) if one["code"] == fields["code"]), None)
    given = Given(fields | {"edition": str(kind["edition"]), "options": _lines(fields["options"])})
    if not fields["gone"]:
        await keep_part(kind["id"], "attributes", at, given, _none, by=by, now=now, today=today)
    elif was is None or at is None:
        raise Refused(422, N_("没有这个属性，不用删除。"), field="gone")
    else:
        await drop_part(kind["id"], "attributes", at, kind["edition"], by=by, now=now, today=today)


def _told(kind: str, one: dict[str, Any]) -> Row:
    flags = {name: bool(one.get(name)) for name in ("required", "unique", "counted")}
    tolerance = Decimal(one["tolerance"]) if one.get("tolerance") else None
    options = "\n".join(_option(option) for option in one.get("options") or ())
    return {
        "of": kind, "code": one["code"], "name_zh": one["name"].get("zh"), "name_en": one["name"].get("en"), "kind": one["kind"],
        "uom": one.get("uom"), "options": options or None, **flags, "tolerance": tolerance, "gone": False,
    }  # fmt: skip


def _option(one: dict[str, Any]) -> str:
    name = one["name"]
    return f"{one['key']}: {name.get('zh', '')}" + (f" / {name['en']}" if name.get("en") else "")


def _lines(options: str) -> str:
    """Who cannot break a line within a cell parts the options by semicolons."""
    return options if "\n" in options else options.replace(";", "\n").replace("；", "\n")


def _none(_: str) -> Sequence[str]:
    return ()


async def known() -> list[Any]:
    return await db().fetch(KNOWN, current())


register(Small(KINDS, kinds, write_kind).sheet("kinds", N_("对象类型"), permit="object.edit", back="/kinds"))
register(
    Small(ATTRIBUTES, attributes, write_attribute, ("of", "code")).sheet(
        "kind_attributes", N_("对象类型的属性"), permit="object.edit", back="/kinds"
    )
)
