"""One indicator's figures for a page: every edition of some subjects, their targets, the days of no work. One SELECT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.calendar import WorkCalendar
from saas.indicators.over import Figure, Target
from tenants import current, db

FACTS = """
    select (select jsonb_agg(to_jsonb(h) order by h.noted_at desc, h.id desc)
              from (select f.id, f.name, f.subject_kind, f.subject_id, f.first_day, f.last_day, f.edition,
                           f.value::text as value, f.state, f.source, f.noted_at, f.why, f.reason, m.name as by
                      from indicator_values f left join memberships m on m.tenant_id = $1 and m.id = f.noted_by
                     where f.tenant_id = $1 and f.indicator_id = $2 and f.subject_id = any($3)
                       and f.first_day >= $4 and f.last_day <= $5) h) as figures,
           (select jsonb_agg(to_jsonb(g) order by g.set_at desc)
              from (select t.subject_kind, t.subject_id, t.first_day, t.last_day, t.edition, t.target::text as target,
                           t.floor::text as floor, t.stretch::text as stretch, t.weight::text as weight, t.set_at, t.why,
                           m.name as by
                      from indicator_targets t join memberships m on m.tenant_id = $1 and m.id = t.set_by
                     where t.tenant_id = $1 and t.indicator_id = $2 and t.subject_id = any($3)
                       and t.first_day <= $5 and t.last_day >= $4) g) as targets,
           (select jsonb_agg(jsonb_build_array(d.day, d.workday)) from calendar_days d where d.day between $4 and $5) as days"""
MOMENTS = ("noted_at", "set_at")
AMOUNTS = ("value", "target", "floor", "stretch", "weight")


@dataclass(frozen=True)
class Told:
    """`editions`: every figure ever noted, newest first, as maps; `figures` and `targets`: what stands."""

    editions: list[dict[str, Any]]
    aims: list[dict[str, Any]]
    figures: list[Figure]
    targets: list[Target]
    calendar: WorkCalendar


async def told(indicator: UUID, subjects: list[UUID], first: date, last: date) -> Told:
    """Of the periods that lie within, for these subjects."""
    row = await db().fetchrow(FACTS, current(), indicator, subjects, first, last)
    editions = [_typed(each) for each in row["figures"] or []]
    aims = [_typed(each) for each in row["targets"] or []]
    figures: dict[tuple[Any, ...], Figure] = {}
    for each in sorted(editions, key=lambda e: e["edition"]):
        kept = {key: value for key, value in each.items() if key not in ("id", "why", "by")}
        figures[each["subject_id"], each["name"], each["first_day"], each["last_day"]] = Figure(indicator, **kept)
    targets: dict[tuple[Any, ...], Target] = {}
    for each in sorted(aims, key=lambda e: e["edition"]):
        kept = {key: value for key, value in each.items() if key not in ("set_at", "why", "by")}
        targets[each["subject_id"], each["first_day"], each["last_day"]] = Target(indicator, **kept)
    days = {date.fromisoformat(day): works for day, works in row["days"] or []}
    return Told(editions, aims, list(figures.values()), list(targets.values()), WorkCalendar(days))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(key, value) for key, value in row.items()}


def _value(key: str, value: Any) -> Any:
    if key in AMOUNTS:
        return None if value is None else Decimal(value)
    if key in MOMENTS:
        return datetime.fromisoformat(value)
    if key.endswith("_day"):
        return date.fromisoformat(value)
    return UUID(value) if key.endswith("_id") else value
