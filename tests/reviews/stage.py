"""A small list on the brand's stage and checks filled from it: every kind of point, one veto."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from saas.checks.sent import Sent
from saas.checks.submit import Sender, submit
from tenants import db, inside, registry
from tests.cast import Actor, Firm


def both(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


OPTIONS = [
    {"key": "good", "text": both("完好"), "share": "1"},
    {"key": "slight", "text": both("轻微"), "share": "0.6"},
    {"key": "gone", "text": both("缺失"), "share": "0"},
]  # fmt: skip
POINTS: list[dict[str, Any]] = [
    {"code": "clean", "section": "a", "kind": "pass_fail", "weight": 10},
    {"code": "fresh", "section": "a", "kind": "pass_fail", "weight": 5, "veto": True},
    {
        "code": "cold",
        "section": "b",
        "kind": "number",
        "weight": 12,
        "uom": "℃",
        "limits": {"high": "-18", "yellow_high": "-15"},
    },
    {"code": "sign", "section": "b", "kind": "choice", "weight": 4, "options": OPTIONS},
    {
        "code": "stock",
        "section": "b",
        "kind": "count",
        "weight": 3,
        "uom": "箱",
        "limits": {"tolerance": "2"},
    },
    {"code": "word", "section": "b", "kind": "text", "weight": 0},
]
GOOD: dict[str, dict[str, Any]] = {
    "clean": {"verdict": "pass"}, "fresh": {"verdict": "pass"}, "cold": {"number": "-18.5"},
    "sign": {"choice": "good"}, "stock": {"number": "24"}, "word": {"text": "照常"},
}  # fmt: skip


@dataclass
class Stage:
    """The list's version, the object it is about, and the points by code."""

    firm: Firm
    now: datetime
    version: UUID
    schedule: UUID
    thing: UUID
    points: dict[str, UUID]
    day: date
    days: int = 0
    dues: dict[UUID, UUID] = field(default_factory=dict)

    async def due(self, by: Actor, at: datetime | None = None) -> UUID:
        """A due check of the actor's first post, each on its own business date of the open cycle."""
        self.days += 1
        at = at or self.now
        async with inside(self.firm.id):
            schedule = await db().fetchval(
                """insert into schedules (tenant_id, checklist_id, post_id, object_id, opens_at, closes_at,
                                          from_date, to_date)
                   select tenant_id, checklist_id, $3, object_id, opens_at, closes_at, from_date, from_date
                     from schedules where tenant_id = $1 and id = $2 returning id""",
                self.firm.id, self.schedule, by.posts[0],
            )  # fmt: skip
            return await db().fetchval(
                """insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, object_id,
                          business_date, opens_at, closes_at, late_until)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning id""",
                self.firm.id, schedule, self.version, by.posts[0], by.units[0], self.thing, self.day,
                at - timedelta(hours=2), at + timedelta(hours=8),
            )  # fmt: skip

    async def check(
        self,
        by: Actor,
        *,
        due: UUID | None = None,
        replaces: UUID | None = None,
        at: datetime | None = None,
        **answers: Any,
    ) -> UUID:
        """A check sent in by the actor: all good but for `answers` (code → answer)."""
        due = due or await self.due(by, at)
        check = uuid4()
        given = [{"point": code} | answer for code, answer in (GOOD | answers).items()]
        async with inside(self.firm.id):
            row = await db().fetchrow(
                "select * from due_checks where tenant_id = $1 and id = $2", self.firm.id, due
            )
            book = await db().fetch(
                "select point_code, figure from ledger_figures where tenant_id = $1 and object_id = $2",
                self.firm.id,
                self.thing,
            )
        facts = {key: str(row[key]) for key in ("id", "version_id", "post_id", "unit_id", "object_id")}
        facts |= {"book": {r["point_code"]: str(r["figure"]) for r in book}}
        sender = Sender(self.firm.id, by.member, by.posts)
        await submit(check, Sent(due, self.version, given, replaces), facts, by=sender, now=at or self.now)
        self.dues[check] = due
        return check

    async def fetch(self, sql: str, *args: Any) -> list[Any]:
        async with inside(self.firm.id):
            return await db().fetch(sql, self.firm.id, *args)

    async def value(self, sql: str, *args: Any) -> Any:
        rows = await self.fetch(sql, *args)
        return rows[0][0] if rows else None

    async def state(self, check: UUID) -> Any:
        return (await self.fetch("select * from checks where tenant_id = $1 and id = $2", check))[0]

    async def book(self) -> Any:
        return await self.value(
            """select figure from ledger_figures
                where tenant_id = $1 and object_id = $2 and point_code = 'stock'""",
            self.thing,
        )

    async def run_jobs(self, at: datetime | None = None) -> None:
        """What the worker does: every job that findings wait for, once, in order."""
        rows = await self.fetch(
            """select id, args from jobs
                where tenant_id = $1 and name = 'findings.register' and state = 'ready' order by id"""
        )
        for row in rows:
            async with inside(self.firm.id):
                await registry["findings.register"].handler(now=at or self.now, **row["args"])
                await db().execute(
                    "update jobs set state = 'done' where tenant_id = $1 and id = $2", self.firm.id, row["id"]
                )


