"""Say who answers for details in a unit, cell by cell; all cells of one call together or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from saas import trail
from saas.refusals import Problem, Refused, not_found
from saas.revisions import revise, titles
from saas.words import N_, translator
from tenants import current, db

KINDS = ("responsible", "supporting", "reviewing", "informed")
KINDS_SAID = {"responsible": N_("负责"), "supporting": N_("支持"), "reviewing": N_("复核"), "informed": N_("知会")}
MOST = 200
LAST = """
    select distinct on (r.noun_id) r.noun_id, m.name from revisions r
      join memberships m on m.tenant_id = $1 and m.id = r.membership_id
     where r.tenant_id = $1 and r.noun = $2 and r.noun_id = any ($3) order by r.noun_id, r.edition desc"""
Standing = dict[tuple[str, UUID], tuple[str, ...]]  # (detail, post) → kinds
NOUN = "responsibility"
titles(NOUN, {"detail": N_("细节"), "unit": N_("单元"), "post": N_("岗位"), "kind": N_("责任")}, word=N_("责任分工"))


@dataclass(frozen=True)
class Cell:
    """One cell as it should be: `kind` None clears it. `was`: the kinds that the page showed in it."""

    detail: str
    post: UUID
    kind: str | None
    was: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a problem of this cell stands at."""
        return f"{self.detail}|{self.post}"


async def assign(
    unit: UUID, cells: Sequence[Cell], *, leads: list[UUID], by: UUID, now: datetime, today: date, locale: str
) -> int:
    """The number of cells that changed.

    Raises 404 for a unit outside one's lines, 409 where a cell has changed meanwhile, 422 at each cell that cannot
    be so: unknown post or detail, a second responsible post.
    """
    await _lock(unit, leads, today)
    if len(cells) > MOST:
        raise Refused(422, N_("一次最多改 %(most)s 格。"), field="cells", most=MOST)
    standing = await _standing(unit, cells)
    await _hold(unit, cells, standing, locale)
    _refuse(await _problems(cells, standing, today, locale))
    changed = [cell for cell in cells if _wanted(cell) != standing.get((cell.detail, cell.post), ())]
    await _write(unit, changed)
    for cell in changed:
        await _tell(unit, cell, standing.get((cell.detail, cell.post), ()), by, now)
    return len(changed)


def cell_id(unit: UUID, detail: str, post: UUID) -> UUID:
    """A cell has no row while it is empty; its history has this name all the time."""
    return uuid5(unit, f"{detail}|{post}")


def _wanted(cell: Cell) -> tuple[str, ...]:
    return (cell.kind,) if cell.kind else ()


async def _lock(unit: UUID, leads: list[UUID], today: date) -> None:
    """Two who write in one unit's matrix come one after the other."""
    if not await db().fetchval(
        """select true from units u where u.tenant_id = $1 and u.id = $2 and (u.closed_on is null or u.closed_on > $4)
             and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($3))
           for no key update""",
        current(), unit, leads, today,
    ):  # fmt: skip
        raise not_found()


async def _standing(unit: UUID, cells: Sequence[Cell]) -> Standing:
    rows = await db().fetch(
        """select detail_code, post_id, array_agg(kind order by kind) as kinds from responsibilities
           where tenant_id = $1 and unit_id = $2 and detail_code = any ($3) group by 1, 2""",
        current(), unit, [cell.detail for cell in cells],
    )  # fmt: skip
    return {(row["detail_code"], row["post_id"]): tuple(row["kinds"]) for row in rows}


async def _hold(unit: UUID, cells: Sequence[Cell], standing: Standing, locale: str) -> None:
    """Nothing that somebody else wrote meanwhile is overwritten unseen: who it was, and what stands there now."""
    other = [cell for cell in cells if tuple(sorted(cell.was)) != standing.get((cell.detail, cell.post), ())]
    if not other:
        return
    names = {
        row["noun_id"]: row["name"]
        for row in await db().fetch(LAST, current(), NOUN, [cell_id(unit, cell.detail, cell.post) for cell in other])
    }
    told, say_ = N_("%(name)s刚把这一格改成“%(kind)s”。看过再决定，再改一次就按您的。"), translator(locale)
    problems = []
    for cell in other:
        kinds = [say_(KINDS_SAID[kind]) for kind in standing.get((cell.detail, cell.post), ())]
        name = names.get(cell_id(unit, cell.detail, cell.post)) or say_(N_("别人"))
        problems.append(Problem(cell.name, told, {"name": name, "kind": " · ".join(kinds) or say_(N_("空着"))}))
    raise Refused.all(problems, status=409)


