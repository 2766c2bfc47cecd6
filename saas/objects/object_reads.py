"""One managed object: what it is, where it lies, what the books say, what became of it, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from saas.objects.reads import Figure, facts, figures, named
from saas.refusals import not_found
from tenants import current, db

Text = dict[str, str]

OBJECT = """
    select o.id, o.code, o.name, o.attributes, o.segment, o.stage, o.stage_by_hand, o.stage_next, o.retired_on,
           o.unit_id, u.code as unit_code, u.name as unit, k.id as kind_id, k.code as kind_code, k.name as kind,
           k.attributes as wanted, k.segments, k.stages, k.playbook, k.exclusive,
           (select coalesce(max(r.edition), 0) from revisions r
             where r.tenant_id = $1 and r.noun = 'object' and r.noun_id = o.id) as edition,
           (select jsonb_agg(jsonb_build_array(p.text, l.figure::text, p.uom, l.as_of) order by p.position)
              from ledger_figures l
              join lateral (select p.text, p.uom, p.position from points p
                             where p.tenant_id = l.tenant_id and p.code = l.point_code limit 1) p on true
             where l.tenant_id = $1 and l.object_id = o.id) as book,
           (select jsonb_agg(jsonb_build_object('territory', t.name, 'id', t.id, 'from_date', g.from_date, 'to_date', g.to_date,
                             'why', g.why, 'by', m.name) order by g.from_date desc, g.id desc)
              from object_grounds g join territories t on t.tenant_id = $1 and t.id = g.territory_id
              left join memberships m on m.tenant_id = $1 and m.id = g.moved_by
             where g.tenant_id = $1 and g.object_id = o.id) as grounds,
           (select jsonb_agg(jsonb_build_object('stage', s.stage, 'from_date', s.from_date, 'by_rule', s.by_rule,
                             'why', s.why, 'by', m.name) order by s.at desc, s.id desc)
              from object_stages s left join memberships m on m.tenant_id = $1 and m.id = s.membership_id
             where s.tenant_id = $1 and s.object_id = o.id) as lived,
           exists (select from territories t where t.tenant_id = $1 and k.code = any (t.kinds) and t.closed_on is null) as divided
      from objects o
      join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
      join units u on u.tenant_id = $1 and u.id = o.unit_id
     where o.tenant_id = $1 and o.id = $2 and ($3::uuid[] is null or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($3)))"""

# What a playbook names, as the company knows it today; codes that lead nowhere any more stay bare.
NAMED = """
    select 'checklists' as part, l.code, l.name,
           (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id and v.effective_from <= $3
             order by v.effective_from desc, v.number desc limit 1) as id
      from checklists l where l.tenant_id = $1 and l.code = any ($2) and (l.retired_on is null or l.retired_on > $3)
    union all
    select 'standards', n.code, n.name, n.id from standard_nodes n
     where n.tenant_id = $1 and n.code = any ($2) and n.standard_id = (
           select s.id from standards s where s.tenant_id = $1 and s.published_at is not null and s.effective_from <= $3
            order by s.effective_from desc, s.number desc limit 1)
    union all
    select 'measures', m.code, m.title, null from measure_library m where m.tenant_id = $1 and m.code = any ($2)"""


@dataclass(frozen=True)
class Ground:
    """A territory and from when to when; `by` is who moved it there, None where it was born so."""

    id: UUID
    territory: Text
    from_date: date
    to_date: date | None
    why: str
    by: str | None


@dataclass(frozen=True)
class Lived:
    stage: Text | None
    from_date: date
    by_rule: bool
    why: str
    by: str | None


@dataclass(frozen=True)
class Link:
    """Something a play names: checklist (id of its version), standard (id of its node), or measure (no page of its own)."""

    part: str
    name: Text
    id: UUID | None


@dataclass(frozen=True)
class Play:
    text: Text
    links: list[Link]


@dataclass(frozen=True)
class Object:
    """`grounds` and `lived` newest first."""

    id: UUID
    code: str
    name: Text
    kind_id: UUID
    kind_code: str
    kind: Text
    unit_id: UUID
    unit_code: str
    unit: Text
    attributes: dict[str, Any]
    wanted: list[dict[str, Any]]
    stages: list[dict[str, Any]]
    segment: Text | None
    stage_code: str | None
    stage: Text | None
    strategy: Text | None
    stage_by_hand: bool
    stage_next: Text | None
    exclusive: bool
    divided: bool
    retired_on: date | None
    edition: int
    facts: list[tuple[Text, Any, str]]
    book: list[Figure]
    grounds: list[Ground]
    lived: list[Lived]
    plays: list[dict[str, Any]]

    def lies_in(self, today: date) -> list[Ground]:
        """The territories of this day: one where all is well."""
        return [g for g in self.grounds if g.from_date <= today and (g.to_date is None or g.to_date >= today)]

    @property
    def ruled(self) -> bool:
        """Whether any stage of the kind follows from a rule."""
        return any(stage.get("when") for stage in self.stages)


async def object_(thing: UUID, units: Sequence[UUID] | None) -> Object:
    """One object below these units, None: anywhere. Raises 404."""
    row = await db().fetchrow(OBJECT, current(), thing, None if units is None else list(units))
    if row is None:
        raise not_found()
    stage = next((one for one in row["stages"] if one["code"] == row["stage"]), None)
    same = ("id", "code", "name", "kind_id", "kind_code", "kind", "unit_id", "unit_code", "unit", "attributes", "wanted",
            "stages", "stage_by_hand", "exclusive", "divided", "retired_on", "edition")  # fmt: skip
    return Object(
        **{name: row[name] for name in same}, segment=named(row["segments"], row["segment"]), stage_code=row["stage"],
        stage=stage["name"] if stage else None, strategy=stage.get("strategy") if stage else None,
        stage_next=named(row["stages"], row["stage_next"]), facts=facts(row["wanted"], row["attributes"]),
        book=figures(row["book"]), grounds=[_ground(one) for one in row["grounds"] or ()],
        lived=[_lived(one, row["stages"]) for one in row["lived"] or ()],
        plays=plays(row["playbook"], row["segment"], row["stage"]),
    )  # fmt: skip


def plays(playbook: Sequence[dict[str, Any]], segment: str | None, stage: str | None) -> list[dict[str, Any]]:
    """The plays for this segment and this stage; one that names neither is for all."""
    return [
        one for one in playbook
        if (not one.get("segment") or one["segment"] == segment) and (not one.get("stage") or one["stage"] == stage)
    ]  # fmt: skip


async def told(chosen: Sequence[dict[str, Any]], today: date) -> list[Play]:
    """Plays with what they name. One statement; none where there is nothing to name."""
    codes = {code for one in chosen for part in ("checklists", "standards", "measures") for code in one.get(part, ())}
    rows = await db().fetch(NAMED, current(), list(codes), today) if codes else []
    known = {(row["part"], row["code"]): Link(row["part"], row["name"], row["id"]) for row in rows}
    return [
        Play(one["text"], [
            known.get((part, code), Link(part, {"zh": code}, None))
            for part in ("checklists", "standards", "measures") for code in one.get(part, ())
        ])
        for one in chosen
    ]  # fmt: skip


async def by_code(code: str, units: Sequence[UUID]) -> UUID:
    """The object of a label. Raises 404."""
    found: UUID | None = await db().fetchval(
        """select o.id from objects o where o.tenant_id = $1 and o.code = $2 and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = any ($3))""",
        current(), code, list(units),
    )  # fmt: skip
    if found is None:
        raise not_found()
    return found


def _ground(one: dict[str, Any]) -> Ground:
    to = one["to_date"]
    return Ground(
        UUID(one["id"]), one["territory"], date.fromisoformat(one["from_date"]), date.fromisoformat(to) if to else None,
        one["why"], one["by"],
    )  # fmt: skip


def _lived(one: dict[str, Any], stages: Sequence[dict[str, Any]]) -> Lived:
    return Lived(named(stages, one["stage"]), date.fromisoformat(one["from_date"]), one["by_rule"], one["why"], one["by"])
