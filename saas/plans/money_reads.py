"""Which models tell in money what a point is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.models.form import Model, model_of
from saas.models.program import program
from saas.plans.money import Link, money_of
from tenants import current, db

Text = dict[str, str]

LINKS = """
    select k.id, k.list_code, k.point_code, k.model_id, k.input, k.result, k.moves, k.why, k.set_at, b.name as by,
           coalesce(t.text, '{}') as point, coalesce(t.list, '{}') as list, v.number, v.body,
           (select count(*) from effect_money e where e.tenant_id = $1 and e.link_id = k.id) as told
      from money_links k
      join memberships b on b.tenant_id = $1 and b.id = k.set_by
      join lateral (select w.number, w.body from model_versions w
                     where w.tenant_id = $1 and w.model_id = k.model_id order by w.number desc limit 1) v on true
      left join lateral (
           select p.text, l.name as list from checklists l
             join checklist_versions x on x.tenant_id = $1 and x.checklist_id = l.id
             join points p on p.tenant_id = $1 and p.version_id = x.id and p.code = k.point_code
            where l.tenant_id = $1 and l.code = k.list_code order by x.number desc limit 1) t on true
     where k.tenant_id = $1 and k.ended_at is null order by k.list_code, k.point_code, k.id"""
CHOICES = """
    select (select coalesce(jsonb_agg(jsonb_build_array(l.code || '/' || p.code, l.name, p.text)
                                      order by l.position, p.position), '[]')
              from checklists l
              join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                             order by v.number desc limit 1) v on true
              join points p on p.tenant_id = $1 and p.version_id = v.id
             where l.tenant_id = $1 and l.retired_on is null and p.weight > 0) as points,
           (select coalesce(jsonb_agg(jsonb_build_array(m.id, v.body) order by m.position, m.code), '[]') from models m
              join lateral (select w.body from model_versions w where w.tenant_id = $1 and w.model_id = m.id
                             order by w.number desc limit 1) v on true
             where m.tenant_id = $1 and m.retired_on is null) as models"""


@dataclass(frozen=True)
class Linked:
    """A point, a model, and what moves what. told: effects that it has put into money."""

    id: UUID
    list_code: str
    point_code: str
    model_id: UUID
    input: str
    result: str
    moves: Decimal
    why: str
    set_at: datetime
    by: str
    point: Text
    list: Text
    number: int
    body: dict[str, Any]
    told: int

    @property
    def link(self) -> Link:
        return Link(self.input, self.result, self.moves)

    @property
    def model(self) -> Model:
        return model_of(self.body)

    def titled(self) -> tuple[Text, str, Text]:
        """The input's title and unit of measure, the result's title."""
        made = program(self.model)
        one, other = (made.cells[made.at[path]] for path in (self.input, self.result))
        return one.title, one.uom, other.title


@dataclass(frozen=True)
class Choice:
    """What a form may offer: (key, name) under a heading."""

    heading: Text
    options: list[tuple[str, Text]]


@dataclass(frozen=True)
class Choices:
    points: list[Choice]
    inputs: list[Choice]
    results: list[Choice]


async def links() -> list[Linked]:
    """Those in force."""
    return [Linked(**row) for row in await db().fetch(LINKS, current())]


async def choices() -> Choices:
    """Points of current lists; inputs that have a figure and results that are money, by model."""
    row = await db().fetchrow(CHOICES, current())
    points: dict[str, Choice] = {}
    for key, name, text in row["points"]:
        points.setdefault(key.partition("/")[0], Choice(name, [])).options.append((key, text))
    pairs = [_sides(key, model_of(body)) for key, body in row["models"]]
    full = [pair for pair in pairs if all(side.options for side in pair)]
    return Choices(list(points.values()), *([pair[side] for pair in full] for side in (0, 1)))


def _sides(key: str, model: Model) -> tuple[Choice, Choice]:
    made = program(model)
    inputs = [(f"{key}/{one.name}", one.title) for one in model.inputs if one.value is not None]
    results = [
        (f"{key}/{path}", made.cells[made.at[path]].title)
        for path in model.results if path in made.at and money_of(made, path) is not None
    ]  # fmt: skip
    return Choice(model.name, inputs), Choice(model.name, results)


async def unpriced(measures: Sequence[UUID] | None) -> list[Any]:
    """Judged measures (None: all) with an estimate, each with a link in force that has not told its money yet."""
    rows: list[Any] = await db().fetch(
        """select m.id as measure, k.id as link, e.estimate, e.low, e.high from effects e
             join measures m on m.tenant_id = $1 and m.id = e.measure_id
             join money_links k on k.tenant_id = $1 and k.list_code = m.list_code and k.point_code = m.point_code
              and k.ended_at is null
            where e.tenant_id = $1 and ($2::uuid[] is null or m.id = any ($2)) and e.low is not null and not exists (
                  select from effect_money y where y.tenant_id = $1 and y.measure_id = m.id and y.link_id = k.id)
            order by m.id, k.id""",
        current(), None if measures is None else list(measures),
    )  # fmt: skip
    return rows
