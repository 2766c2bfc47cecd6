"""Lay out the rounds of supervision of a day, and draw the checks that leaders fill in again, by the stored seed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from saas.reviews.rules import owed, span
from tenants import current, db

RULES = """
    select r.id, r.every from supervision_rules r
     where r.tenant_id = $1 and r.job_title <> '' and (r.retired_on is null or r.retired_on > $2)"""

# The seed comes from that of the cycle: stored, and known to nobody beforehand.
ROUNDS = """
    insert into supervision_rounds (tenant_id, rule_id, post_id, from_date, to_date, seed)
    select $1, r.id, p.id, x.first, x.last, hashtextextended(r.id::text || p.id::text || x.first::text, coalesce((
               select k.seed from cycles k where k.tenant_id = $1 and x.first between k.from_date and k.to_date
                  and k.state <> 'draft' order by k.from_date desc, k.to_date limit 1), 0))
      from unnest($2::uuid[], $3::date[], $4::date[]) as x (rule, first, last)
      join supervision_rules r on r.tenant_id = $1 and r.id = x.rule
      join posts p on p.tenant_id = $1 and p.job_title = r.job_title and (p.closed_on is null or p.closed_on > $5)
    on conflict (tenant_id, rule_id, post_id, from_date) do nothing"""

# What may be drawn: checks of the round's line and lists, never of a post that somebody of the drawing post holds, too.
POOL = """
    from due_checks d
    join unit_lines l on l.tenant_id = d.tenant_id and l.unit_id = d.unit_id and l.ancestor_id = p.unit_id
    join checklist_versions v on v.tenant_id = d.tenant_id and v.id = d.version_id
    join checklists k on k.tenant_id = d.tenant_id and k.id = v.checklist_id
   where d.tenant_id = $1 and d.state <> 'relieved' and (r.lists = '{}' or k.code = any (r.lists)) and not exists (
         select from appointments a join appointments o on o.tenant_id = $1 and o.membership_id = a.membership_id
          where a.tenant_id = $1 and a.post_id = d.post_id and o.post_id = p.id
            and (a.to_date is null or a.to_date >= $2) and (o.to_date is null or o.to_date >= $2))"""
OPEN_ROUNDS = f"""
    select o.id, o.from_date, o.to_date, r.share, r.number,
           (select count(*) from spot_checks s where s.tenant_id = $1 and s.round_id = o.id) as drawn,
           case when r.share is null then 0
                else (select count(*) {POOL} and d.business_date between o.from_date and $2) end as pool
      from supervision_rounds o
      join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id and r.does = 'spot'
       and (r.retired_on is null or r.retired_on > $2)
      join posts p on p.tenant_id = $1 and p.id = o.post_id
     where o.tenant_id = $1 and o.to_date >= $2 and o.from_date <= $2 order by o.to_date - o.from_date, o.id"""  # noqa: S608 - our piece
DRAW = f"""
    insert into spot_checks (tenant_id, due_id, round_id, post_id, drawn_at, until)
    select $1, chosen.id, o.id, o.post_id, $5, o.to_date
      from unnest($3::uuid[], $4::int[]) as w (round, wanted)
      join supervision_rounds o on o.tenant_id = $1 and o.id = w.round
      join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id
      join posts p on p.tenant_id = $1 and p.id = o.post_id
     cross join lateral (
           select d.id {POOL} and d.business_date = $2 and d.check_id is null
              and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = d.id)
            order by hashtextextended(d.id::text, o.seed), d.id limit w.wanted) chosen
    on conflict (tenant_id, due_id) do nothing returning round_id"""  # noqa: S608 - our piece
TURNS = 3  # two rounds may want the same check: who came second draws again


async def draw(day: date, *, now: datetime) -> int:
    """Rounds that begin by `day`, and of its due checks as many as are owed; returns how many were drawn. Safe to run again:
    what was drawn stays, and only what is still owed is drawn.
    """
    await _lapse(now)
    rules = await db().fetch(RULES, current(), day)
    spans = [span(rule["every"], day) for rule in rules]
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    await db().execute(ROUNDS, current(), [rule["id"] for rule in rules], firsts, lasts, day)
    wanted = {row["id"]: _owed(row, day) for row in await db().fetch(OPEN_ROUNDS, current(), day)}
    drawn = 0
    for _ in range(TURNS):
        asked = {round_: many for round_, many in wanted.items() if many > 0}
        if not asked:
            break
        for row in await db().fetch(DRAW, current(), day, list(asked), list(asked.values()), now):
            wanted[row["round_id"]] -= 1
            drawn += 1
    return drawn


def _owed(row: Any, day: date) -> int:
    so_far = owed(row["from_date"], row["to_date"], day, share=row["share"], number=row["number"], pool=row["pool"])
    return so_far - int(row["drawn"])


async def _lapse(now: datetime) -> None:
    """What nobody filled in while it was to be done is open no longer."""
    await db().execute(
        """update spot_checks s set state = 'lapsed', ended_at = $2 from tenants t
            where s.tenant_id = $1 and t.id = $1 and s.state = 'open' and s.until < ($2 at time zone t.zone)::date""",
        current(), now,
    )  # fmt: skip
