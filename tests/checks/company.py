"""A small company with one list of twenty points of every kind: two units, a sender, a colleague, their
leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from saas.checks.lay_out import lay_out
from tenants import db, inside, lobby

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai

SECTIONS = [
    {"code": "visit", "name": {"zh": "到店", "en": "Arrival"}, "weight": "30"},
    {"code": "cold", "name": {"zh": "冷链", "en": "Cold chain"}, "weight": "50"},
    {"code": "notes", "name": {"zh": "记录", "en": "Notes"}, "weight": "20"},
]
OPTIONS = [
    {"key": "good", "text": {"zh": "完好", "en": "Intact"}, "share": "1"},
    {"key": "slight", "text": {"zh": "轻微", "en": "Slight"}, "share": "0.6"},
    {"key": "serious", "text": {"zh": "严重", "en": "Serious"}, "share": "0"},
]


def point(
    code: str, section: str, kind: str, text: tuple[str, str], weight: str = "5", **more: Any
) -> dict[str, Any]:
    return {
        "code": code, "section": section, "kind": kind, "text": dict(zip(("zh", "en"), text, strict=True)),
        "weight": weight, "veto": False, "evidence": "none", "uom": None, "limits": None, "options": None,
    } | more  # fmt: skip


POINTS = [
    *(point(f"P-{n:02}", "visit", "pass_fail", (f"到店要求 {n}", f"Arrival {n}")) for n in range(1, 8)),
    point("P-08", "visit", "pass_fail", ("无过期品", "No expired goods"), "10", veto=True, evidence="text"),
    *(point(f"P-{n:02}", "cold", "pass_fail", (f"冷链要求 {n}", f"Cold chain {n}")) for n in range(9, 15)),
    point("P-15", "cold", "number", ("柜内温度", "Temperature inside"), "16", uom="℃",
          limits={"high": "-18", "yellow_high": "-15"}, evidence="photo"),
    point("P-16", "cold", "choice", ("封条", "Seal"), options=OPTIONS),
    point("P-17", "cold", "count", ("冰柜台数", "Freezers counted"), "12", uom="台", limits={"tolerance": "0"}),
    point("P-18", "notes", "photo", ("陈列照片", "Photo of the display")),
    point("P-19", "notes", "text", ("竞品动态", "Rival activity")),
    point("P-20", "notes", "pass_fail", ("路线已走完", "Route completed")),
]  # fmt: skip


@dataclass
class Someone:
    """One person of the company, with a session's token."""

    member: UUID
    person: UUID
    token: str


@dataclass
class Company:
    id: UUID
    slug: str
    version: UUID
    checklist: UUID
    unit: UUID
    root: UUID
    post: UUID
    object: UUID
    schedule: UUID
    due: UUID
    sender: Someone
    colleague: Someone
    leader: Someone
    other_leader: Someone


async def found(slug: str, *, day: date = TODAY, now: datetime = NOW) -> Company:
    """Write the company straight into its tables and lay out one day."""
    async with lobby():
        tenant = await db().fetchval(
            "insert into tenants (slug, name, industry, created_at) values ($1, '冷饮一厂', 'cold_drink', $2) returning id",
            slug, now,
        )  # fmt: skip
    people = [await _person(f"{role}@{slug}", now) for role in ("sender", "colleague", "leader", "other")]
    async with inside(tenant):
        company = await _rows(tenant, slug, people, day, now)
        await lay_out(day, now=now)
        company.due = await db().fetchval(
            "select id from due_checks where tenant_id = $1 and schedule_id = $2", tenant, company.schedule
        )
    return company


async def another_due(company: Company, day: date, *, now: datetime = NOW) -> UUID:
    """The sender's due check of another day."""
    async with inside(company.id):
        await lay_out(day, now=now)
        return await db().fetchval(
            "select id from due_checks where tenant_id = $1 and schedule_id = $2 and business_date = $3",
            company.id, company.schedule, day,
        )  # fmt: skip


def answers(**changed: Any) -> list[dict[str, Any]]:
    """A complete set that scores 100 but for the photo point, which does not apply; `P_15={…}` changes
    one."""
    said: dict[str, dict[str, Any]] = {p["code"]: {"point": p["code"], "verdict": "pass"} for p in POINTS}
    said["P-15"] = {"point": "P-15", "number": "-18.5"}
    said["P-16"] = {"point": "P-16", "choice": "good"}
    said["P-17"] = {"point": "P-17", "number": "3"}
    said["P-18"] = {"point": "P-18", "verdict": "na"}
    said["P-19"] = {"point": "P-19", "text": "对面新开一家"}
    for name, more in changed.items():
        code = name.replace("_", "-")
        said[code] = {"point": code} | more
    return list(said.values())


def body(
    company: Company, *, due: UUID | None = None, replaces: UUID | None = None, **changed: Any
) -> dict[str, Any]:
    """What the phone sends."""
    return {
        "due": str(due or company.due), "version": str(company.version), "replaces": str(replaces) if replaces else None,
        "started": (NOW - timedelta(minutes=2)).isoformat(), "finished": NOW.isoformat(), "answers": answers(**changed),
    }  # fmt: skip


