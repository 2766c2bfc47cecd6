"""What the pages of appeals read. Seen by whoever lodged it, whoever decides, who leads the line, and administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.appeals.deciders import choices
from saas.visit import Visit
from tenants import current, db

Text = Mapping[str, str]
PAGE = 50

# $2 the reader, $3 units at the head of their lines, $4 whether they keep the company's appeals.
SEEN = """(a.membership_id = $2 or a.decider_id = $2 or $4 or exists (
    select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($3)))"""
# A point by the words of its newest version, an indicator by its name, a ruling by its text; counts have words of the house.
POINT = """coalesce((select t.text from checklists k join checklist_versions v on v.tenant_id = $1 and v.checklist_id = k.id
      join points t on t.tenant_id = $1 and t.version_id = v.id and t.code = split_part(a.line, '/', 3)
     where k.tenant_id = $1 and a.line like 'checks/%' and k.code = split_part(a.line, '/', 2)
     order by v.number desc limit 1), (select w.body -> 'name' from indicators i join indicator_versions w on w.tenant_id = $1
      and w.indicator_id = i.id where i.tenant_id = $1 and a.line = 'indicators/' || i.code order by w.number desc limit 1),
    (select e.value -> 'text' from schemes h cross join lateral jsonb_array_elements(
            coalesce(h.body -> 'rulings', '[]') || coalesce(h.body -> 'vetoes', '[]')) e (value)
      where h.tenant_id = $1 and h.id = c.scheme_id and a.line = 'ruled/' || (e.value ->> 'code') limit 1))"""
ROWS = f"""
    select a.id, a.line, a.lost, a.times, a.value, a.finding_id, a.text, a.photos, a.state, a.lodged_at,
           a.decide_by, a.raised_at, a.membership_id,
           a.decider_id, a.cycle_id, a.post_id, c.name as cycle, p.name as post, u.name as unit, m.name as by, d.name as decider,
           {POINT} as point
      from appeals a
      join cycles c on c.tenant_id = $1 and c.id = a.cycle_id
      join posts p on p.tenant_id = $1 and p.id = a.post_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      join memberships m on m.tenant_id = $1 and m.id = a.membership_id
      left join memberships d on d.tenant_id = $1 and d.id = a.decider_id
     where a.tenant_id = $1"""  # noqa: S608 - the piece above
# What each tab of the list holds.
WHOSE = {
    "decide": "a.decider_id = $2 and a.state = 'open'",
    "mine": "a.membership_id = $2",
    "nobody": "$4 and a.state = 'open' and (a.decider_id is null or a.raised_at is not null)",
    "all": "true",
}
COUNTED = ", ".join(f"count(*) filter (where {each}) as {name}" for name, each in WHOSE.items())


@dataclass(frozen=True)
class Appeal:
    """An appeal as lists and its page show it. `point`: the words of the line where it has some of its own; `value`: what
    an indicator ought to be; `finding_id`: which of the findings counted.
    """

    id: UUID
    line: str
    lost: Decimal
    times: int
    value: Decimal | None
    finding_id: UUID | None
    text: str
    photos: list[UUID]
    state: str
    lodged_at: datetime
    decide_by: datetime
    raised_at: datetime | None
    membership_id: UUID
    decider_id: UUID | None
    cycle_id: UUID
    post_id: UUID
    cycle: Text
    post: Text
    unit: Text
    by: str
    decider: str | None
    point: Text | None


@dataclass(frozen=True)
class Step:
    """A fact about an appeal."""

    step: str
    at: datetime
    by: str | None
    decider: str | None
    times: int | None
    how: str | None
    value: Decimal | None
    why: str


@dataclass(frozen=True)
class Story:
    """One appeal with its facts, what its correction made of the score, and whom the administrator may choose."""

    appeal: Appeal
    steps: list[Step]
    before: Decimal | None
    after: Decimal | None
    choices: list[tuple[UUID, str]]


def reader(visit: Visit) -> tuple[UUID, list[UUID], bool]:
    """Arguments for SEEN."""
    return visit.member, visit.leads(), "admin" in visit.roles


async def appeals(visit: Visit, whose: str, page: int) -> tuple[list[Appeal], dict[str, int]]:
    """One page of a tab, newest first, and how many stand in every tab."""
    counted = await db().fetchrow(
        f"""select {COUNTED} from appeals a join posts p on p.tenant_id = $1 and p.id = a.post_id
             where a.tenant_id = $1 and {SEEN}""",  # noqa: S608 - constants
        current(), *reader(visit),
    )  # fmt: skip
    rows = await db().fetch(
        f"{ROWS} and {SEEN} and {WHOSE[whose]} order by a.state = 'open' desc, a.lodged_at desc, a.id limit {PAGE} offset $5",
        current(), *reader(visit), (page - 1) * PAGE,
    )  # fmt: skip
    return [Appeal(**row) for row in rows], dict(counted)


async def appeal(visit: Visit, appeal_id: UUID) -> Story | None:
    """None where there is none or it is not for this reader."""
    row = await db().fetchrow(f"{ROWS} and {SEEN} and a.id = $5", current(), *reader(visit), appeal_id)
    if row is None:
        return None
    found = Appeal(**row)
    told = await db().fetchrow(STORY, current(), appeal_id)
    whom = await choices(found.post_id, found.cycle_id) if found.state == "open" and "admin" in visit.roles else []
    return Story(found, [_step(each) for each in told["steps"]], told["before"], told["after"], whom)


def _step(each: dict[str, Any]) -> Step:
    value = None if each["value"] is None else Decimal(each["value"])
    return Step(**{**each, "at": datetime.fromisoformat(each["at"]), "value": value})


# Before and after by the restatement itself: a later one may have moved the score again.
STORY = """
    select (select jsonb_agg(jsonb_build_object('step', s.step, 'at', s.at, 'by', m.name, 'decider', d.name, 'times', s.times,
                       'how', s.how, 'value', s.value::text, 'why', s.why) order by s.at, s.id)
              from appeal_steps s left join memberships m on m.tenant_id = $1 and m.id = s.membership_id
              left join memberships d on d.tenant_id = $1 and d.id = s.decider_id
             where s.tenant_id = $1 and s.appeal_id = $2) as steps,
           o.shown as before, coalesce(n.shown, c.shown) as after
      from appeals a
      left join restatements r on r.tenant_id = $1 and r.appeal_id = a.id
      left join past_scores o on o.tenant_id = $1 and o.cycle_id = r.cycle_id and o.number = r.number and o.subject_id = a.post_id
      left join lateral (select l.shown from past_scores l where l.tenant_id = $1 and l.cycle_id = r.cycle_id
                            and l.number > r.number and l.subject_id = a.post_id order by l.number limit 1) n on true
      left join scores c on o.cycle_id is not null and c.tenant_id = $1 and c.cycle_id = a.cycle_id and c.subject_id = a.post_id
     where a.tenant_id = $1 and a.id = $2"""
