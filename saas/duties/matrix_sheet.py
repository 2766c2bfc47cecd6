"""The matrix as a spreadsheet in its long form: one row says that a post answers for a detail in a unit, and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.duties.assign import KINDS, NOUN, cell_id
from saas.revisions import titles
from saas.sheets.registry import Change, Column, Problem, Progress, Row
from saas.visit import Visit
from saas.words import N_, say
from tenants import current, db

NONE = "none"
BATCH = 100
NAMES = ("unit_name", "detail_name", "post_name")
SAID = (("responsible", N_("负责")), ("supporting", N_("支持")), ("reviewing", N_("复核")), ("informed", N_("知会")))
titles("responsibility", {}, values={"kind": dict(SAID)})
COLUMNS = (
    Column("unit", N_("单元编码"), required=True),
    Column("unit_name", N_("单元"), told=True, width=22),
    Column("detail", N_("细节编码"), required=True),
    Column("detail_name", N_("细节"), told=True, width=36),
    Column("post", N_("岗位编码"), required=True),
    Column("post_name", N_("岗位"), told=True, width=26),
    Column("kind", N_("责任"), kind="choice", required=True, note=N_("每个单元每条细节只有一个负责；选“无”清除这一格。"),
           choices=(*SAID, (NONE, N_("无")))),
)  # fmt: skip

UNITS = """
select u.id from units u where u.tenant_id = $1 and (u.closed_on is null or u.closed_on > $3)
  and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2))
order by u.position, u.code"""

ROWS = """
select u.code as unit, u.name as unit_name, r.detail_code as detail, n.name as detail_name, p.code as post, p.name as post_name,
       r.kind
from responsibilities r
join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
left join standard_nodes n on n.tenant_id = r.tenant_id and n.code = r.detail_code and n.standard_id = (
  select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3
  order by s.number desc limit 1)
