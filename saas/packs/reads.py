"""What a company has when it is born, and how far its set-up has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from saas.packs.format import Pack
from saas.packs.shape import Fault
from saas.packs.shelf import Offer, offer
from tenants import current, db

# Nothing stands here yet but what an empty start brought.
VACANT = """
    select (select count(*) from units u where u.tenant_id = $1) = 1
       and (select count(*) from posts p where p.tenant_id = $1) <= 1
       and not exists (select from appointments a where a.tenant_id = $1)
       and not exists (select from invitations i where i.tenant_id = $1)
       and not exists (select from standard_nodes n where n.tenant_id = $1)
       and not exists (select from standard_drafts d where d.tenant_id = $1 and d.ended_at is null)
       and not exists (select from checklists l where l.tenant_id = $1)
       and not exists (select from object_kinds k where k.tenant_id = $1)
       and not exists (select from processes s where s.tenant_id = $1)
       and not exists (select from closures c where c.tenant_id = $1)"""


@dataclass(frozen=True)
class SetUp:
    """Counts of what stands there, and of what people have done since; from `checks` on some are counted to one at most."""

    units: int
    posts: int
    vacant: int
    details: int
    objects: int
    checklists: int
    points: int
    members: int
    invited: int
    due_today: int
    checks: int
    reviews: int
    closed: int
    layers: int
    titles: int
    owned: int
    published: int
    scheduled: int


async def set_up(today: date) -> SetUp:
    """One statement over the tenant's own tables."""
    row = await db().fetchrow(
        """select
             (select count(*) from units where tenant_id = $1) as units,
             (select count(*) from posts where tenant_id = $1) as posts,
             (select count(*) from posts p where p.tenant_id = $1 and not exists (
                select from appointments a where a.tenant_id = $1 and a.post_id = p.id and a.from_date <= $2
                   and (a.to_date is null or a.to_date >= $2))) as vacant,
             (select count(*) from standard_nodes where tenant_id = $1 and level = 'detail') as details,
             (select count(*) from objects where tenant_id = $1) as objects,
             (select count(*) from checklists where tenant_id = $1) as checklists,
             (select count(*) from points where tenant_id = $1) as points,
             (select count(*) from memberships where tenant_id = $1 and ended_at is null) as members,
             (select count(*) from invitations where tenant_id = $1 and accepted_at is null
                 and withdrawn_at is null) as invited,
             (select count(*) from due_checks where tenant_id = $1 and business_date = $2) as due_today,
             (select count(*) from (select from checks where tenant_id = $1 limit 1) c) as checks,
             (select count(*) from (select from reviews where tenant_id = $1 limit 1) r) as reviews,
             (select count(*) from (select from closures where tenant_id = $1 limit 1) c) as closed,
             (select count(*) from layers where tenant_id = $1) as layers,
             (select count(*) from job_titles where tenant_id = $1) as titles,
             (select count(*) from (select from responsibilities where tenant_id = $1 limit 1) o) as owned,
             (select count(*) from (select from checklist_versions where tenant_id = $1 and published_at is not null limit 1) v)
               as published,
             (select count(*) from (select from schedules where tenant_id = $1 limit 1) s) as scheduled""",
        current(), today,
    )  # fmt: skip
    return SetUp(**dict(row))


@dataclass(frozen=True)
class Waiting:
    """A pack that was uploaded and waits: what it brings, and what may be better about it."""

    offer: Offer
    advice: tuple[Fault, ...]


@dataclass(frozen=True)
class Origin:
    """The pack a company was born with, what waits to be taken up, and whether it still can be."""

    face: dict[str, Any] | None
    waiting: Waiting | None
    vacant: bool


async def origin() -> Origin:
    """One statement for what is kept, one for whether the company is empty."""
    rows = await db().fetch(
        """select part, body from pack_parts
            where tenant_id = $1 and (part, code) in (('pack', 'face'), ('offer', 'own'))""", current()
    )  # fmt: skip
    kept = {row["part"]: row["body"] for row in rows}
    waiting = None
    if "offer" in kept:
        advice = tuple(msgspec.convert(one, Fault) for one in kept["offer"]["advice"])
        waiting = Waiting(offer(msgspec.convert(kept["offer"]["pack"], Pack)), advice)
    return Origin(kept.get("pack"), waiting, bool(await db().fetchval(VACANT, current())))