async def _problems(cells: Sequence[Cell], standing: Standing, today: date, locale: str) -> list[Problem]:
    """What keeps a cell from being set. Clearing is always possible."""
    posts = await _posts(cells, standing, today, locale)
    known = await _known(cells, today)
    problems = []
    for cell in cells:
        if cell.kind is None:
            continue
        if cell.post not in posts or posts[cell.post]["closed"]:
            problems.append(Problem(cell.name, N_("没有这个岗位，或者它已撤销。")))
        elif cell.kind not in KINDS:
            problems.append(Problem(cell.name, N_("请选负责、支持、复核或知会。")))
        elif cell.detail not in known:
            problems.append(Problem(cell.name, N_("现行标准里没有这条细节。")))
        elif cell.kind == "responsible" and (other := _other(cell, cells, standing)):
            taken = N_("本单元已由%(post)s负责，先清掉那一格。")
            problems.append(Problem(cell.name, taken, {"post": posts[other]["name"] if other in posts else ""}))
    return problems


def _other(cell: Cell, cells: Sequence[Cell], standing: Standing) -> UUID | None:
    """Another post that would be responsible for the same detail once all is written."""
    after = standing | {(each.detail, each.post): _wanted(each) for each in cells}
    same = ((post, kinds) for (detail, post), kinds in after.items() if detail == cell.detail and post != cell.post)
    return next((post for post, kinds in same if "responsible" in kinds), None)


async def _posts(cells: Sequence[Cell], standing: Standing, today: date, locale: str) -> dict[UUID, Any]:
    rows = await db().fetch(
        """select id, coalesce(name ->> $4, name ->> 'zh', name ->> 'en') as name, coalesce(closed_on <= $3, false) as closed
           from posts where tenant_id = $1 and id = any ($2)""",
        current(), [*(cell.post for cell in cells), *(post for _, post in standing)], today, locale[:2],
    )  # fmt: skip
    return {row["id"]: row for row in rows}


async def _known(cells: Sequence[Cell], today: date) -> set[str]:
    rows = await db().fetch(
        """select n.code from standard_nodes n
           where n.tenant_id = $1 and n.level = 'detail' and n.code = any ($2) and n.standard_id = (
             select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3
             order by s.number desc limit 1)""",
        current(), [cell.detail for cell in cells], today,
    )  # fmt: skip
    return {row["code"] for row in rows}


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused.all(problems)


async def _write(unit: UUID, changed: Sequence[Cell]) -> None:
    details, posts = [cell.detail for cell in changed], [cell.post for cell in changed]
    await db().execute(
        """delete from responsibilities r using unnest($3::text[], $4::uuid[]) c (detail, post)
           where r.tenant_id = $1 and r.unit_id = $2 and r.detail_code = c.detail and r.post_id = c.post""",
        current(), unit, details, posts,
    )  # fmt: skip
    await db().execute(
        """insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind)
           select $1, c.detail, $2, c.post, c.kind from unnest($3::text[], $4::uuid[], $5::text[]) c (detail, post, kind)
           where c.kind is not null""",
        current(), unit, details, posts, [cell.kind for cell in changed],
    )  # fmt: skip


async def _tell(unit: UUID, cell: Cell, before: tuple[str, ...], by: UUID, now: datetime) -> None:
    """The cell's edition and its line of the trail, with the codes a reader knows."""
    at = cell_id(unit, cell.detail, cell.post)
    row = await db().fetchrow(
        """select (select code from units where tenant_id = $1 and id = $2) as unit,
                  (select code from posts where tenant_id = $1 and id = $3) as post,
                  (select coalesce(max(edition), 0) from revisions
                   where tenant_id = $1 and noun_id = $4 and noun = 'responsibility') as seen""",
        current(), unit, cell.post, at,
    )  # fmt: skip
    named = {"detail": cell.detail, "unit": row["unit"], "post": row["post"]}
    after = {**named, "kind": cell.kind or ""}
    await revise(NOUN, at, row["seen"], after, by=by, now=now, before={**named, "kind": ", ".join(before)})
    await trail.record("assign", NOUN, at, by=by, now=now, **after)
