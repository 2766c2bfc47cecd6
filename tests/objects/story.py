"""A day of the ledger, told through the verbs: every table of it has a row afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.objects.add_object import add_object
from saas.objects.decide_overlap import decide_overlap
from saas.objects.keep_part import keep_part
from saas.objects.move_object import move_object
from saas.objects.note_count import note_count
from saas.objects.order_labels import order_labels
from saas.objects.set_stage import set_stage
from saas.objects.start_count import start_count
from saas.org.given import Given
from tenants import db, inside
from tests.cast import Firm


async def kind_of(firm: Firm, code: str) -> UUID:
    return await db().fetchval("select id from object_kinds where tenant_id = $1 and code = $2", firm.id, code)


async def part(
    firm: Firm, kind: UUID, name: str, fields: dict, many: dict | None = None, at: int | None = None, *, now: datetime
) -> None:
    """One entry of a kind, as its form sends it, with the newest edition."""
    edition = await db().fetchval(
        "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = 'object_kind' and noun_id = $2",
        firm.id,
        kind,
    )
    given = Given({"edition": str(edition)} | fields)
    await keep_part(kind, name, at, given, lambda key: (many or {}).get(key, []), by=firm.admin.member, now=now, today=now.date())


async def registered(firm: Firm, kind: str, fields: dict, *, now: datetime, unit: str = "Z1-1") -> UUID:
    given = Given({"unit": unit} | fields)
    return await add_object(await kind_of(firm, kind), given, by=firm.admin.member, now=now, today=now.date())


async def live_ledger(firm: Firm, now: datetime) -> dict[str, UUID]:
    """One id per kind of thing of the ledger, and a code that only this company has."""
    who, today = firm.admin.member, now.date()
    async with inside(firm.id):
        promotion = await kind_of(firm, "promotion")
        await part(firm, promotion, "overlaps", {"code": "terms", "name_zh": "同一力度"}, {"same": ["terms"]}, now=now)
        pair = [await registered(firm, "promotion", {"name_zh": f"满赠{n}", "a_terms": "十送一"}, now=now) for n in (1, 2)]
        await decide_overlap(*pair, "terms", None, today, why="两个渠道", units=[firm.units["Y"]], by=who, now=now, today=today)
        thing = await registered(firm, "outlet", {"code": f"only-{firm.slug}", "name_zh": "新售点"}, now=now)
        ground = await db().fetchval("select id from territories where tenant_id = $1 and code = 'T1'", firm.id)
        await move_object(thing, ground, today, why="新开", by=who, now=now, today=today)
        freezer = await db().fetchval(
            "select id from objects where tenant_id = $1 and kind_id = $2 limit 1", firm.id, await kind_of(firm, "freezer")
        )
        if freezer is None:
            freezer = await registered(firm, "freezer", {"name_zh": "冰柜"}, now=now)
        await set_stage(freezer, "stock", why="刚入库", by=who, now=now, today=today)
        count = await start_count(promotion, firm.units["Z1-1"], units=[firm.units["Y"]], by=firm.staff.member, now=now)
        await note_count(count, pair[0], "", "1", "", units=[firm.units["Y"]], by=firm.staff.member, now=now)
        labels = await order_labels([thing], address="http://test/o/", locale="zh-CN", by=who, now=now)
        return {
            "thing": thing, "kind": promotion, "territory": ground, "count": count, "labels": labels, "code": f"only-{firm.slug}",
        }  # fmt: skip
