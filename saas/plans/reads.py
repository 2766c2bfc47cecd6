"""What the pages and verbs of the plans read; what closing and signing read stands in evidence.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.picture import Picture, picture
from saas.plans.proof import Stored
from saas.values import half_up
from tenants import current, db

PAGE = 50
Text = dict[str, str]


@dataclass(frozen=True)
class Plan:
    """A plan with who signed it and what the hash of the signed words is."""

    id: UUID
    unit_id: UUID
    unit: Text
    cycle_id: UUID
    cycle: Text
    from_date: date
    to_date: date
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str | None
    signed: bytes | None
    terms: str | None
    number: int
    opened_by: str | None
    restated_at: datetime | None
    weighed_at: datetime | None

    @property
    def after(self) -> date:
        """The last day before anything of the plan can happen."""
        return self.to_date if self.opened_by is None else max(self.to_date, self.drafted_at.date())

    @property
    def state(self) -> str:
        return "approved" if self.approved_at else "draft"


@dataclass(frozen=True)
class Measure:
    """A measure with the names beside its ids, and its effect once it is judged."""

    id: UUID
    plan_id: UUID
    position: int
    list_code: str
    point_code: str
    title: Text
    gap: Decimal
    baseline: Decimal | None
    target: Decimal
    expected_gain: Decimal
    post_id: UUID
    due_on: date
    window_from: date
    window_to: date
    version: int
    done_at: datetime | None
    point: Text
    list: Text
    owner: Text
    holder: str | None
    verdict: str | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    figures: dict[str, Any] | None
    kind: str | None
    effort: Decimal
    source: str
    source_id: UUID | None
    proposer: str | None
    done: int
    note: str | None
    noted_at: datetime | None
    photo: UUID | None
    lasted: str | None
    until: date | None
    watched: dict[str, Any] | None
    money: Sequence[dict[str, Any]]
    changed: bool
    result: dict[str, Any] | None

    @property
    def picture(self) -> Picture | None:
        """Before and after against the comparison, where it is judged."""
        return picture(self.figures, self.estimate, self.low, self.high) if self.figures else None

    def stored(self) -> Stored:
        """As a proof holds it against what was signed."""
        metric = f"pass_share/{self.list_code}/{self.point_code}"
        return Stored(
            self.id, self.title, self.post_id, self.baseline, self.target, self.due_on, self.window_from, self.window_to, metric,
            self.estimate, self.low, self.high, self.figures, self.result,
        )  # fmt: skip

    def percent(self, share: Decimal | None) -> Decimal | None:
        """A share in percent, one decimal: how targets are read and typed."""
        return None if share is None else half_up(share * 100, 1).normalize() + 0


IN_LINE = """exists (select from unit_lines ul
                      where ul.tenant_id = $1 and ul.unit_id = {unit} and ul.ancestor_id = any ($2))"""


# When a line of a cycle was put right last, and when its gaps were worked out anew after that.
RESTATED = "(select max(r.at) from restatements r where r.tenant_id = $1 and r.cycle_id = {cycle} and r.kind <> 'before')"
WEIGHED = "(select max(w.at) from gap_weighings w where w.tenant_id = $1 and w.cycle_id = {cycle})"

MEASURE = """
select m.id, m.plan_id, m.position, m.list_code, m.point_code, m.title, m.gap, m.baseline, m.target,
    m.expected_gain,
       m.post_id, m.due_on, m.window_from, m.window_to, m.version, m.done_at,
       coalesce(t.text, '{}') as point, coalesce(t.list, '{}') as list, o.name as owner,
       (select b.name from appointments a join memberships b on b.tenant_id = a.tenant_id
           and b.id = a.membership_id
         where a.tenant_id = m.tenant_id and a.post_id = m.post_id and a.to_date is null limit 1) as holder,
       e.verdict, e.estimate, e.low, e.high, e.figures, m.kind, m.effort, m.source, m.source_id, r.name as proposer,
       case when m.done_at is null then coalesce(n.percent, 0) else 100 end as done, n.note, n.at as noted_at,
       n.photo_id as photo, w.outcome as lasted, w.until, w.figures as watched,
       (select coalesce(jsonb_agg(jsonb_build_object('amount', y.amount::text, 'low', y.low::text, 'high', y.high::text,
               'said', y.assumptions) order by y.link_id), '[]')
          from effect_money y where y.tenant_id = m.tenant_id and y.measure_id = m.id) as money,
       exists (select from draft_reasons d where d.tenant_id = m.tenant_id and d.source_id = m.id) as changed,
       (select jsonb_build_object('indicator', x.indicator_id, 'code', i.code, 'name', v.body -> 'name',
                   'uom', coalesce(v.body ->> 'uom', ''), 'promise', x.promise::text, 'verdict', g.verdict,
                   'estimate', g.estimate::text, 'low', g.low::text, 'high', g.high::text, 'figures', g.figures)
          from measure_results x join indicators i on i.tenant_id = m.tenant_id and i.id = x.indicator_id
          join lateral (select w.body from indicator_versions w where w.tenant_id = m.tenant_id and w.indicator_id = i.id
                         order by w.number desc limit 1) v on true
          left join result_effects g on g.tenant_id = m.tenant_id and g.measure_id = m.id
         where x.tenant_id = m.tenant_id and x.measure_id = m.id) as result
  from measures m
  join posts o on o.tenant_id = m.tenant_id and o.id = m.post_id
  left join effects e on e.tenant_id = m.tenant_id and e.measure_id = m.id
  left join memberships r on r.tenant_id = m.tenant_id and r.id = m.proposer_id
  left join measure_watches w on w.tenant_id = m.tenant_id and w.measure_id = m.id
  left join lateral (select x.percent, x.note, x.at, x.photo_id from measure_notes x
                      where x.tenant_id = m.tenant_id and x.measure_id = m.id order by x.at desc, x.id desc limit 1) n on true
  left join lateral (select p.text, l.name as list from checklists l
         join checklist_versions v on v.tenant_id = l.tenant_id and v.checklist_id = l.id
         join points p on p.tenant_id = v.tenant_id and p.version_id = v.id and p.code = m.point_code
        where l.tenant_id = m.tenant_id and l.code = m.list_code order by v.number desc limit 1) t on true
 where m.tenant_id = $1 and m.dropped_at is null"""


async def plan(plan_id: UUID, leads: Sequence[UUID]) -> Plan | None:
    """One plan in the lines of `leads`, None where there is none."""
    row = await db().fetchrow(
        f"""select p.id, p.unit_id, u.name as unit, p.cycle_id, c.name as cycle, c.from_date, c.to_date,
               p.drafted_at,
                   a.approved_at, b.name as approved_by, a.signed, a.terms, p.number, o.name as opened_by,
                   {RESTATED.format(cycle="p.cycle_id")} as restated_at, {WEIGHED.format(cycle="p.cycle_id")} as weighed_at
              from plans p
              join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
              join cycles c on c.tenant_id = p.tenant_id and c.id = p.cycle_id
              left join approvals a on a.tenant_id = p.tenant_id and a.plan_id = p.id
              left join memberships b on b.tenant_id = a.tenant_id and b.id = a.membership_id
              left join memberships o on o.tenant_id = p.tenant_id and o.id = p.opened_by
             where p.tenant_id = $1 and p.id = $3 and {IN_LINE.format(unit="p.unit_id")}""",  # noqa: S608
        current(), list(leads), plan_id,
    )  # fmt: skip
    return Plan(**row) if row else None


async def measures(plan_id: UUID) -> list[Measure]:
    """The measures of a plan that were not dropped."""
    return [Measure(**row) for row in await db().fetch(f"{MEASURE} and m.plan_id = $2 order by m.position", current(), plan_id)]


async def measure(plan_id: UUID, measure_id: UUID) -> Measure | None:
    """One measure of a plan that was not dropped."""
    row = await db().fetchrow(f"{MEASURE} and m.plan_id = $2 and m.id = $3", current(), plan_id, measure_id)
    return Measure(**row) if row else None


async def mine(posts: Sequence[UUID]) -> list[Measure]:
    """Signed measures that posts own and that are not done, the nearest date first."""
    rows = await db().fetch(
        f"""{MEASURE} and m.post_id = any ($2) and m.done_at is null
             and exists (select from approvals a where a.tenant_id = m.tenant_id and a.plan_id = m.plan_id)
            order by m.due_on, m.id limit {PAGE}""",
        current(), list(posts),
    )  # fmt: skip
    return [Measure(**row) for row in rows]
