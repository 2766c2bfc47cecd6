"""Look through the answers of the last half year for points that tell nothing apart, and propose what to do about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.scores.sheet import Sheet, from_json
from saas.signals.points import Usage, bound, proposal
from saas.values import quantum
from tenants import current, db

BACK = timedelta(days=180)
MOST = 20

# By list and code over all versions, of points that the version in force still asks; the day tallies and corrections tell it.
USAGE = """
    with list as materialized (
        select l.id, l.code, v.id as version from checklists l
          join lateral (select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id
                           and v.effective_from <= $3 order by v.effective_from desc, v.number desc limit 1) v on true
         where l.tenant_id = $1 and (l.retired_on is null or l.retired_on > $3)
    ), counted as (
        select w.checklist_id, p.code, sum(t.sent_applied[p.position]) as answered,
               sum(t.sent_applied[p.position] * 10000 - t.sent_e4[p.position]) as lost, sum(t.na[p.position]) as na,
               sum(t.sent_applied[p.position] * 10000 - t.raw_e4[p.position]) as lost_raw
          from tallies t join checklist_versions w on w.tenant_id = $1 and w.id = t.version_id
          join points p on p.tenant_id = $1 and p.version_id = w.id
         where t.tenant_id = $1 and t.business_date between $2 and $3 group by 1, 2
    ), told as (
        select k.id as checklist_id, k.code as list, p.code, p.veto, p.position, c.answered, c.na, c.lost, c.lost_raw,
               (select count(*) from findings f join points q on q.tenant_id = $1 and q.id = f.point_id and q.code = p.code
                  join checklist_versions w on w.tenant_id = $1 and w.id = q.version_id and w.checklist_id = k.id
                 where f.tenant_id = $1 and f.state <> 'withdrawn' and f.business_date >= $2) as found
          from list k join points p on p.tenant_id = $1 and p.version_id = k.version
          join counted c on c.checklist_id = k.id and c.code = p.code
         where p.weight > 0
    )
    select t.checklist_id, t.list, t.code, t.veto, t.answered::int, t.na::int, t.found::int, t.lost <> t.lost_raw as corrected,
           case when t.lost = t.answered * 10000 then t.answered else least(t.answered, ceil(t.lost / 10000)) end::int as differs
      from told t
     where not exists (select from list_proposals x where x.tenant_id = $1 and x.checklist_id = t.checklist_id
                          and x.point_code = t.code and x.state in ('accepted', 'declined') and x.decided_at > $4)
     order by t.list, t.position"""
LAST = """
    select c.id, c.name, k.sheet::text as sheet from closures k join cycles c on c.tenant_id = $1 and c.id = k.cycle_id
     where k.tenant_id = $1 order by c.to_date desc, k.closed_at desc limit 1"""
KEEP = """
    insert into list_proposals (tenant_id, checklist_id, point_code, kind, facts, bound, made_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (tenant_id, checklist_id, point_code) where state = 'open' do update
       set kind = excluded.kind, facts = excluded.facts, bound = excluded.bound returning id"""
FADE = "update list_proposals set state = 'faded' where tenant_id = $1 and state = 'open' and id <> all ($2)"


async def weigh_lists(day: date, *, twice: list[Any], now: datetime) -> list[UUID]:
    """The proposals that are open afterwards, at most twenty. `twice`: what some post is asked in two lists."""
    same = {(row["list_too"], row["code_too"]): (row["list"], row["code"]) for row in twice if row["words"]}
    last = await db().fetchrow(LAST, current())
    sheet = from_json(last["sheet"]) if last else None
    kept: list[UUID] = []
    for row in await db().fetch(USAGE, current(), day - BACK, day, now - BACK):
        usage = Usage(
            row["answered"], row["differs"], row["na"], int(row["corrected"]), row["found"], row["veto"],
            same.get((row["list"], row["code"])),
        )  # fmt: skip
        kind = proposal(usage)
        if kind and len(kept) < MOST:
            moved = _bound(sheet, row, last["name"]) if sheet else None
            facts = _facts(usage, day)
            kept.append(await db().fetchval(KEEP, current(), row["checklist_id"], row["code"], kind, facts, moved, now))
    await db().execute(FADE, current(), kept)
    return kept


def _facts(usage: Usage, day: date) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "answered": usage.answered, "differs": usage.differs, "na": usage.na, "found": usage.found,
        "from": (day - BACK).isoformat(), "to": day.isoformat(),
    }  # fmt: skip
    return facts | ({"list": usage.same[0], "point": usage.same[1]} if usage.same else {})


def _bound(sheet: Sheet, row: Any, cycle: dict[str, str]) -> dict[str, Any]:
    told = bound(sheet, row["list"], row["code"])
    return {"cycle": cycle, "units": told.units, "places": told.places, "shift": str(quantum(told.shift))}
