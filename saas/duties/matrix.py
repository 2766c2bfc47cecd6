"""The matrix of one unit: details down, posts across. Fifty rows and twelve columns at a time, whatever the company's size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from saas.beats import BEATS
from saas.refusals import not_found
from saas.standards.book import Book, Line, book_of
from saas.standards.terms import fold
from tenants import current, db

Text = dict[str, str]
ROWS = 50
COLUMNS = 12

# Who is responsible for what, the standard in force, and the names of units, posts and holders.
MARK = f"select concat_ws(' ', who.org, {BEATS.format(subject='duties')}, {BEATS.format(subject='standards')})"


@dataclass(frozen=True)
class Asked:
    """What part of the matrix is asked for: a unit, some details, a post, further posts by name; `rows`, `columns`: pages."""

    unit: UUID | None = None
    part: UUID | None = None
    post: UUID | None = None
    query: str = ""
    more: str = ""
    rows: int = 1
    columns: int = 1

    def address(self, unit: UUID) -> str:
        """The same part of the matrix in an address, but for its pages."""
        said = {"unit": unit, "part": self.part, "post": self.post, "q": self.query, "with": self.more}
        return urlencode({key: value for key, value in said.items() if value})


class Place(msgspec.Struct, frozen=True):
    """A unit on the way up or down; `named` counts what stands in its own matrix where that was asked."""

    id: UUID
    name: Text
    named: int = 0


class Post(msgspec.Struct, frozen=True):
    """A column: a post of this unit, or another one that the unit names."""

    id: UUID
    name: Text
    unit: Text
    own: bool
    closed: bool
    holder: str | None


class Frame(msgspec.Struct, frozen=True):
    """The unit with its line and what lies below it, the columns of this page, the standard in force.

    `named`: the codes of all details that this unit names, or those of the post that is asked for.
    """

    id: UUID
    name: Text
    path: list[Place]
    below: list[Place]
    elsewhere: list[Place]
    posts: list[Post]
    total: int
    version: UUID | None
    named: list[str]


# Without a unit: where the post is named most, or the top of one's own lines. A unit outside one's lines is not there.
TOP = """
    (select l.unit_id from unit_lines l where l.tenant_id = $1 and l.unit_id = any ($2)
     group by 1 order by count(*), 1 limit 1)"""
OF_POST = """
    (select r.unit_id from responsibilities r join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id
     where r.tenant_id = $1 and r.post_id = $5 and l.ancestor_id = any ($2) group by r.unit_id order by count(*) desc, 1 limit 1),
    (select p.unit_id from posts p where p.tenant_id = $1 and p.id = $5)"""
CHOSEN = """
with asked as materialized (select {unit} as id),
chosen as materialized (
  select u.id, u.name from asked join units u on u.tenant_id = $1 and u.id = asked.id
  where (u.closed_on is null or u.closed_on > $4) and (
    select count(*) from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($2)) > 0)"""

# Only where they are asked for: a plan that is good for every request is made once, and not for each.
FURTHER = """
  union select p.id from posts p where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $4)
    and (p.code = $7 or strpos(lower(p.name ->> 'zh'), lower($7)) > 0 or strpos(lower(p.name ->> 'en'), lower($7)) > 0)
    and exists (select from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2) and l.unit_id = p.unit_id)"""
ELSEWHERE = """(select coalesce(jsonb_agg(t order by t.named desc, t.id), '[]') from (
     select u.id, u.name, count(*) as named from responsibilities r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
     where r.tenant_id = $1 and r.post_id = $5 and r.unit_id <> c.id
     group by u.id, u.name order by 3 desc limit 20) t)"""


def _frame(*, unit: bool, post: bool, more: bool) -> str:
    """The statement for a unit or a post that is asked for, and for further ones by name."""
    asked = "$3::uuid" if unit else f"coalesce($3, {OF_POST}, {TOP})" if post else f"coalesce($3, {TOP})"
    return f"""
{CHOSEN.format(unit=asked)}, named as (
  select p.id from posts p join chosen c on p.unit_id = c.id
  where p.tenant_id = $1 and (p.closed_on is null or p.closed_on > $4)
  union select r.post_id from responsibilities r join chosen c on r.unit_id = c.id where r.tenant_id = $1
  {FURTHER if more else ""}), columns as (
  select p.id, p.name, u.name as unit, p.unit_id = c.id as own, coalesce(p.closed_on <= $4, false) as closed,
    (select m.name from appointments a join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
     where a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $4 and (a.to_date is null or a.to_date >= $4)
     limit 1) as holder,
    count(*) over () as total, row_number() over (order by p.id is distinct from $5, p.unit_id <> c.id, p.code) as place
  from named x join posts p on p.tenant_id = $1 and p.id = x.id
  join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id cross join chosen c
  order by place limit {COLUMNS} offset $6)
select c.id, c.name,
  (select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by l.depth desc)
   from unit_lines l join units u on u.tenant_id = l.tenant_id and u.id = l.ancestor_id
   where l.tenant_id = $1 and l.unit_id = c.id) as path,
  (select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.position, u.code), '[]')
   from units u where u.tenant_id = $1 and u.parent_id = c.id and (u.closed_on is null or u.closed_on > $4)) as below,
  {ELSEWHERE if post else "'[]'::jsonb"} as elsewhere,
  (select coalesce(jsonb_agg(to_jsonb(x) order by x.place), '[]') from columns x) as posts,
  (select coalesce(max(x.total), 0) from columns x) as total,
  (select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $4
   order by s.number desc limit 1) as version,
  array(select distinct r.detail_code from responsibilities r
         where r.tenant_id = $1 and r.unit_id = c.id {"and r.post_id = $5" if post else ""}) as named
