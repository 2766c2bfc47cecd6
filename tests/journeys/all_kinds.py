"""A list with every kind of point, published and due today for one representative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.calendar import business_date
from saas.checklists.begin import begin
from saas.checklists.create import create
from saas.checklists.drafted import DraftPoint
from saas.checklists.gate import write
from saas.checklists.publish import publish
from saas.checks.lay_out import lay_out
from tenants import db, inside
from tests.cast import Firm

LADDER = [
    {"key": key, "text": {"zh": zh, "en": en}, "share": share}
    for key, zh, en, share in (
        ("N", "没有台账", "No ledger", "0"), ("C", "有台账", "A ledger", "0.6"), ("B", "每周核对", "Checked weekly", "0.8"),
        ("A", "差异当天查清", "Cleared the same day", "1"),
    )
]  # fmt: skip


def point(code: str, kind: str, zh: str, en: str, weight: int, **more) -> DraftPoint:
    return DraftPoint(code=code, section="S1", kind=kind, text={"zh": zh, "en": en}, weight=Decimal(weight), **more)


POINTS = [
    point("K9-01", "scan", "扫冰柜标签", "Scan the freezer", 10),
    point("K9-02", "reading", "柜内温度", "Temperature", 20, uom="℃", limits={"high": "-18"}, evidence="text"),
    point("K9-03", "text", "偏高的原因", "Why so warm", 5, judge={"when": {"point": "K9-02", "fails": True}}),
    point("K9-04", "range", "最低与最高", "Lowest and highest", 15, uom="℃", limits={"low": "-25", "high": "-18"}),
    point("K9-05", "pass_fail", "破损包装", "Damaged packs", 20, limits={"minus": "4"}),
    point("K9-06", "level", "台账管理", "Ledger keeping", 20, options=LADDER),
    point("K9-07", "signature", "店主签名", "Signature", 10),
]


@dataclass
class Kinds:
    checklist: UUID
    due: UUID
    thing: str
    points: dict[str, UUID]


async def publish_all_kinds(firm: Firm) -> Kinds:
    """As the administrator would; afterwards a draft of it is open."""
    made = await publish_list(firm, "K9", {"zh": "冰柜综合检查", "en": "All kinds"}, POINTS)
    async with inside(firm.id):
        await begin(made.checklist, by=firm.admin.member, now=datetime.now(UTC))
        points = await db().fetch("select code, id from draft_points where tenant_id = $1 and code like 'K9%'", firm.id)
    made.points = {row["code"]: row["id"] for row in points}
    return made


async def publish_list(firm: Firm, code: str, name: dict[str, str], points: list[DraftPoint]) -> Kinds:
    """Published by the administrator and due today at an outlet of one representative."""
    now = datetime.now(UTC)
    today = business_date(now, "Asia/Shanghai")
    async with inside(firm.id):
        who = {"by": firm.admin.member, "now": now}
        made = await create(name, code, None, **who)
        draft = await db().fetchval("select id from checklist_drafts where tenant_id = $1 and checklist_id = $2", firm.id, made)
        await write(draft, [msgspec.structs.replace(one, position=n) for n, one in enumerate(points, 1)])
        await publish(made, effective_from=today, today=today, why="第一版", **who)
        thing = await db().fetchrow(
            "select id, code from objects where tenant_id = $1 and unit_id = $2 limit 1", firm.id, firm.units["Z1-1"]
        )
        schedule = await db().fetchval(
            """insert into schedules (tenant_id, checklist_id, post_id, object_id, opens_at, closes_at, from_date)
               values ($1, $2, $3, $4, $5, $6, $7) returning id""",
            firm.id, made, firm.posts["SR-11"], thing["id"], time(0), time(23, 59), today - timedelta(days=9),
        )  # fmt: skip
        await lay_out(today, now=now)
        due = await db().fetchval("select id from due_checks where tenant_id = $1 and schedule_id = $2", firm.id, schedule)
    return Kinds(made, due, thing["code"], {})
