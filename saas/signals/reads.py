"""What is counted of each person and list in the days looked at: one statement a kind, aggregated where the rows are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.signals.likely import weight
from saas.signals.rote import Counted, Key
from saas.values import ONE, ZERO
from tenants import current, db

# $2 first day, $3 last day. What a leader answered is settled: only later days count again. A returned check counts as it was
# sent first.
CHECKS = """
    with seen as materialized (
        select c.id, c.membership_id as who, v.checklist_id as list, c.version_id, c.due_id, c.post_id, c.unit_id, c.object_id,
               c.business_date, c.score_sent, c.claimed_start,
               coalesce(least(c.claimed_end, c.received_at), c.received_at) as ended
          from checks c join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
         where c.tenant_id = $1 and c.business_date between $2 and $3 and c.revision = 1 and c.business_date > coalesce((
               select max(s.to_date) from signals s where s.tenant_id = $1 and s.membership_id = c.membership_id
                  and s.checklist_id = v.checklist_id and s.state = 'answered'), '-infinity'))"""

# Where a point has been timed often enough, a check is measured point by point against what is usual of each: who meets only
# the quick points of a list is not quick. Both ways have the same middle; elsewhere the whole list is divided by its points.
LEARNT_CHECKS, LEARNT_PEOPLE = 20, 3
PACES = f"""
    {CHECKS}, sizes as (
        select version_id, count(*) as points from points where tenant_id = $1 group by 1
    ), whole as (
        select s.*, p.points, case when s.ended - s.claimed_start between interval '1 second' and interval '2 hours'
               then ln(extract(epoch from s.ended - s.claimed_start) / p.points) end as whole
          from seen s join sizes p on p.version_id = s.version_id
    ), timed as materialized (
        select s.id, s.who, s.list, p.code, ln(t.seconds::float) as pace
          from seen s join check_paces k on k.tenant_id = $1 and k.check_id = s.id
          cross join lateral unnest(k.seconds) with ordinality as t (seconds, position)
          join points p on p.tenant_id = $1 and p.version_id = s.version_id and p.position = t.position
         where t.seconds > 0
    ), learnt as (
        select list, code, percentile_cont(0.5) within group (order by pace) as usual from timed
         group by 1, 2 having count(*) >= {LEARNT_CHECKS} and count(distinct who) >= {LEARNT_PEOPLE}
    ), beside as (
        select t.id, avg(t.pace - l.usual) as off from timed t join learnt l on l.list = t.list and l.code = t.code
         group by 1 having count(*) >= 3
    ), paced as (
        select w.*, coalesce(b.off + m.middle, w.whole) as pace
          from whole w left join beside b on b.id = w.id
          left join (select list, percentile_cont(0.5) within group (order by whole) as middle from whole group by 1) m
            on m.list = w.list
    )
    select who, list, count(*) as checks, max(points) as points, count(pace) as timed,
           percentile_cont(0.5) within group (order by pace)::numeric as pace,
           percentile_cont(0.25) within group (order by pace)::numeric as low,
           percentile_cont(0.75) within group (order by pace)::numeric as high,
           count(*) filter (where score_sent = 100) as passed, count(score_sent) as scored,
           (array_agg(post_id order by ended desc))[1] as post_id, (array_agg(unit_id order by ended desc))[1] as unit_id,
           min(business_date) as from_date, max(business_date) as to_date,
           (array_agg(id order by pace nulls last))[1:5] as quickest
      from paced group by 1, 2"""  # noqa: S608 - our own piece

# A reading of the same thing as the time before, to the last digit. `spread` in steps of what the readings are read in.
READINGS = f"""
    {CHECKS}, read as (
        select s.who, s.list, s.id, p.code, a.number,
               lag(a.number) over (partition by s.who, s.list, s.object_id, p.code order by s.business_date, s.ended) as before
          from seen s join answers a on a.tenant_id = $1 and a.check_id = s.id and a.number is not null
          join points p on p.tenant_id = $1 and p.id = a.point_id
    ), steps as (
        select list, code, stddev_samp(number) * power(10::numeric, max(scale(trim_scale(number)))) as spread
          from read group by 1, 2
    )
    select r.who, r.list, count(*) filter (where r.before is not null) as of,
           count(*) filter (where r.number = r.before) as hits,
           avg(least(1, 0.28 / greatest(coalesce(t.spread, 0), 0.28))) filter (where r.before is not null) as expected,
           (array_agg(r.id) filter (where r.number = r.before))[1:5] as shown
      from read r join steps t on t.list = r.list and t.code = r.code group by 1, 2"""  # noqa: S608 - our own piece

PHOTOS = f"""
    {CHECKS}, photo as (
        select s.who, s.list, s.id, e.whose from seen s
          join answers a on a.tenant_id = $1 and a.check_id = s.id and a.photos is not null
          cross join lateral unnest(a.photos) as shown (photo)
          join photo_echoes e on e.tenant_id = $1 and e.photo_id = shown.photo
    )
    select who, list, count(*) as of, count(*) filter (where whose {{kind}}) as hits,
           (array_agg(distinct id) filter (where whose {{kind}}))[1:5] as shown
      from photo where {{where}} group by 1, 2"""  # noqa: S608 - our own piece
SAME = PHOTOS.format(kind="in ('own', 'other')", where="true")
# Only where there is a standard photo that could be shown.
STANDARD = PHOTOS.format(
    kind="= 'standard'", where="exists (select from standard_files f where f.tenant_id = $1 and f.phash is not null)"
)

# The last seventh of the window or later, and right behind another list of the same person.
BURSTS = f"""
    {CHECKS}, lined as (
        select s.who, s.list, s.id, s.ended >= d.closes_at - (d.closes_at - d.opens_at) / 7 as close,
               s.ended - lag(s.ended) over (partition by s.who order by s.ended, s.id) < interval '90 seconds' as behind
          from seen s join due_checks d on d.tenant_id = $1 and d.id = s.due_id
    )
    select who, list, count(*) as of, count(*) filter (where close and behind) as hits,
           (array_agg(id) filter (where close and behind))[1:5] as shown
      from lined group by 1, 2"""  # noqa: S608 - our own piece

# Points that a leader filled in blind, and points of checks that a leader opened: how often the self-check was kinder.
GAPS = f"""
    {CHECKS}, pair as (
        select s.who, s.list, s.id, a.share_e4 > t.share_e4 as kinder
          from seen s join spot_checks c on c.tenant_id = $1 and c.due_id = s.due_id and c.state = 'done'
          join spot_answers t on t.tenant_id = $1 and t.spot_id = c.id and t.verdict in ('pass', 'partial', 'fail')
          join answers a on a.tenant_id = $1 and a.check_id = s.id and a.point_id = t.point_id
           and a.verdict in ('pass', 'partial', 'fail')
        union all
        select s.who, s.list, s.id, a.share_e4 > a.share_now_e4 from seen s
          join answers a on a.tenant_id = $1 and a.check_id = s.id and a.verdict in ('pass', 'partial', 'fail')
         where exists (select from reviews r where r.tenant_id = $1 and r.check_id = s.id and r.seconds is not null)
    )
    select who, list, count(*) as of, count(*) filter (where kinder) as hits,
           (array_agg(distinct id) filter (where kinder))[1:5] as shown
      from pair group by 1, 2"""  # noqa: S608 - our own piece
KINDS = {"same_reading": READINGS, "same_photo": SAME, "standard_photo": STANDARD, "burst": BURSTS, "leader_gap": GAPS}

ANSWERED = """
    select checklist_id, e ->> 'kind' as kind, count(*) filter (where answer = 'talked') as useful,
           count(*) filter (where answer <> 'talked') as fine
      from signals, jsonb_array_elements(evidence) e
     where tenant_id = $1 and state = 'answered' and (e ->> 'strength')::numeric > 0.5 group by 1, 2"""


@dataclass(frozen=True)
class Where:
    """The post and unit somebody last did a list for, and the days that were counted."""

    post: UUID
    unit: UUID
    from_date: date
    to_date: date
    checks: int


async def counted(first: date, last: date) -> tuple[dict[Key, Counted], dict[Key, Where]]:
    """Of everybody who did a list from `first` to `last`."""
    rows = await db().fetch(PACES, current(), first, last)
    kinds: dict[Key, dict[str, Any]] = defaultdict(dict)
    for kind, sql in KINDS.items():
        for row in await db().fetch(sql, current(), first, last):
            kinds[row["who"], row["list"]][kind] = row
    found = {(row["who"], row["list"]): _paced(row) for row in rows}
    places = {
        (row["who"], row["list"]): Where(row["post_id"], row["unit_id"], row["from_date"], row["to_date"], row["checks"])
        for row in rows
    }  # fmt: skip
    return {key: _with(each, kinds[key]) for key, each in found.items()}, places


async def weights() -> dict[UUID, dict[str, Decimal]]:
    """List → kind → how far it is believed there, from what leaders answered."""
    found: dict[UUID, dict[str, Decimal]] = defaultdict(dict)
    for row in await db().fetch(ANSWERED, current()):
        found[row["checklist_id"]][row["kind"]] = weight(row["useful"], row["fine"])
    return found


def _paced(row: Any) -> Counted:
    pace, low, high = (ZERO if row[name] is None else row[name] for name in ("pace", "low", "high"))
    cases = {"all_pass": (row["passed"], row["scored"])}
    return Counted(
        row["checks"], row["points"], row["timed"], pace, low, high, cases, shown={"time": tuple(row["quickest"] or ())}
    )


def _with(own: Counted, kinds: dict[str, Any]) -> Counted:
    cases = {kind: (row["hits"], row["of"]) for kind, row in kinds.items()}
    shown = {kind: _ids(row["shown"]) for kind, row in kinds.items()}
    reading = kinds.get("same_reading")
    expected = min(reading["expected"], ONE) if reading and reading["expected"] is not None else None
    return replace(own, cases={**own.cases, **cases}, shown={**own.shown, **shown}, expected=expected)


def _ids(found: Iterable[UUID] | None) -> tuple[UUID, ...]:
    return tuple(found or ())
