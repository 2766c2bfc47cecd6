"""The rows of the small company, written straight into its tables, in the transaction that is open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from tenants import current, db

NAMES = (
    "layer", "root", "unit", "other", "post", "other_post", "kind", "object", "list", "version", "scheme",
    "cycle", "rhythm", "schedule",
)  # fmt: skip
SEATS = (
    ("业务代表·一区", "staff", "unit"), ("业务代表·二区", "staff", "other"),
    ("主管·一区", "leader", "unit"), ("主管·二区", "leader", "other"),
)  # fmt: skip

Ids = dict[str, UUID]


async def write(
    people: list[tuple[UUID, UUID]],
    day: date,
    now: datetime,
    content: tuple[list[Any], list[Any]],
) -> Ids:
    """`people`: (membership, person) in the order of SEATS; `content`: sections and points of the list."""
    ids = {name: uuid4() for name in NAMES}
    start = date(day.year, 1, 1)
    await units(ids)
    await persons(ids, people, start, now)
    await checklist(ids, *content, start, now)
    await schedule(ids, start, now)
    return ids


async def units(ids: Ids) -> None:
    layer = ids["layer"]
    await add("layers", id=layer, code="L", name=both("执行层", "Executing layer"), position=1)
    await add("units", id=ids["root"], layer_id=layer, code="R", name=both("公司", "Company"))
    for name, code, said in (("unit", "A", both("一区", "Zone 1")), ("other", "B", both("二区", "Zone 2"))):
        await add("units", id=ids[name], parent_id=ids["root"], layer_id=layer, code=code, name=said)
        await add("unit_lines", ancestor_id=ids["root"], unit_id=ids[name], depth=1)
    for name in ("root", "unit", "other"):
        await add("unit_lines", ancestor_id=ids[name], unit_id=ids[name], depth=0)


async def persons(ids: Ids, people: list[tuple[UUID, UUID]], start: date, now: datetime) -> None:
    for (member, person), (title, role, unit) in zip(people, SEATS, strict=True):
        await add("memberships", id=member, person_id=person, name=title, joined_at=now)
        await add("roles", membership_id=member, role=role, unit_id=ids[unit])
    for n, (post, unit) in enumerate((("post", "unit"), ("other_post", "other"))):
        said = both(SEATS[n][0], f"Sales rep, zone {n + 1}")
        await add(
            "posts", id=ids[post], unit_id=ids[unit], code=f"SR-{n + 1}", job_title="sales_rep", name=said
        )
        await add("appointments", post_id=ids[post], membership_id=people[n][0], from_date=start)


async def checklist(ids: Ids, sections: list[Any], points: list[Any], start: date, now: datetime) -> None:
    await add("checklists", id=ids["list"], code="C1", name=both("门店拜访自查", "Outlet visit self-check"))
    await add("checklist_versions", id=ids["version"], checklist_id=ids["list"], number=1, scoring="weighted",
              sections=sections, effective_from=start, published_at=now - timedelta(days=300))  # fmt: skip
    for n, point in enumerate(points, 1):
        more = {"id": uuid4(), "version_id": ids["version"], "position": n, "weight": int(point["weight"])}
        await add("points", **point | more)


async def schedule(ids: Ids, start: date, now: datetime) -> None:
    await add("object_kinds", id=ids["kind"], code="outlet", name=both("售点", "Outlet"))
    await add("objects", id=ids["object"], kind_id=ids["kind"], unit_id=ids["unit"], code="O-1",
              name=both("胜利路 12 号", "12 Victory Road"))  # fmt: skip
    await add("ledger_figures", object_id=ids["object"], point_code="P-17", figure=3, as_of=now)
    await add("schemes", id=ids["scheme"], number=1, name=both("方案", "Scheme"), body={"version": "1", "components": {"*": {"checks": "100"}}}, created_at=now)
    await add("rhythms", id=ids["rhythm"], every="year", name=both("年度考核", "Yearly"), code="{year}", title={}, sample_percent=20)
    await add("cycles", id=ids["cycle"], rhythm_id=ids["rhythm"], code="Y", name=both("本期", "This cycle"), from_date=start,
              to_date=start.replace(year=start.year + 30), scheme_id=ids["scheme"], seed=7)  # fmt: skip
    await add("schedules", id=ids["schedule"], checklist_id=ids["list"], post_id=ids["post"],
              object_id=ids["object"], opens_at=time(8), closes_at=time(19), late_minutes=120,
              from_date=start)  # fmt: skip


async def add(table: str, **row: Any) -> None:
    row = {"tenant_id": current()} | row
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    await db().execute(f"insert into {table} ({', '.join(row)}) values ({places})", *row.values())


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
