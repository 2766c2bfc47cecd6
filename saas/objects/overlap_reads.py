"""Pairs of active objects that serve one need, as the rules of their kind tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tenants import current, db

Text = dict[str, str]
A_PAGE = 20
GROUP = 12  # of more objects of one need only the first so many are paired: the rest follows once these are decided

# A need is the values of the attributes that the rule names; where one is empty nobody knows the need.
PAIRS = f"""
    with rules as (
        select k.id as kind_id, k.name as kind, r ->> 'code' as code, r -> 'name' as name, r -> 'same' as same,
               coalesce(r -> 'stages', '[]') as stages
          from object_kinds k cross join jsonb_array_elements(k.needs) r
         where k.tenant_id = $1 and k.retired_on is null),
    served as (
        select r.code as rule, r.name as rule_name, r.kind, o.id, o.code, o.name, o.unit_id, o.stage, n.need,
               row_number() over (partition by r.kind_id, r.code, n.need order by o.code) as place
          from rules r
          join objects o on o.tenant_id = $1 and o.kind_id = r.kind_id and o.retired_on is null
               and (r.stages = '[]' or r.stages ? o.stage)
         cross join lateral (select jsonb_agg(o.attributes -> a order by a) as need,
                                    bool_and(coalesce(o.attributes ->> a, '') <> '') as known
                               from jsonb_array_elements_text(r.same) a) n
         where n.known and o.unit_id = any (array(
               select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($2)))),
    pairs as (
        select a.rule, a.rule_name, a.kind, a.need, a.id as a_id, a.code as a_code, a.name as a_name, a.unit_id as a_unit,
               b.id as b_id, b.code as b_code, b.name as b_name, b.unit_id as b_unit
          from served a join served b on b.rule = a.rule and b.kind = a.kind and b.need = a.need and b.place > a.place
         where a.place <= {GROUP} and b.place <= {GROUP})
    select p.*, ua.name as a_unit_name, ub.name as b_unit_name, d.why, d.decided_at, m.name as by, count(*) over () as total
      from pairs p
      join units ua on ua.tenant_id = $1 and ua.id = p.a_unit
      join units ub on ub.tenant_id = $1 and ub.id = p.b_unit
      left join overlap_decisions d on d.tenant_id = $1 and d.overlap = p.rule
           and d.first_id = least(p.a_id, p.b_id) and d.second_id = greatest(p.a_id, p.b_id)
      left join memberships m on m.tenant_id = $1 and m.id = d.membership_id
     where (d.id is not null) = $3 order by p.rule, p.a_code, p.b_code limit $4 offset $5"""  # noqa: S608 – a figure of ours
ONE = """
    select true from objects a
      join objects b on b.tenant_id = $1 and b.id = $3 and b.kind_id = a.kind_id and b.retired_on is null
      join object_kinds k on k.tenant_id = $1 and k.id = a.kind_id
     cross join jsonb_array_elements(k.needs) r
     where a.tenant_id = $1 and a.id = $2 and a.retired_on is null and r ->> 'code' = $4
       and not exists (select from jsonb_array_elements_text(r -> 'same') s
                        where coalesce(a.attributes ->> s, '') = '' or (a.attributes -> s) is distinct from (b.attributes -> s))
       and (select count(*) = 2 from objects o where o.tenant_id = $1 and o.id in ($2, $3) and o.unit_id = any (array(
               select l.unit_id from unit_lines l where l.tenant_id = $1 and l.ancestor_id = any ($5))))"""


@dataclass(frozen=True)
class Side:
    id: UUID
    code: str
    name: Text
    unit: Text


@dataclass(frozen=True)
class Pair:
    """`need`: the values that both have. `why`, `by`, `at` where somebody decided that both stay."""

    rule: str
    rule_name: Text
    kind: Text
    need: list[Any]
    sides: tuple[Side, Side]
    why: str | None
    by: str | None
    at: datetime | None


async def pairs(units: Sequence[UUID], page: int, *, decided: bool) -> tuple[list[Pair], int]:
    """One page of the pairs that wait, or of those that were left standing for a reason; and how many there are."""
    rows = await db().fetch(PAIRS, current(), list(units), decided, A_PAGE, (page - 1) * A_PAGE)
    found = [
        Pair(row["rule"], row["rule_name"], row["kind"], row["need"], (_side(row, "a"), _side(row, "b")), row["why"], row["by"],
             row["decided_at"])
        for row in rows
    ]  # fmt: skip
    return found, rows[0]["total"] if rows else 0


async def is_pair(one: UUID, other: UUID, rule: str, units: Sequence[UUID]) -> bool:
    """Whether both are active, serve one need by this rule, and lie below these units."""
    return bool(await db().fetchval(ONE, current(), one, other, rule, list(units)))


def _side(row: Any, letter: str) -> Side:
    return Side(row[f"{letter}_id"], row[f"{letter}_code"], row[f"{letter}_name"], row[f"{letter}_unit_name"])
