"""The ledger as lists: kinds with their numbers, a page of objects of one kind by filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from saas import forms
from saas.beats import BEATS
from saas.org.reads import pattern
from saas.shelf import Shelf
from tenants import current, db

Text = dict[str, str]
A_PAGE = 50

# Objects, their kinds and book figures; where they stand, and how the points that count them are called.
MARK = f"select concat_ws(' ', who.org, who.lists, {BEATS.format(subject='objects')})"

# Units below those that one leads or works in.
MINE = "array(select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2))"

KINDS = f"""
    select k.id, k.code, k.name, k.attributes, k.segments, k.stages, k.exclusive, k.needs <> '[]' as overlapping,
           coalesce(n.count, 0) as count
      from object_kinds k
      left join (select c.kind_id, sum(c.count) as count from object_counts c
                  where c.tenant_id = $1 and c.unit_id = any ({MINE}) group by c.kind_id) n on n.kind_id = k.id
     where k.tenant_id = $1 and k.retired_on is null order by k.id"""  # noqa: S608

CHOSEN = """
     and o.kind_id = $3 and (o.retired_on is null) = ($4::text <> '!retired')
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($2))
       and ($5::uuid is null or exists (
            select from unit_lines b where b.tenant_id = $1 and b.unit_id = o.unit_id and b.ancestor_id = $5))
       and ($4 in ('', '!retired') or o.segment = $4) and ($6 = '' or o.stage = $6) and ($7 = '' or o.words like $7)"""

LISTED = """
    select p.total, (select to_json(x)::text from (
           select o.id, o.code, o.name, u.name as unit, o.attributes, o.segment, o.stage, o.retired_on is not null as retired,
                  (select jsonb_agg(jsonb_build_array(p.text, l.figure::text, p.uom, l.as_of) order by p.position)
                     from ledger_figures l
                     join lateral (select p.text, p.uom, p.position from points p
                                    where p.tenant_id = l.tenant_id and p.code = l.point_code limit 1) p on true
                    where l.tenant_id = $1 and l.object_id = o.id) as book) x) as told
      from listed p join objects o on o.tenant_id = $1 and o.id = p.id
      join units u on u.tenant_id = $1 and u.id = o.unit_id order by o.code"""
STANDING = """
    select o.id, $3::bigint as total from objects o where o.tenant_id = $1 and o.kind_id = $2 and o.retired_on is null
       and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($4))"""
# Without a filter a page walks the codes in order and stops at fifty, with the tally as its total; from page to page it goes on
# where the last one ended. What is asked for is looked for once: total and page come from the same hits, and a page past the
# end is the last one.
AFTER = f"with listed as ({STANDING} and o.code > $5 order by o.code limit {A_PAGE}) {LISTED}"
BEFORE = f"with listed as ({STANDING} and o.code < $5 order by o.code desc limit {A_PAGE}) {LISTED}"
JUMP = f"with listed as ({STANDING} order by o.code limit {A_PAGE} offset $5) {LISTED}"
# Words alone are asked for most: what says them is found first, in the index of words, and then held against the line.
SAYING = """select o.id, o.code, o.unit_id from objects o
              where o.tenant_id = $1 and o.kind_id = $3 and o.retired_on is null and o.words like $7
                and $4 = '' and $5::uuid is null and $6 = '' and octet_length(o.words)"""
SAID = f"""
    said as ({SAYING} <= 2000 union all {SAYING} > 2000),
    hits as materialized (select s.id, s.code from said s
         where exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = s.unit_id and l.ancestor_id = any ($2)))"""  # noqa: S608
PAGE_OF_HITS = f"""
    listed as (
        select h.id, (select count(*) from hits) as total from hits h order by h.code limit {A_PAGE}
        offset (select least($8::bigint, greatest(0, (count(*) - 1) / {A_PAGE} * {A_PAGE})) from hits))
    {LISTED}"""  # noqa: S608
HITS = f"with hits as materialized (select o.id, o.code from objects o where o.tenant_id = $1 {CHOSEN}), {PAGE_OF_HITS}"  # noqa: S608
HITS_SAID = f"with {SAID}, {PAGE_OF_HITS}"


@dataclass(frozen=True)
class Kind:
    """A kind of object, how its objects are told apart, and how many of it stand in the line."""

    id: UUID
    code: str
    name: Text
    attributes: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    exclusive: bool
    overlapping: bool
    count: int

    def segment(self, code: str | None) -> Text | None:
        return named(self.segments, code)

    def stage(self, code: str | None) -> Text | None:
        return named(self.stages, code)


@dataclass(frozen=True)
class Figure:
    """A book figure: what is counted, how much, in which uom."""

    text: Text
    figure: Decimal
    uom: str


class Told(msgspec.Struct, frozen=True):
    """One managed object as the database tells it."""

    id: UUID
    code: str
    name: Text
    unit: Text
    attributes: dict[str, Any]
    segment: str | None
    stage: str | None
    retired: bool
    book: list[list[Any]] | None


@dataclass(frozen=True)
class Thing:
    """One managed object; `facts` are its attributes as (name, value, uom) in the order of its kind."""

    id: UUID
    code: str
    name: Text
    unit: Text
    segment: Text | None
    stage: Text | None
    retired: bool
    facts: list[tuple[Text, Any, str]]
    book: list[Figure]


@dataclass(frozen=True)
class Filter:
    """What the list is asked for; `segment` "!retired" lists what was retired.

    `way`: the word "after" or "before", and the code from which it goes on.
    """

    unit: UUID | None = None
    segment: str = ""
    stage: str = ""
    query: str = ""
    way: tuple[str, str] = ("", "")

    @property
    def any(self) -> bool:
        return bool(self.unit or self.segment or self.stage or self.query)

    def arguments(self) -> tuple[Any, ...]:
        return self.segment, self.unit, self.stage, pattern(self.query) if self.query else ""


async def kinds(units: Sequence[UUID]) -> list[Kind]:
    """All kinds in use, with the objects below these units."""
    return [Kind(**dict(row)) for row in await db().fetch(KINDS, current(), units)]


_kinds = Shelf()


async def kinds_under(mark: str, units: Sequence[UUID]) -> list[Kind]:
    """The same, kept as long as the mark of the page stays."""
    key = (current(), tuple(units), mark)
    kept: list[Kind] | None = _kinds.get(key)
    return kept or _kinds.put(key, await kinds(units))


async def things(kind: Kind, units: Sequence[UUID], asked: Filter, page: int) -> tuple[list[str], int]:
    """One page of the objects of a kind as JSON, by code, and how many fit the filter. A page past the end is the last one."""
    if asked.any:
        hits = HITS if asked.unit or asked.segment or asked.stage else HITS_SAID
        rows = await db().fetch(hits, current(), units, kind.id, *asked.arguments(), (page - 1) * A_PAGE)
    else:
        page = min(page, forms.pages(kind.count, A_PAGE))
        rows = await _walked(kind, units, asked.way if page > 1 else ("after", ""), page)
    return [row["told"] for row in rows], rows[0]["total"] if rows else 0


async def _walked(kind: Kind, units: Sequence[UUID], way: tuple[str, str], page: int) -> list[Any]:
    """The page behind or before a code; by its number where none is named, or nothing is found there any more."""
    given, (to, code) = (current(), kind.id, kind.count, units), way
    rows = await db().fetch(AFTER if to == "after" else BEFORE, *given, code) if to else []
    return rows or (await db().fetch(JUMP, *given, (page - 1) * A_PAGE) if page > 1 else [])


def thing(told: str, kind: Kind) -> Thing:
    """An object of a list from its JSON."""
    row = msgspec.json.decode(told, type=Told)
    return Thing(
        row.id, row.code, row.name, row.unit, kind.segment(row.segment), kind.stage(row.stage), row.retired,
        facts(kind.attributes, row.attributes), figures(row.book),
    )  # fmt: skip


def ends(told: Sequence[str]) -> tuple[str, str]:
    """The codes of the first and the last of a page, where the pages beside it begin."""
    codes = [msgspec.json.decode(each, type=Told).code for each in (told[0], told[-1])] if told else ["", ""]
    return codes[0], codes[1]


def named(parts: Sequence[dict[str, Any]], code: str | None) -> Text | None:
    """The name of a segment or stage."""
    return next((one["name"] for one in parts if one["code"] == code), None) if code else None


def facts(wanted: Sequence[dict[str, Any]], said: dict[str, Any]) -> list[tuple[Text, Any, str]]:
    """Attributes as (name, value, uom), without what nobody filled in."""
    told = []
    for one in wanted:
        value = said.get(one["code"])
        options = {option["key"]: option["name"] for option in one.get("options") or ()}
        if value is not None:
            told.append((one["name"], options.get(value, value) if isinstance(value, str) else value, one.get("uom") or ""))
    return told


def figures(rows: list[list[Any]] | None) -> list[Figure]:
    return [Figure(text, Decimal(figure), uom or "") for text, figure, uom, _ in rows or ()]
