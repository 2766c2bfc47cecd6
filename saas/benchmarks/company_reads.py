"""What is read of companies: the own agreement, and published groups beside the own figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.benchmarks.companies import counts_as_quarter, quarter_of
from tenants import current, db

QUARTERS = 6
CONSENTS = """
    select k.id, k.terms, k.signed_at, s.name as signed_by, k.withdrawn_at, w.name as withdrawn_by
      from benchmark_consents k
      join memberships s on s.tenant_id = $1 and s.id = k.signed_by
      left join memberships w on w.tenant_id = $1 and w.id = k.withdrawn_by
     where k.tenant_id = $1 order by k.signed_at desc"""
OWN = """
    select c.from_date, c.to_date, x.figures, (x.facts ->> 'heads')::int as heads,
           (select jsonb_agg(jsonb_build_object('quarter', g.quarter, 'measure', g.measure, 'from', g.heads_from,
                                                'to', g.heads_to, 'companies', g.companies, 'mean', g.mean::text))
              from benchmark_groups g join tenants t on t.id = $1 and t.industry = g.industry
             where g.quarter = extract(year from c.to_date) || '-Q' || extract(quarter from c.to_date)
               and g.heads_from <= (x.facts ->> 'heads')::int
               and (g.heads_to is null or g.heads_to > (x.facts ->> 'heads')::int)) as groups
      from benchmark_units x
      join units u on u.tenant_id = $1 and u.id = x.unit_id and u.parent_id is null
      join cycles c on c.tenant_id = $1 and c.id = x.cycle_id
     where x.tenant_id = $1 order by c.to_date desc limit $2"""


@dataclass(frozen=True)
class Consent:
    """Who signed for the company, what, and who took it back."""

    id: UUID
    terms: str
    signed_at: datetime
    signed_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None


@dataclass(frozen=True)
class Group:
    """The group the company would be in, by one measure."""

    heads_from: int
    heads_to: int | None
    companies: int
    mean: Decimal


@dataclass(frozen=True)
class Quarter:
    """Own figures of a quarter by measure, and the published groups; those may be missing."""

    quarter: str
    heads: int
    figures: dict[str, Decimal]
    groups: dict[str, Group]


async def consents() -> list[Consent]:
    """The newest first."""
    return [Consent(**row) for row in await db().fetch(CONSENTS, current())]


async def quarters() -> list[Quarter]:
    """Closed quarters with a snapshot, the newest first."""
    return [
        _quarter(row) for row in await db().fetch(OWN, current(), QUARTERS) if counts_as_quarter(row["from_date"], row["to_date"])
    ]


def _quarter(row: Any) -> Quarter:
    groups = {
        each["measure"]: Group(each["from"], each["to"], each["companies"], Decimal(each["mean"])) for each in row["groups"] or ()
    }
    figures = {key: Decimal(figure) for key, figure in row["figures"].items()}
    return Quarter(quarter_of(row["to_date"]), row["heads"], figures, groups)