from chosen c"""  # noqa: S608 - the parts are constants above


FRAMES = {asked: _frame(unit=asked[0], post=asked[1], more=asked[2]) for asked in product((False, True), repeat=3)}


class Owner(msgspec.Struct, frozen=True):
    """Who is responsible for a detail in this unit: named here, or (`unit`) by the nearest unit above."""

    post: Text
    unit: Text | None


class Told(msgspec.Struct, frozen=True):
    """What is said of some details in a unit: [[code, post, kind]], who answers for each, how many units below name their own."""

    cells: list[tuple[str, UUID, str]]
    owners: dict[str, Owner]
    lower: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A detail with the cells of the columns shown, and who answers for it here.

    `line` is its place in the book, None for a code that the standard in force does not know. `lower` counts the units below
    that name a post of their own, told where neither this unit nor one above does.
    """

    code: str
    line: Line | None
    group: tuple[int, ...]
    cells: dict[UUID, list[str]]
    owner: Owner | None
    lower: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them, how many there are in all, and the standard in force."""

    shown: list[Row]
    total: int
    book: Book | None


TOLD = """
select json_build_object(
  'cells', (select coalesce(json_agg(json_build_array(r.detail_code, r.post_id, r.kind) order by r.kind), '[]')
    from responsibilities r where r.tenant_id = $1 and r.unit_id = $2 and r.detail_code = any ($3) and r.post_id = any ($4)),
  'owners', (select coalesce(json_object_agg(
                 o.code, json_build_object('post', p.name, 'unit', case when o.depth > 0 then u.name end)), '{}')
    from (select distinct on (r.detail_code) r.detail_code as code, r.post_id, r.unit_id, l.depth
            from unit_lines l join responsibilities r on r.tenant_id = $1 and r.unit_id = l.ancestor_id
            join posts p on p.tenant_id = $1 and p.id = r.post_id and (p.closed_on is null or p.closed_on > $5)
           where l.tenant_id = $1 and l.unit_id = $2 and r.detail_code = any ($3) and r.kind = 'responsible'
           order by r.detail_code, l.depth) o
    join posts p on p.tenant_id = $1 and p.id = o.post_id join units u on u.tenant_id = $1 and u.id = o.unit_id),
  'lower', (select coalesce(json_object_agg(b.code, b.units), '{}') from (
     select r.detail_code as code, count(*) as units from responsibilities r
       join unit_lines l on l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = $2
      where r.tenant_id = $1 and r.detail_code = any ($3) and r.kind = 'responsible' and l.depth > 0 group by 1) b))::text"""


async def frame(asked: Asked, leads: list[UUID], today: date) -> Frame:
    """The unit and its columns, in one statement. Raises 404 for a unit outside one's lines."""
    more = [asked.more] if asked.more else []
    row = await db().fetchrow(
        FRAMES[asked.unit is not None, asked.post is not None, bool(more)],
        current(), leads, asked.unit, today, asked.post, COLUMNS * (asked.columns - 1), *more,
    )  # fmt: skip
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Frame)


async def rows(asked: Asked, frame: Frame, today: date) -> Rows:
    """Fifty rows and how many there are, in one statement; the standard comes from the book."""
    book = await book_of(frame.version) if frame.version else None
    places = _places(book, asked, set(frame.named)) if book else []
    strange = _strange(book, asked, frame.named)
    start, here = ROWS * (asked.rows - 1), len(places)
    lines = [book.lines[at] for at in places[start : start + ROWS]] if book else []
    page: list[tuple[str, Line | None]] = [(line.code, line) for line in lines]
    page += [(code, None) for code in strange[max(0, start - here) : max(0, start + ROWS - here)]]
    codes, columns = [code for code, _ in page], [post.id for post in frame.posts]
    told = msgspec.json.decode(await db().fetchval(TOLD, current(), frame.id, codes, columns, today), type=Told)
    cells: dict[str, dict[UUID, list[str]]] = {}
    for code, post, kind in told.cells:
        cells.setdefault(code, {}).setdefault(post, []).append(kind)
    shown = [
        Row(code, line, line.above[:3] if line else (), cells.get(code, {}), told.owners.get(code), told.lower.get(code, 0))
        for code, line in page
    ]  # fmt: skip
    return Rows(shown, here + len(strange), book)


def _places(book: Book, asked: Asked, named: set[str]) -> list[int]:
    """The details that are asked for, in the order of the standard."""
    places, lines = book.inside(asked.part) if asked.part else book.details, book.lines
    if word := fold(asked.query):
        said = set(book.saying(word))
        places = [at for at in places if at in said]
    return [at for at in places if lines[at].code in named] if asked.post else places


def _strange(book: Book | None, asked: Asked, named: list[str]) -> list[str]:
    """Codes that the unit names and the standard in force does not know."""
    if asked.part:
        return []
    return sorted(code for code in named if (not book or code not in book.places) and asked.query.lower() in code.lower())