async def _person(login: str, now: datetime) -> tuple[UUID, str]:
    token = token_urlsafe(32)
    async with lobby():
        person = await db().fetchval(
            "insert into persons (login, name, created_at) values ($1, $1, $2) returning id", login, now
        )
        await db().execute(
            "insert into sessions values ($1, $2, $3, $3, $4)",
            sha256(token.encode()).digest(), person, now, now + timedelta(days=400),
        )  # fmt: skip
    return person, token


async def _rows(tenant: UUID, slug: str, people: list[tuple[UUID, str]], day: date, now: datetime) -> Company:
    names = "layer root unit other post other_post kind object list version scheme cycle schedule".split()
    ids = {name: uuid4() for name in names}
    member = [Someone(uuid4(), person, token) for person, token in people]

    async def add(table: str, *rows: dict[str, Any]) -> None:
        for row in rows:
            row = {"tenant_id": tenant} | row
            places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
            await db().execute(f"insert into {table} ({', '.join(row)}) values ({places})", *row.values())

    def both(zh: str, en: str) -> dict[str, str]:
        return {"zh": zh, "en": en}

    await add(
        "layers", {"id": ids["layer"], "code": "L", "name": both("执行层", "Executing layer"), "position": 1}
    )
    await add(
        "units",
        {"id": ids["root"], "layer_id": ids["layer"], "code": "R", "name": both("公司", "Company")},
        {
            "id": ids["unit"],
            "parent_id": ids["root"],
            "layer_id": ids["layer"],
            "code": "A",
            "name": both("一区", "Zone 1"),
        },
        {
            "id": ids["other"],
            "parent_id": ids["root"],
            "layer_id": ids["layer"],
            "code": "B",
            "name": both("二区", "Zone 2"),
        },
    )
    lines = [
        ("root", "root", 0),
        ("unit", "unit", 0),
        ("other", "other", 0),
        ("root", "unit", 1),
        ("root", "other", 1),
    ]
    await add("unit_lines", *({"ancestor_id": ids[a], "unit_id": ids[u], "depth": d} for a, u, d in lines))
    await add(
        "posts",
        {
            "id": ids["post"],
            "unit_id": ids["unit"],
            "code": "SR-1",
            "job_title": "sales_rep",
            "name": both("业务代表·一区", "Sales rep, zone 1"),
        },
        {
            "id": ids["other_post"],
            "unit_id": ids["other"],
            "code": "SR-2",
            "job_title": "sales_rep",
            "name": both("业务代表·二区", "Sales rep, zone 2"),
        },
    )
    titles = ("业务代表·一区", "业务代表·二区", "主管·一区", "主管·二区")
    for one, title in zip(member, titles, strict=True):
        await add("memberships", {"id": one.member, "person_id": one.person, "name": title, "joined_at": now})
    seats = (("staff", "unit"), ("staff", "other"), ("leader", "unit"), ("leader", "other"))
    for one, (role, unit) in zip(member, seats, strict=True):
        await add("roles", {"membership_id": one.member, "role": role, "unit_id": ids[unit]})
    start = date(day.year, 1, 1)
    await add("appointments", {"post_id": ids["post"], "membership_id": member[0].member, "from_date": start})
    await add(
        "appointments", {"post_id": ids["other_post"], "membership_id": member[1].member, "from_date": start}
    )
    await add("object_kinds", {"id": ids["kind"], "code": "outlet", "name": both("售点", "Outlet")})
    await add(
        "objects",
        {
            "id": ids["object"],
            "kind_id": ids["kind"],
            "unit_id": ids["unit"],
            "code": "O-1",
            "name": both("胜利路 12 号", "12 Victory Road"),
        },
    )
    await add("ledger_figures", {"object_id": ids["object"], "point_code": "P-17", "figure": 3, "as_of": now})
    await add(
        "checklists",
        {"id": ids["list"], "code": "C1", "name": both("门店拜访自查", "Outlet visit self-check")},
    )
    await add(
        "checklist_versions",
        {
            "id": ids["version"],
            "checklist_id": ids["list"],
            "number": 1,
            "scoring": "weighted",
            "sections": SECTIONS,
            "effective_from": start,
            "published_at": now - timedelta(days=300),
        },
    )
    await add(
        "points",
        *(
            {**p, "id": uuid4(), "version_id": ids["version"], "position": n, "weight": int(p["weight"])}
            for n, p in enumerate(POINTS, 1)
        ),
    )
    await add(
        "schemes",
        {"id": ids["scheme"], "number": 1, "name": both("方案", "Scheme"), "body": {}, "created_at": now},
    )
    await add(
        "cycles",
        {
            "id": ids["cycle"],
            "code": "Y",
            "name": both("本期", "This cycle"),
            "from_date": start,
            "to_date": date(day.year + 30, 12, 31),
            "scheme_id": ids["scheme"],
            "seed": 7,
        },
    )
    await add(
        "schedules",
        {
            "id": ids["schedule"],
            "checklist_id": ids["list"],
            "post_id": ids["post"],
            "object_id": ids["object"],
            "opens_at": datetime(2000, 1, 1, 8).time(),
            "closes_at": datetime(2000, 1, 1, 19).time(),
            "late_minutes": 120,
            "from_date": start,
        },
    )
    return Company(
        tenant,
        slug,
        ids["version"],
        ids["list"],
        ids["unit"],
        ids["root"],
        ids["post"],
        ids["object"],
        ids["schedule"],
        ids["schedule"],
        *member,
    )
