"""A small list to try the sheets on: kettles, kept as lines of the trail."""

from __future__ import annotations

from decimal import Decimal

from saas import trail
from saas.refusals import Refused
from saas.sheets.registry import Change, Column, Problem, Sheet, register, sheets
from tenants import current, db

COLUMNS = (
    Column("code", "编码", required=True, note="每个水壶一个"),
    Column("name", "名称"),
    Column("price", "价格", kind="number", uom="yuan"),
    Column("since", "开始日期", kind="date"),
    Column("size", "尺寸", kind="choice", choices=(("s", {"zh": "小", "en": "Small"}), ("l", {"zh": "大", "en": "Large"}))),
    Column("hot", "启用", kind="flag"),
    Column("seen", "上次检查", kind="moment", told=True),
)
asked: list[int] = []


async def kept() -> dict[str, dict]:
    rows = await db().fetch("select detail from trails where tenant_id = $1 and noun = 'kettle' order by at, id", current())
    return {row["detail"]["code"]: row["detail"] for row in rows}


async def export():
    for detail in (await kept()).values():
        yield {
            "code": detail["code"],
            "name": detail["name"],
            "price": Decimal(detail["price"]) if detail["price"] else None,
            "size": detail["size"],
        }


async def plan(rows, today):
    known, told = await kept(), set()
    changes = []
    for row in rows:
        code, old = row["code"] or "", known.get(row["code"])
        new = {
            "name": row.get("name"),
            "price": None if row.get("price") is None else f"{row['price'].normalize():f}",
            "size": row.get("size"),
        }
        problems = [Problem("code", "编码重复。")] if code in told else []
        told.add(code)
        fields = {key: (old and old[key], value) for key, value in new.items() if not old or old[key] != value}
        verdict = "refuse" if problems else "add" if not old else "change" if fields else "same"
        changes.append(Change(row["_row"], verdict, code, fields, problems, target=new))
    return changes


async def apply(changes, *, by, now, progress):
    for number, change in enumerate(changes, 1):
        await trail.record("put", "kettle", current(), by=by, now=now, **({"code": change.key} | change.target))
        if number % 100 == 0:
            await progress(number)
        if change.key == "STOP":
            raise Refused(422, "水壶太满。")
        if change.key == "CRASH":
            raise RuntimeError("out of water")
    asked.append(len(changes))


def use() -> None:
    if "kettles" not in sheets:
        register(
            Sheet(
                "kettles", "水壶", permit="people.invite", columns=COLUMNS, export=export, plan=plan, apply=apply, back="/today"
            )
        )
