"""A chain of shops with nothing wrong in its responsibilities, and ways to plant what should be found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tenants import current, db, inside, lobby

DAY = date(2026, 11, 18)
# code → parent; A and B are areas, Q a functional unit beside them.
UNITS = {"H": None, "A": "H", "B": "H", "Q": "H", "A1": "A", "A2": "A", "B1": "B", "B2": "B"}
LAYERS = {"H": "top", "A": "area", "B": "area", "Q": "area"}
HEAD, AREA, QUALITY, KEEPER, CLERK = "head", "area_leader", "quality", "keeper", "clerk"
SHOPS = ("A1", "A2", "B1", "B2")
DETAILS = tuple(f"D{n:02}" for n in range(1, 21))


@dataclass
class Chain:
    """The company by codes: every shop has a keeper and a clerk, every area its leader, the top its head."""

    id: UUID
    units: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    standard: UUID | None = None
    version: UUID | None = None
    checklist: UUID | None = None

    async def unit(self, code: str, parent: str | None, layer: UUID) -> None:
        self.units[code] = await db().fetchval(
            "insert into units (tenant_id, parent_id, layer_id, code, name) values ($1, $2, $3, $4, $5) returning id",
            self.id, self.units.get(parent), layer, code, {"zh": code, "en": code},
        )  # fmt: skip
        await db().execute(
            """insert into unit_lines (tenant_id, ancestor_id, unit_id, depth)
               select $1::uuid, l.ancestor_id, $3::uuid, l.depth + 1 from unit_lines l where l.tenant_id = $1 and l.unit_id = $2
               union all select $1::uuid, $3::uuid, $3::uuid, 0""",
            self.id, self.units.get(parent), self.units[code],
        )  # fmt: skip

    async def post(self, unit: str, title: str, *, person: str | None = "own") -> None:
        code = f"{unit}-{title}"
        self.posts[code] = await db().fetchval(
            "insert into posts (tenant_id, unit_id, code, job_title, name) values ($1, $2, $3, $4, $5) returning id",
            self.id, self.units[unit], code, title, {"zh": code, "en": code},
        )  # fmt: skip
        if person:
            await self.appoint(code, code if person == "own" else person)

    async def appoint(self, post: str, person: str) -> None:
        if person not in self.people:
            one = await db().fetchval(
                "insert into persons (login, name, password_hash, created_at) values ($1, $1, 'x', now()) returning id",
                f"{person}@{self.id}".lower(),
            )
            self.people[person] = await db().fetchval(
                "insert into memberships (tenant_id, person_id, name, joined_at) values ($1, $2, $3, now()) returning id",
                self.id, one, person,
            )  # fmt: skip
        await db().execute(
            "insert into appointments (tenant_id, post_id, membership_id, from_date) values ($1, $2, $3, '2026-01-01')",
            self.id, self.posts[post], self.people[person],
        )  # fmt: skip

    async def answer(self, detail: str, unit: str, post: str, kind: str = "responsible") -> None:
        await db().execute(
            "insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind) values ($1, $2, $3, $4, $5)",
            self.id, detail, self.units[unit], self.posts[post], kind,
        )  # fmt: skip

    async def unanswer(self, detail: str, kind: str, unit: str | None = None) -> None:
        await db().execute(
            "delete from responsibilities where tenant_id = $1 and detail_code = $2 and kind = $3 and ($4::uuid is null or unit_id = $4)",
            self.id, detail, kind, self.units.get(unit),
        )  # fmt: skip

    async def detail(self, code: str, *, checked: bool = True, why: str | None = None) -> None:
        n = await db().fetchval("select count(*) from standard_nodes where tenant_id = $1", self.id)
        await db().execute(
            """insert into standard_nodes (tenant_id, standard_id, level, code, name, principle, position, unchecked)
               values ($1, $2, 'detail', $3, $4, $4, $5, $6)""",
            self.id, self.standard, code, {"zh": f"细节 {code}", "en": f"Detail {code}"}, n, why and {"zh": why},
        )  # fmt: skip
        if checked:
            await db().execute(
                """insert into points (tenant_id, version_id, code, section, position, text, kind, weight, detail_code)
                   values ($1, $2, $3, 's', $4, '{}', 'pass_fail', 1, $5)""",
                self.id, self.version, f"P-{code}", n, code,
            )  # fmt: skip


async def chain(slug: str) -> Chain:
    """Twenty details: the keeper of each shop is responsible, the clerk supports, the area's leader reviews; D20 belongs
    to the head for all, and shop A1 has taken it over with a post of its own."""
    async with lobby():
        tenant = await db().fetchval(
            "insert into tenants (slug, name, industry, created_at) values ($1, $1, 'cold_drink', now()) returning id", slug
        )
    made = Chain(tenant)
    async with inside(tenant):
        await _organisation(made)
        await _standard(made)
        for code in DETAILS[:-1]:
            for shop in SHOPS:
                await made.answer(code, shop, f"{shop}-{KEEPER}")
                await made.answer(code, shop, f"{shop}-{CLERK}", "supporting")
                await made.answer(code, shop, f"{shop[0]}-{AREA}", "reviewing")
        await made.answer("D20", "H", f"H-{HEAD}")
        await made.answer("D20", "A1", f"A1-{KEEPER}")
        await made.answer("D20", "A1", f"A-{AREA}", "reviewing")
    return made


async def _organisation(made: Chain) -> None:
    layers = {}
    for n, name in enumerate(("top", "area", "shop")):
        layers[name] = await db().fetchval(
            "insert into layers (tenant_id, code, name, position) values ($1, $2, '{}', $3) returning id", current(), name, n
        )
    for code, parent in UNITS.items():
        await made.unit(code, parent, layers[LAYERS.get(code, "shop")])
    await made.post("H", HEAD)
    for area in ("A", "B"):
        await made.post(area, AREA)
    await made.post("Q", QUALITY)
    for shop in SHOPS:
        await made.post(shop, KEEPER)
        await made.post(shop, CLERK)


async def _standard(made: Chain) -> None:
    made.standard = await db().fetchval(
        "insert into standards (tenant_id, number, effective_from, published_at) values ($1, 1, '2026-01-01', now()) returning id", made.id
    )
    made.checklist = await db().fetchval("insert into checklists (tenant_id, code, name) values ($1, 'L1', '{}') returning id", made.id)
    made.version = await db().fetchval(
        """insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections, effective_from, published_at)
           values ($1, $2, 1, 'weighted', '[]', '2026-01-01', now()) returning id""",
        made.id, made.checklist,
    )  # fmt: skip
    for code in DETAILS:
        await made.detail(code)
    for shop in SHOPS:
        await db().execute(
            """insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, from_date)
               values ($1, $2, $3, '08:00', '20:00', '2026-01-01')""",
            made.id, made.checklist, made.posts[f"{shop}-{KEEPER}"],
        )  # fmt: skip
