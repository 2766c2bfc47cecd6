"""Whose score it is reads it first: their posts cycle by cycle, and what may be looked at behind a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.models.view import plain
from saas.scores.reads import IN_SIGHT, SUBJECTS, Sight
from saas.scores.told import MOVED
from tenants import current, db

Text = Mapping[str, str]
MOST = 60


# What it came to in money: of each rule the newest edition, with the difference that corrections brought.
PAID = """
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'rule', n.rule, 'amount', n.amount, 'more', n.more, 'uom', n.uom)
                              order by n.set_at), '[]')
      from (select distinct on (y.rule_id) y.id, r.name as rule, y.amount::text, r.set_at,
                   (sum(y.difference) filter (where y.edition > 1) over (partition by y.rule_id))::text as more,
                   (select f.value ->> 'uom' from jsonb_array_elements(v.body -> 'formulas') f
                     where f.value ->> 'name' = r.result) as uom
              from payouts y join pay_rules r on r.tenant_id = $1 and r.id = y.rule_id
              join model_versions v on v.tenant_id = $1 and v.id = y.version_id
             where y.tenant_id = $1 and y.cycle_id = c.id and y.subject_id = p.id order by y.rule_id, y.edition desc) n"""


@dataclass(frozen=True)
class Paid:
    """What a score came to by one rule."""

    id: str
    rule: Text
    amount: Decimal
    more: Decimal | None
    uom: str


@dataclass(frozen=True)
class Mine:
    """A score of a post that somebody held in a closed cycle."""

    cycle_id: UUID
    cycle: Text
    from_date: date
    state: str
    appeals_until: datetime | None
    post_id: UUID
    post: Text
    unit: Text
    shown: Decimal | None
    change: Decimal | None
    paid: list[Paid]

    def appealable(self, now: datetime) -> bool:
        """Whether a line of it can still be disputed."""
        return self.state in {"closed", "appeal"} and self.appeals_until is not None and now < self.appeals_until


@dataclass(frozen=True)
class Subject:
    """What the page behind a line is about."""

    name: Text
    kind: str
    cycle: Text
    list: Text | None
    point: Text | None
    veto: bool


async def mine(member: UUID) -> list[Mine]:
    """Newest cycle first; the posts of a cycle in the order of their names."""
    rows = await db().fetch(
        f"""select c.id as cycle_id, c.name as cycle, c.from_date, c.state, k.appeals_until, p.id as post_id, p.name as post,
                  u.name as unit, s.shown, {MOVED} as change,
                  ({PAID}) as paid
             from scores s
             join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
             join closures k on k.tenant_id = $1 and k.cycle_id = c.id
             join posts p on p.tenant_id = $1 and p.id = s.subject_id
             join units u on u.tenant_id = $1 and u.id = p.unit_id
            where s.tenant_id = $1 and s.subject_kind = 'post' and exists (
                  select from appointments a where a.tenant_id = $1 and a.post_id = s.subject_id and a.membership_id = $2
                     and a.from_date <= c.to_date and (a.to_date is null or a.to_date >= c.from_date))
            order by c.to_date desc, c.from_date, p.name ->> 'zh', p.id limit {MOST}""",  # noqa: S608
        current(), member,
    )  # fmt: skip
    return [Mine(**{**row, "paid": [_paid(each) for each in row["paid"]]}) for row in rows]


def _paid(row: Mapping[str, Any]) -> Paid:
    more = Decimal(row["more"]) if row["more"] else None
    return Paid(row["id"], row["rule"], plain(Decimal(row["amount"])), more, row["uom"])


async def subject(cycle: UUID, subject: UUID, sight: Sight, member: UUID, line: tuple[str, str]) -> Subject | None:
    """Names for the page behind (list, point); None where the reader sees the score at most as a total."""
    row: Any = await db().fetchrow(
        f"""select x.name, x.kind, c.name as cycle, l.name as list, q.text as point, coalesce(q.veto, false) as veto
             from ({SUBJECTS}) x
             join scores s on s.tenant_id = $1 and s.cycle_id = $5 and s.subject_kind = x.kind and s.subject_id = x.id
             join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
             left join checklists l on l.tenant_id = $1 and l.code = $8
             left join lateral (
                 select p.text, p.veto from checklist_versions v join points p on p.tenant_id = $1 and p.version_id = v.id
                  where v.tenant_id = $1 and v.checklist_id = l.id and p.code = $9 order by v.number desc limit 1) q on true
            where x.id = $6 and (({IN_SIGHT} and (x.kind = 'post' or exists (
                      select from unit_lines l where l.tenant_id = $1 and l.unit_id = x.unit_id and l.ancestor_id = any ($2))))
               or (x.kind = 'post' and exists (
                  select from appointments a where a.tenant_id = $1 and a.post_id = x.id and a.membership_id = $7
                     and a.from_date <= c.to_date and (a.to_date is null or a.to_date >= c.from_date))))""",  # noqa: S608
        current(), *sight.args(), cycle, subject, member, *line,
    )  # fmt: skip
    return Subject(**row) if row else None
