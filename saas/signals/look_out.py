"""Look over the last weeks of everybody: signals open where a look is worth its time, are renewed, or fade by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.prints import SAME_D, SAME_P
from saas.reviews.raise_risk import raise_risk
from saas.signals import reads
from saas.signals.print_standards import print_standards
from saas.signals.rote import Told, ranked, worth_a_look
from saas.signals.words import raised
from saas.values import half_up
from tenants import current, db

WINDOW, PACES_KEPT = timedelta(days=27), timedelta(days=60)
# Of a hundred people and lists five are shown at most, and three where there are fewer: looking costs leaders time.
SHARE, FEWEST, LIFTED = 20, 3, 3
BANDS = " or ".join(f"((o.phash >> {at}) & 65535) = ((p.phash >> {at}) & 65535)" for at in (0, 16, 32, 48))
CLOSE = f"bit_count((o.phash # p.phash)::bit(64)) <= {SAME_P} and bit_count((o.dhash # p.dhash)::bit(64)) <= {SAME_D}"
# A photo not compared yet, with the nearest of those before it: at least ten minutes, for two shots of one thing are no echo.
# A standard photo of then comes first: who shows that one has shown nothing.
ECHOES = f"""
    insert into photo_echoes (tenant_id, photo_id, earlier_id, whose, distance, looked_at)
    select $1, p.id, coalesce(s.id, e.id), case when s.id is not null then 'standard' when e.id is null then null
                                                when e.membership_id = p.membership_id then 'own' else 'other' end,
           coalesce(s.distance, e.distance), $2
      from photos p
      left join lateral (
           select o.id, bit_count((o.phash # p.phash)::bit(64))::int as distance from standard_files o
            where o.tenant_id = $1 and o.phash is not null and o.kept_at < p.received_at and {CLOSE} order by 2 limit 1) s on true
      left join lateral (
           select o.id, o.membership_id, bit_count((o.phash # p.phash)::bit(64))::int as distance from photos o
            where o.tenant_id = $1 and o.id <> p.id and o.received_at < p.received_at - interval '10 minutes'
              and o.phash is not null and ({BANDS})
              and {CLOSE} order by 3, o.received_at limit 1) e on true
     where p.tenant_id = $1 and p.phash is not null and p.received_at > $2::timestamptz - interval '35 days'
       and not exists (select from photo_echoes x where x.tenant_id = $1 and x.photo_id = p.id)"""  # noqa: S608 - our own figures
FADE = """
    update signals set state = 'faded', renewed_at = $3 where tenant_id = $1 and state = 'open' and id <> all ($2) returning id"""
KEEP = """
    insert into signals (tenant_id, membership_id, checklist_id, post_id, unit_id, from_date, to_date, checks, strength, evidence,
                         opened_at, renewed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
    on conflict (tenant_id, membership_id, checklist_id) where state = 'open' do update
       set post_id = excluded.post_id, unit_id = excluded.unit_id, from_date = excluded.from_date, to_date = excluded.to_date,
           checks = excluded.checks, strength = excluded.strength, evidence = excluded.evidence, renewed_at = excluded.renewed_at
    returning id"""
WAITING = """
    select c.id from checks c join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id and v.checklist_id = $3
     where c.tenant_id = $1 and c.membership_id = $2 and c.state = 'received' and c.raised is null
     order by c.received_at desc limit $4"""


async def look_out(day: date, *, now: datetime) -> list[UUID]:
    """The signals that are open afterwards. Nothing of it is done while somebody sends a check in."""
    await print_standards(now=now)
    await db().execute(ECHOES, current(), now)
    await db().execute("delete from check_paces where tenant_id = $1 and received_at < $2", current(), now - PACES_KEPT)
    counted, places = await reads.counted(day - WINDOW, day)
    told = ranked(counted, await reads.weights())
    shown = worth_a_look(told, max(FEWEST, len(told) // SHARE))
    kept = [await _keep(one, places[one.key], now) for one in shown]
    for faded in await db().fetch(FADE, current(), kept, now):
        await trail.record("fade", "signal", faded["id"], by=None, now=now)
    return kept


async def _keep(one: Told, place: reads.Where, now: datetime) -> UUID:
    who, checklist = one.key
    days = (place.from_date, place.to_date, place.checks)
    signal: UUID = await db().fetchval(
        KEEP, current(), who, checklist, place.post, place.unit, *days, half_up(one.strength, 3), evidence_of(one), now
    )
    say, params = raised(one)
    for check in await db().fetch(WAITING, current(), who, checklist, LIFTED):
        await raise_risk(check["id"], say, now=now, **params)
    return signal


def evidence_of(one: Told) -> list[dict[str, Any]]:
    """As it is kept: figures as text, checks by their ids."""
    return [
        {
            "kind": each.kind, "of": each.of, "hits": str(half_up(each.hits, 1)), "usual": str(half_up(each.usual, 3)),
            "strength": str(half_up(each.strength, 3)), "checks": [str(check) for check in each.checks],
        }
        for each in one.evidence
    ]  # fmt: skip
