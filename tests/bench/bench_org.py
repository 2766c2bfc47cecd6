"""The large company at work: its pages over HTTP beside the floor in processor time, the gap check of all of it, an import of twenty thousand
people, and how long signing up takes with each pack.

Run alone: `python -m tests.bench.bench_org`.
"""

from __future__ import annotations

import asyncio
import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote
from uuid import UUID

import saas.people.sheet  # noqa: F401 – members
from saas.duties.check import check
from saas.files import open_store
from saas.packs.shelf import keys
from saas.packs.sign_up import sign_up
from saas.sheets import jobs, reads
from saas.sheets.decide import decide
from saas.sheets.registry import sheets
from saas.sheets.upload import upload
from tenants import db, inside
from tenants.jobs import run
from tests.bench.bench_submit import Connected
from tests.bench.cpu import descendants_cpu
from tests.bench.large import PEOPLE, Large, build
from tests.bench.serving import Wire, serving
from tests.bench.table import database

CLIENTS, WARM, EACH = 4, 10, 60
DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time that one page takes of web and database together."""

    name: str
    ms: float

    def ratio(self, floor: Cost) -> float:
        return floor.ms / self.ms


@dataclass(frozen=True)
class Told:
    """[floor, page, another one like it ("…"), …]; seconds: of the gap check (the first, and again), of the import, of the slowest sign-up and its pack."""

    pages: list[Cost]
    gaps: float
    gaps_again: float
    imported: float
    signed_up: tuple[float, str]


async def figures(settings: Any) -> Told:
    """`settings`: a migrated database of its own; the engine is connected and closed here."""
    async with Connected(settings):
        large = await build(settings)
        first, again = await _gaps(large), await _gaps(large)
        async with inside(large.id):
            rows = await db().fetch(
                "select distinct unit_id from responsibilities where tenant_id = $1 and kind = 'responsible' limit 400", large.id
            )
    pages = await _pages(settings, large, [row["unit_id"] for row in rows])
    open_store(settings.files_url)
    async with Connected(settings):
        return Told(pages, first, again, await _import(large), await _sign_up())


async def _gaps(large: Large) -> float:
    began = time.perf_counter()
    async with inside(large.id):
        await check(DAY, by=None, now=NOW)
    return time.perf_counter() - began


async def _pages(settings: Any, large: Large, teams: list[UUID]) -> list[Cost]:
    """The floor, then each page twice: opened again, and as one that was never asked for ("…")."""
    async with serving(settings, hello=large.id) as address:
        told = [await cost_of(address, large.token, "hello + one read", lambda _: "/hello")]
        for name, path, another in _asked(teams):
            told.append(await cost_of(address, large.token, name, lambda _, path=path: path))
            told.append(await cost_of(address, large.token, f"… {name}", another))
        # Once more at the end: the machine is not as fast all the while.
        again = await cost_of(address, large.token, "", lambda _: "/hello")
        return [Cost(told[0].name, (told[0].ms + again.ms) / 2), *told[1:]]


def _asked(teams: list[UUID]) -> Iterator[tuple[str, str, Callable[[int], str]]]:
    """A page's name, its address, and the address of another one: of another team, another page, another word."""
    matrix, standards, objects = "/large/responsibilities", "/large/standards", "/large/objects"
    organisation, gaps, team = "/large/organisation", f"{matrix}/gaps", f"{matrix}?unit={teams[0]}"
    yield "organisation tree", organisation, lambda n: f"{organisation}?n={n}"
    yield "organisation searched", f"{organisation}?q={quote('岗位77')}", lambda n: f"{organisation}?q={quote(f'岗位{n}')}"
    yield "matrix of the top", matrix, lambda n: f"{matrix}?page={n % 100 + 1}&n={n}"
    yield "matrix of a team", team, lambda n: f"{matrix}?unit={teams[n]}"
    yield "matrix searched", f"{team}&q={quote('细节77')}", lambda n: f"{matrix}?unit={teams[n]}&q={quote(f'细节{n % 90 + 10}')}"
    yield "standards", standards, lambda n: f"{standards}?n={n}"
    yield "standards searched", f"{standards}?q={quote('细节77')}", lambda n: f"{standards}?q={quote(f'细节 D{n}')}"
    yield "gap check", gaps, lambda n: f"{gaps}?page={n % 4 + 1}&n={n}"
    yield "objects", objects, lambda n: f"{objects}?page={n + 1}&after=O{10_000 + n * 100}"
    yield "objects searched", f"{objects}?q={quote('客户4321')}", lambda n: f"{objects}?q={quote(f'客户{4000 + n}')}"


async def cost_of(address: tuple[str, int], token: str, name: str, path: Callable[[int], str]) -> Cost:
    """Processor time a page, over some hundred pages asked by four people at once."""
    wires = [await Wire.open(address, cookie=f"session={token}; visitor=v") for _ in range(CLIENTS)]
    number = count(1)

    async def asks(wire: Wire, times: int) -> None:
        for _ in range(times):
            await wire.get(path(next(number)))

    await asyncio.gather(*(asks(wire, WARM) for wire in wires))
    before = descendants_cpu()
    await asyncio.gather(*(asks(wire, EACH) for wire in wires))
    cost = (descendants_cpu() - before) / (CLIENTS * EACH)
    for wire in wires:
        await wire.close()
    return Cost(name, 1000 * cost)


async def _import(large: Large) -> float:
    """From the file in the store to the last row: dry run and writing, as the worker does them."""
    text = io.StringIO()
    book = csv.writer(text)
    book.writerow(("name", "login", "role", "unit"))
    book.writerows((f"新人{n}", f"new{n}@bench.example", "staff", f"U{n % 3000 + 1}") for n in range(PEOPLE))
    now = datetime.now(UTC)
    async with inside(large.id):
        by = await db().fetchval("select membership_id from roles where tenant_id = $1 and role = 'admin'", large.id)
        made = await upload(
            sheets["members"], "p.csv", text.getvalue().encode(), address="http://bench/large", locale="zh-CN", by=by, now=now
        )
    began = time.perf_counter()
    await jobs.plan(tenant=large.id, now=now, imported=str(made))
    async with inside(large.id):
        await decide(made, only_good=False, by=by, now=now)
        job = await db().fetchval("select id from jobs where tenant_id = $1 and key = $2", large.id, f"apply {made}")
    await run(large.id, job, now=now + timedelta(minutes=1))
    took = time.perf_counter() - began
    async with inside(large.id):
        one = await reads.found(made)
    if one is None or (one.state, one.done) != ("applied", PEOPLE):
        raise RuntimeError("not all of them were imported")
    return took


async def _sign_up() -> tuple[float, str]:
    """The slowest pack, its files read for the first time as in a fresh process."""
    took = []
    for key in keys():
        began = time.perf_counter()
        await sign_up("公司", f"new-{key.replace('_', '-')}", key, "管理员", f"{key}@bench.example", "胜利路口的蓝色冰柜门把手",
                      now=datetime.now(UTC), locale="zh-CN")  # fmt: skip
        took.append((time.perf_counter() - began, key))
    return max(took)


def main() -> None:
    with database(fsync="off") as settings:
        told = asyncio.run(figures(settings))
    floor = told.pages[0]
    for page in told.pages:
        print(f"{page.name:24} {page.ms:6.2f} ms  {page.ratio(floor):.2f}")
    print(f"gap check {told.gaps:.2f} s, again {told.gaps_again:.2f} s; import {told.imported:.1f} s; sign-up {told.signed_up}")


if __name__ == "__main__":
    main()
