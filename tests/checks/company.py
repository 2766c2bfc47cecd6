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

from . import rows

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
    point("P-08", "visit", "pass_fail", ("无过期品", "No expired goods"), "10", veto=True, evidence="text", detail_code="D-08"),
    *(point(f"P-{n:02}", "cold", "pass_fail", (f"冷链要求 {n}", f"Cold chain {n}")) for n in range(9, 15)),
    point("P-15", "cold", "number", ("柜内温度", "Temperature inside"), "16", uom="℃",
          limits={"high": "-18", "yellow_high": "-15"}, evidence="photo"),
    point("P-16", "cold", "choice", ("封条", "Seal"), options=OPTIONS),
    point("P-17", "cold", "count", ("冰柜台数", "Freezers counted"), "12", uom="台",
          limits={"tolerance": "0"}),
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
            """insert into tenants (slug, name, industry, created_at)
               values ($1, '冷饮一厂', 'cold_drink', $2)
               returning id""",
            slug, now,
        )  # fmt: skip
    people = [await _person(f"{role}@{slug}", now) for role in ("sender", "colleague", "leader", "other")]
    member = [Someone(uuid4(), person, token) for person, token in people]
    async with inside(tenant):
        ids = await rows.write(
            [(one.member, one.person) for one in member], day, now, (SECTIONS, POINTS)
        )
        company = _company(tenant, slug, ids, member)
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
        "due": str(due or company.due), "version": str(company.version),
        "replaces": str(replaces) if replaces else None,
        "started": (NOW - timedelta(minutes=2)).isoformat(), "finished": NOW.isoformat(),
        "answers": answers(**changed),
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


def _company(tenant: UUID, slug: str, ids: dict[str, UUID], member: list[Someone]) -> Company:
    kept = ("version", "list", "unit", "root", "post", "object", "schedule", "schedule")
    return Company(tenant, slug, *(ids[name] for name in kept), *member)
