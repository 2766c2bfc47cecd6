"""What is asked of a rollout: its stages, gates, notes and decisions, in one statement; what a quarter tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from saas.rollout.judge import Criterion, Note, Side
from saas.rollout.told import GatesTold
from tenants import current, db

Text = dict[str, str]
State = Literal["waiting", "open", "passed", "before"]

# Figures are told as texts: none is ever a float.
PROGRAMME = """
    select json_build_object(
        'begun', (select json_build_object('from_date', r.from_date, 'at', r.begun_at, 'by', m.name)
                    from rollouts r join memberships m on m.tenant_id = $1 and m.id = r.begun_by
                   where r.tenant_id = $1 and r.to_date is null),
        'top', (select u.id from units u where u.tenant_id = $1 and u.parent_id is null and u.closed_on is null limit 1),
        'stages', (select coalesce(json_agg(json_build_object(
            'id', s.id, 'code', s.code, 'position', s.position, 'name', s.name, 'scope', s.scope, 'work', s.work,
            'signs', s.signs,
            'weeks', s.weeks::text, 'units', s.units, 'lists', s.lists, 'systems', s.systems, 'prepares', s.prepares,
            'state', s.state, 'opened_on', s.opened_on, 'passed_on', s.passed_on,
            'edition', (select coalesce(max(e.edition), 0) from revisions e
                         where e.tenant_id = $1 and e.noun = 'rollout_stage' and e.noun_id = s.id),
            'unit_names', (select coalesce(json_agg(u.name order by u.position, u.code), '[]') from units u
                            where u.tenant_id = $1 and u.id = any (s.units)),
            'criteria', (select coalesce(json_agg(json_build_object(
                'id', c.id, 'stage_id', c.stage_id, 'side', c.side, 'code', c.code, 'text', c.text, 'by', c.by,
                'low', c.low::text,
                'high', c.high::text, 'uom', c.uom, 'days', c.days, 'indicator', c.indicator, 'lists', c.lists)
                order by c.side, c.position, c.code), '[]') from rollout_criteria c
                 where c.tenant_id = $1 and c.stage_id = s.id and c.retired_on is null),
            'notes', (select coalesce(json_object_agg(x.criterion_id, json_build_object('met', x.met, 'text', x.note,
                         'by', x.name, 'at', x.at)), '{}')
                        from (select distinct on (n.criterion_id) n.criterion_id, n.met, n.note, n.at, m.name
                                from rollout_criteria c join criterion_notes n on n.tenant_id = $1 and n.criterion_id = c.id
                                join memberships m on m.tenant_id = $1 and m.id = n.membership_id
                               where c.tenant_id = $1 and c.stage_id = s.id
                               order by n.criterion_id, n.at desc, n.id desc) x),
            'decisions', (select coalesce(json_agg(json_build_object(
                'id', g.id, 'side', g.side, 'kind', g.kind, 'day', g.day, 'at', g.at, 'by', m.name, 'signature', g.signature,
                'reason', g.reason, 'figures', g.figures, 'hash', g.hash) order by g.at, g.id), '[]')
                 from gate_decisions g join memberships m on m.tenant_id = $1 and m.id = g.membership_id
                where g.tenant_id = $1 and g.stage_id = s.id))
            order by s.position, s.code), '[]') from rollout_stages s where s.tenant_id = $1 and s.retired_on is null))"""

# For the quarter: what was decided in it, every forced gate of the past, and which gate comes next. A piece over $1 tenant
# and the last day `{until}` and first day `{since}` of the cycle.
GATES_TOLD = """
    json_build_object(
        'decided', (select coalesce(json_agg(json_build_object(
            'stage', s.name, 'code', s.code, 'side', g.side, 'kind', g.kind, 'day', g.day, 'by', m.name, 'reason', g.reason,
            'failed', (select count(*) from jsonb_array_elements(g.figures) f where f ->> 'why' <> 'holds'), 'hash', g.hash)
            order by g.at, g.id), '[]')
             from gate_decisions g join rollout_stages s on s.tenant_id = $1 and s.id = g.stage_id
             join memberships m on m.tenant_id = $1 and m.id = g.membership_id
            where g.tenant_id = $1 and g.day <= {until} and (g.kind = 'forced' or g.day >= {since})),
        'next', (select json_build_object('stage', s.name, 'code', s.code,
                        'side', case s.state when 'open' then 'exit' else 'entry' end)
                   from rollout_stages s
                  where s.tenant_id = $1 and s.retired_on is null and s.state in ('open', 'waiting')
                    and exists (select from rollouts r where r.tenant_id = $1 and r.to_date is null)
                  order by s.state <> 'open', s.position limit 1))"""

OF_CYCLE = GATES_TOLD.format(since="c.from_date", until="c.to_date")


class Begun(msgspec.Struct, frozen=True):
    """Since when lists are laid out by stages, and who said so."""

    from_date: date
    at: datetime
    by: str


class Decision(msgspec.Struct, frozen=True):
    """A signed decision, with the figures as they stood and their hash."""

    id: UUID
    side: Side
    kind: Literal["passed", "forced", "returned"]
    day: date
    at: datetime
    by: str
    signature: str
    reason: str
    figures: list[dict[str, Any]]
    hash: str


class Stage(msgspec.Struct, frozen=True):
    """A stage with the criteria of both gates, the newest note of each, and its decisions, oldest first."""

    id: UUID
    code: str
    position: int
    name: Text
    scope: Text
    work: Text
    signs: list[Text]
    weeks: Decimal | None
    units: list[UUID]
    lists: list[str]
    systems: list[str]
    prepares: bool
    state: State
    opened_on: date | None
    passed_on: date | None
    edition: int
    unit_names: list[Text]
    criteria: list[Criterion]
    notes: dict[UUID, Note]
    decisions: list[Decision]

    def gate(self, side: Side) -> list[Criterion]:
        return [one for one in self.criteria if one.side == side]

    @property
    def side(self) -> Side | None:
        """The gate it stands before, None where both are behind it."""
        return {"waiting": "entry", "open": "exit"}.get(self.state)  # type: ignore[return-value]

    @property
    def forced(self) -> list[Decision]:
        return [one for one in self.decisions if one.kind == "forced"]


class Programme(msgspec.Struct, frozen=True):
    """The stages in their order; `begun` None: lists are laid out everywhere."""

    begun: Begun | None
    top: UUID | None
    stages: list[Stage]

    def stage(self, stage_id: UUID) -> Stage | None:
        return next((one for one in self.stages if one.id == stage_id), None)

    def heads(self) -> dict[UUID, Sequence[UUID]]:
        """Stage → the units at the head of its lines; none named is the whole company."""
        top = [self.top] if self.top else []
        return {one.id: one.units or top for one in self.stages}

    def before(self, stage: Stage) -> Stage | None:
        return next((one for one in reversed(self.stages) if one.position < stage.position), None)

    @property
    def here(self) -> Stage | None:
        """The stage at work, or the first that waits."""
        return next((one for one in self.stages if one.state == "open"), None) or next(
            (one for one in self.stages if one.state == "waiting"), None
        )


async def programme() -> Programme:
    return msgspec.json.decode(await db().fetchval(PROGRAMME, current()), type=Programme)


async def gates_told(cycle: UUID) -> GatesTold | None:
    """For the page and the paper of a cycle; None where there is no such cycle. One statement."""
    told = await db().fetchval(
        f"select {OF_CYCLE} from cycles c where c.tenant_id = $1 and c.id = $2",  # noqa: S608 - our own piece
        current(), cycle,
    )  # fmt: skip
    return msgspec.json.decode(told, type=GatesTold) if told else None
