"""Look whether what should move the indicators is to be seen in the figures; what was seen is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from saas.indicators.form import Indicator
from saas.indicators.periods import Span, between
from saas.indicators.reads import Defined, defined
from saas.links import reads
from saas.links.pairs import pairs
from saas.links.rules import Judged, judge
from saas.values import half_up
from tenants import current, db

BACK = timedelta(days=800)
# Of days and shifts there are more than are needed.
MOST = 60
KEEP = """
    insert into link_weighings (tenant_id, indicator_id, weighed_at, first_day, last_day, body) values ($1, $2, $3, $4, $5, $6)"""


async def weigh(day: date, *, now: datetime, only: UUID | None = None) -> int:
    """How many indicators were looked at: all in force that have links, or `only` one."""
    links, lines, count = await reads.linked(), await reads.lines(), 0
    for one in (await defined()).values():
        if one.id in links and only in (None, one.id):
            spans = between(one.form.frequency, day - BACK, day)[-MOST:]
            if spans:
                await _weigh(one, links[one.id], spans, lines, now)
                count += 1
    return count


async def _weigh(
    one: Defined, links: list[reads.Link], spans: list[Span], lines: Mapping[UUID, list[UUID]], now: datetime
) -> None:  # fmt: skip
    kept = await reads.kept(links, spans)
    came = await reads.results(one.id, spans[0][0], spans[-1][1])
    told = judge(pairs(links, kept, came, spans, lines, _band(one.form)), higher=one.form.direction == "higher")
    body = [_body(link, told[link.key]) for link in links]
    await db().execute(KEEP, current(), one.id, now, spans[0][0], spans[-1][1], body)


def _band(form: Indicator) -> Any:
    """Within which it should lie; how far it is from there is to go down, as a figure of which less is better."""
    if form.direction == "range" and form.target_low is not None and form.target_high is not None:
        return form.target_low, form.target_high
    return None


def _body(link: reads.Link, told: Judged) -> dict[str, Any]:
    one = told.weighed
    return {
        "kind": link.kind, "process": link.process, "code": link.code, "lag": link.lag, "verdict": told.verdict,
        "strength": None if one.strength is None else str(one.strength),
        "chance": _chance(one.chance),
        "pairs": one.pairs, "subjects": one.subjects, "periods": one.periods,
    }  # fmt: skip


def _chance(share: Fraction | None) -> str | None:
    return None if share is None else str(half_up(Decimal(share.numerator) / share.denominator, 4))