where r.tenant_id = $1 and r.unit_id = any ($2)
order by u.position, u.code, n.position, r.detail_code, array_position($4::text[], r.kind), p.code"""


async def export(visit: Visit) -> AsyncIterator[Row]:
    """All rows in one's lines, a hundred units at a time; names in the reader's language."""
    units = [row["id"] for row in await db().fetch(UNITS, current(), visit.leads(), visit.today)]
    for at in range(0, len(units), BATCH):
        for row in await db().fetch(ROWS, current(), units[at : at + BATCH], visit.today, list(KINDS)):
            yield {**dict(row), **{name: say(row[name], locale=visit.locale) for name in NAMES}}


Wanted = dict[tuple[str, str], dict[str, set[str]]]  # (unit, detail) → post → kinds of the file


@dataclass(frozen=True)
class Known:
    """What a file may name: ids by code, codes of details in force, and the cells as they stand."""

    units: Mapping[str, UUID]
    posts: Mapping[str, UUID]
    closed: frozenset[str]
    details: frozenset[str]
    cells: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]  # (unit, detail) → post → kinds


async def plan(rows: list[Row], today: date) -> list[Change]:
    """Rows of one cell belong together: the kinds of the file take the place of those that stand."""
    known = await _known(rows, today)
    wanted: Wanted = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row["unit"] and row["detail"] and row["post"] and row["kind"]:
            wanted[row["unit"], row["detail"]][row["post"]].add(row["kind"])
    seen: set[tuple[Any, ...]] = set()
    return [_change(row, known, wanted, seen) for row in rows]


def _change(row: Row, known: Known, wanted: Wanted, seen: set[tuple[Any, ...]]) -> Change:
    unit, detail, post, kind = (row[name] for name in ("unit", "detail", "post", "kind"))
    key = " · ".join(str(part or "") for part in (unit, detail, post))
    if None in (unit, detail, post, kind):
        return Change(row["_row"], "refuse", key)
    after = wanted[unit, detail]
    problems = [*_unknown(row, known), *_second(row, known, after)]
    if (unit, detail, post, kind) in seen:
        problems.append(Problem("", N_("这一行和前面的重复。")))
    elif NONE in after[post] and len(after[post]) > 1:
        problems.append(Problem("kind", N_("同一格不能又填又清。")))
    seen.add((unit, detail, post, kind))
    was = known.cells.get((unit, detail), {}).get(post, ())
    new = tuple(sorted(after[post] - {NONE}))
    verdict = "refuse" if problems else "same" if was == new else "change" if was else "add"
    fields = {} if verdict in ("same", "refuse") else {"kind": (", ".join(was) or None, kind)}
    target = (known.units.get(unit), detail, known.posts.get(post), new, was, unit, post)
    return Change(row["_row"], verdict, key, fields, problems, target)  # type: ignore[arg-type]


def _unknown(row: Row, known: Known) -> list[Problem]:
    """Codes that nothing has. A detail or post that is no longer in force can still be cleared."""
    clearing = row["kind"] == NONE
    problems = []
    if row["unit"] not in known.units:
        problems.append(Problem("unit", N_("没有这个单元，或者它已撤销。")))
    if row["post"] not in known.posts or (row["post"] in known.closed and not clearing):
        problems.append(Problem("post", N_("没有这个岗位，或者它已撤销。")))
    if row["detail"] not in known.details and not clearing:
        problems.append(Problem("detail", N_("现行标准里没有这条细节。")))
    return problems


def _second(row: Row, known: Known, after: Mapping[str, set[str]]) -> list[Problem]:
    """One responsible post per detail and unit, once the whole file is written."""
    if row["kind"] != "responsible":
        return []
    standing = {post for post, kinds in known.cells.get((row["unit"], row["detail"]), {}).items() if "responsible" in kinds}
    owners = {post for post in standing if post not in after} | {post for post, kinds in after.items() if "responsible" in kinds}
    others = sorted(owners - {row["post"]})
    return [Problem("kind", N_("这条细节在这个单元另有负责岗位 %(post)s。"), {"post": others[0]})] if others else []


async def _known(rows: list[Row], today: date) -> Known:
    units = await db().fetch(
        "select code, id from units where tenant_id = $1 and (closed_on is null or closed_on > $2)", current(), today
    )
    posts = await db().fetch(
        "select code, id, coalesce(closed_on <= $2, false) as closed from posts where tenant_id = $1", current(), today
    )
    details = await db().fetch(
        """select n.code from standard_nodes n where n.tenant_id = $1 and n.level = 'detail' and n.standard_id = (
             select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $2
             order by s.number desc limit 1)""",
        current(), today,
    )  # fmt: skip
    standing = await db().fetch(
        """select u.code as unit, r.detail_code, p.code as post, array_agg(r.kind order by r.kind) as kinds
           from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
           join posts p on p.tenant_id = r.tenant_id and p.id = r.post_id
           where r.tenant_id = $1 and r.detail_code = any ($2) group by 1, 2, 3""",
        current(), list({row["detail"] for row in rows if row["detail"]}),
    )  # fmt: skip
    cells: dict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in standing:
        cells[row["unit"], row["detail_code"]][row["post"]] = tuple(row["kinds"])
    return Known(
        {row["code"]: row["id"] for row in units}, {row["code"]: row["id"] for row in posts},
        frozenset(row["code"] for row in posts if row["closed"]), frozenset(row["code"] for row in details), cells,
    )  # fmt: skip


async def apply(changes: list[Change], *, by: UUID, now: datetime, progress: Progress) -> None:
    """Every cell of the file at once: first what stood in it goes, then what is wanted comes. Its history is told."""
    cells = {change.target[:3]: change.target for change in changes}
    units, details, posts = ([each[at] for each in cells] for at in range(3))
    await db().execute(
        """delete from responsibilities r using unnest($2::uuid[], $3::text[], $4::uuid[]) c (unit, detail, post)
           where r.tenant_id = $1 and r.unit_id = c.unit and r.detail_code = c.detail and r.post_id = c.post""",
        current(), units, details, posts,
    )  # fmt: skip
    flat = [(*at, kind) for at, target in cells.items() for kind in target[3]]
    await db().execute(
        """insert into responsibilities (tenant_id, unit_id, detail_code, post_id, kind)
           select $1, c.* from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[]) c""",
        current(), *([each[at] for each in flat] for at in range(4)),
    )  # fmt: skip
    await _tell(list(cells.values()), by, now)
    await progress(len(changes))


async def _tell(targets: list[Any], by: UUID, now: datetime) -> None:
    named = [{"unit": t[5], "detail": t[1], "post": t[6]} for t in targets]
    await db().execute(
        """insert into revisions (tenant_id, noun_id, noun, edition, at, membership_id, before, after)
           select $1, c.id, $2, 1 + coalesce((select max(edition) from revisions r
                    where r.tenant_id = $1 and r.noun_id = c.id and r.noun = $2), 0), $3, $4, c.before, c.after
           from unnest($5::uuid[], $6::jsonb[], $7::jsonb[]) c (id, before, after)""",
        current(), NOUN, now, by, [cell_id(t[0], t[1], t[2]) for t in targets],
        [name | {"kind": ", ".join(t[4])} for name, t in zip(named, targets, strict=True)],
        [name | {"kind": ", ".join(t[3])} for name, t in zip(named, targets, strict=True)],
    )  # fmt: skip
