"""A finding is opened, whatever it comes from: the one door for checks, counts, reports, customers, meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.checks.happen import Happened, happen
from saas.findings.rules import RULES, Kind, Severity, Source, due_on, finder
from saas.findings.tell import tell
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

# Nearest up the line is responsible: by the detail; else the post of the nearest leader; else any post up there.
# $1 tenant, $2 unit, $3 detail, $4 post where the caller knows it, $5 who found it, $6 severity, $7 moment.
PLACE = """
    select p.post_id, t.today, r.days, r.again_days,
           exists (select from appointments a where a.tenant_id = $1 and a.post_id = p.post_id and a.membership_id = $5
                      and a.from_date <= t.today and (a.to_date is null or a.to_date >= t.today)) as holds,
           exists (select from roles o join unit_lines l on l.tenant_id = $1 and l.ancestor_id = o.unit_id and l.unit_id = $2
                    where o.tenant_id = $1 and o.membership_id = $5 and o.role in ('leader', 'executive')) as leads
      from (select ($7::timestamptz at time zone zone)::date as today from tenants where id = $1) t
      left join finding_rules r on r.tenant_id = $1 and r.severity = $6
      left join lateral (select coalesce($4,
          (select d.post_id from responsibilities d
             join unit_lines l on l.tenant_id = $1 and l.ancestor_id = d.unit_id and l.unit_id = $2
             join posts o on o.tenant_id = $1 and o.id = d.post_id and o.closed_on is null
            where d.tenant_id = $1 and d.detail_code = $3 and d.kind = 'responsible' order by l.depth limit 1),
          (select a.post_id from unit_lines l
             join roles h on h.tenant_id = $1 and h.unit_id = l.ancestor_id and h.role in ('leader', 'executive')
             join appointments a on a.tenant_id = $1 and a.membership_id = h.membership_id
              and a.from_date <= t.today and (a.to_date is null or a.to_date >= t.today)
             join posts o on o.tenant_id = $1 and o.id = a.post_id and o.closed_on is null
            where l.tenant_id = $1 and l.unit_id = $2 order by l.depth, o.unit_id <> l.ancestor_id, o.code limit 1),
          (select o.id from unit_lines l join posts o on o.tenant_id = $1 and o.unit_id = l.ancestor_id and o.closed_on is null
            where l.tenant_id = $1 and l.unit_id = $2 order by l.depth, o.code limit 1)) as post_id) p on true"""

# The same subject of the same object (without one: of the same unit) within the days: it came again.
ENTER = """
    insert into findings (tenant_id, number, check_id, point_id, detail_code, subject, object_id, unit_id, post_id, kind,
           severity, source, finder, title, found, found_at, found_by, due_on, waiting_since, parent_id, origin, recurs_id, times)
    select $1, (select coalesce(max(number), 0) + 1 from findings where tenant_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10,
           $11, $12, $13, $14, $15, $16, $17, $21, $18, $19, e.id, 1 + coalesce(e.times, 0)
      from (select (array_agg(e.id order by e.found_at desc))[1] as id, count(*) as times from findings e
             where e.tenant_id = $1 and e.subject = $5 and e.object_id is not distinct from $6
               and ($6::uuid is not null or e.unit_id = $7) and e.state <> 'withdrawn'
               and e.found_at < $15 and e.found_at >= $15 - make_interval(days => $20)) e
    returning id, number, times"""


@dataclass(frozen=True)
class Found:
    """What was found. `told`: figures of the answer (number, uom, limits, book, choice, kind); figures as text, so exact.

    unit      where; the post up its line that the detail names is responsible, unless `post` is given
    found_by  a membership; None for a customer, who is told in `teller`
    subject   what went wrong, to know it again; the detail unless given
    origin    the thing it comes from, such as "count:…": a second time gives the same finding
    found_on  business date that the days until due are counted from; the company's today unless given
    """

    source: Source
    severity: Severity
    title: Mapping[str, str]
    unit: UUID
    found_at: datetime
    kind: Kind = "deviation"
    found_by: UUID | None = None
    teller: str = ""
    note: str = ""
    photos: Sequence[UUID] = ()
    told: Mapping[str, Any] = field(default_factory=dict)
    post: UUID | None = None
    object: UUID | None = None
    detail: str | None = None
    subject: str | None = None
    check: UUID | None = None
    point: UUID | None = None
    found_on: date | None = None
    due_on: date | None = None
    parent: UUID | None = None
    origin: str | None = None


@dataclass(frozen=True)
class Opened:
    """The finding; not `fresh` where the same origin had opened it before. `times`: how often it came, this one included."""

    id: UUID
    number: int
    times: int
    fresh: bool = True


async def open_one(found: Found, *, now: datetime) -> Opened:
    """Number and store a finding. Numbers run without gaps, so their takers queue until COMMIT.

    Raises Refused 422 at `unit` where nobody up the line could answer for it. Checks nobody's right: the caller does.
    """
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", str(current()))
    known = await _known(found.origin)
    if known is not None:
        return known
    place = await db().fetchrow(
        PLACE, current(), found.unit, found.detail, found.post, found.found_by, found.severity, found.found_at
    )
    if place is None or place["post_id"] is None:
        raise Refused(422, N_("这个单元和它的上级都没有岗位，先设岗位，才有人整改。"), field="unit")
    row = await _enter(found, place, now)
    await trail.record("open", "finding", row["id"], by=found.found_by, now=now, number=row["number"])
    await tell("assigned", row["id"], but=found.found_by, now=now)
    event = Happened(
        row["id"], found.unit, found.object, severity=found.severity, number=row["number"], title=dict(found.title)
    )
    await happen("finding_opened", [event], at=found.found_at, now=now)
    return Opened(row["id"], row["number"], row["times"])


async def _known(origin: str | None) -> Opened | None:
    row = origin and await db().fetchrow(
        "select id, number, times from findings where tenant_id = $1 and origin = $2", current(), origin
    )
    return Opened(row["id"], row["number"], row["times"], fresh=False) if row else None


async def _enter(found: Found, place: Any, now: datetime) -> Any:
    usual = RULES[found.severity]
    days = usual.days if place["days"] is None else place["days"]
    again = usual.again_days if place["again_days"] is None else place["again_days"]
    due = found.due_on or due_on(found.found_on or place["today"], days)
    return await db().fetchrow(
        ENTER, current(), found.check, found.point, found.detail, found.subject or found.detail, found.object, found.unit,
        place["post_id"], found.kind, found.severity, found.source,
        finder(found.source, holds=place["holds"], leads=place["leads"]), found.title, _told(found), found.found_at,
        found.found_by, due, found.parent, found.origin, again, now,
    )  # fmt: skip


def _told(found: Found) -> dict[str, Any]:
    """The answer's figures, what was written and shown; one shape whatever it comes from."""
    bare = dict.fromkeys(("kind", "number", "choice", "book", "uom", "limits"))
    written = {"note": found.note or None, "photos": [str(photo) for photo in found.photos]}
    return bare | dict(found.told) | written | ({"teller": found.teller} if found.teller else {})