async def build(firm: Firm, now: datetime) -> Stage:
    """Publish the list, put one object with a book figure of 24 boxes, and make its schedule."""
    async with inside(firm.id):
        checklist, version, points = await _publish(firm, now)
        thing = await _put_object(firm, now)
        schedule = await db().fetchval(
            """insert into schedules (tenant_id, checklist_id, post_id, object_id, opens_at, closes_at,
                                      from_date, to_date)
               values ($1, $2, $3, $4, '08:00', '20:00', $5, $5) returning id""",
            firm.id, checklist, firm.posts["SR-11"], thing, now.date(),
        )  # fmt: skip
        # Nothing is drawn by chance here: what is clean has no risk.
        await db().execute("update cycles set sample_percent = 0 where tenant_id = $1", firm.id)
    return Stage(firm, now, version, schedule, thing, points, now.date())


async def _publish(firm: Firm, now: datetime) -> tuple[UUID, UUID, dict[str, UUID]]:
    checklist = await db().fetchval(
        "insert into checklists (tenant_id, code, name) values ($1, 'small', $2) returning id",
        firm.id, both("冰柜小检"),
    )  # fmt: skip
    sections = [
        {"code": code, "weight": "1", "name": both(name)} for code, name in (("a", "卫生"), ("b", "陈列"))
    ]
    version = await db().fetchval(
        """insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections, effective_from,
                                           published_at)
           values ($1, $2, 1, 'weighted', $3, $4, $5) returning id""",
        firm.id, checklist, sections, now.date() - timedelta(days=30), now,
    )  # fmt: skip
    points = {point["code"]: await _point(firm, version, n, point) for n, point in enumerate(POINTS, start=1)}
    return checklist, version, points


async def _point(firm: Firm, version: UUID, position: int, point: dict[str, Any]) -> UUID:
    code = point["code"]
    return await db().fetchval(
        """insert into points (tenant_id, version_id, code, section, position, text, kind, weight, veto, uom,
                               limits, options, detail_code)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id""",
        firm.id, version, code, point["section"], position, both(f"点{code}"), point["kind"], point["weight"],
        point.get("veto", False), point.get("uom"), point.get("limits"), point.get("options"), f"D-{code}",
    )  # fmt: skip


async def _put_object(firm: Firm, now: datetime) -> UUID:
    kind = await db().fetchval("select id from object_kinds where tenant_id = $1 limit 1", firm.id)
    thing = await db().fetchval(
        """insert into objects (tenant_id, kind_id, unit_id, code, name) values ($1, $2, $3, 'small-1', $4)
           returning id""",
        firm.id, kind, firm.units["Z1"], both("冰柜一号"),
    )  # fmt: skip
    await db().execute(
        """insert into ledger_figures (tenant_id, object_id, point_code, figure, as_of)
           values ($1, $2, 'stock', 24, $3)""",
        firm.id, thing, now - timedelta(days=9),
    )  # fmt: skip
    return thing
