"""合理化建议: whoever works here proposes a better way, in words or by a photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.refusals import Refused
from saas.sheets.reads import company
from saas.suggestions.reads import rules_now
from saas.suggestions.rules import GAINS, MOST_PHOTOS, TEXT_LONGEST, due_on
from saas.suggestions.tell import tell
from saas.suggestions.upline import leaders
from saas.voices.speak_up import PHOTOS, WHERE
from saas.words import N_
from tenants import current, db

# A phone may be away for two weeks; nothing is proposed in the future.
AWAY = timedelta(days=14)
OTHER = N_("这个编号已经用于另一条建议，没有改动。")
KEEP = """
    insert into suggestions (tenant_id, id, number, membership_id, unit_id, object_id, gain, text, photos, named, told_at,
                             received_at, due_on)
    select $1, $2, (select coalesce(max(number), 0) + 1 from suggestions where tenant_id = $1), $3, $4, $5, $6, $7, $8, $9,
           $10, $11, $12 returning number"""


@dataclass(frozen=True)
class Proposal:
    """What is proposed. `unit` and `object` by id or code, an object tells its unit; `named`: tell of whom it came."""

    gain: str = ""
    text: str = ""
    unit: str = ""
    object: str = ""
    photos: Sequence[UUID] = field(default_factory=tuple)
    named: bool = True
    told_at: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """What the proposer gets back; the number is the receipt."""

    id: UUID
    receipt: str
    received_at: datetime


async def propose(
    suggestion: UUID, said: Proposal, *, by: UUID, within: Sequence[UUID] | None, now: datetime
) -> Kept:  # fmt: skip
    """Keep it and tell the nearest leader. The same id again gives the same receipt.

    `within`: heads of the lines that an outsider is confined to. Refused 422 at `text`, `unit`, `object` or `photos`; 409
    where the id is somebody else's.
    """
    _check(said)
    place = await db().fetchrow(WHERE, current(), said.unit, said.object, None if within is None else list(within))
    if place is None or not place["within"]:
        raise Refused(422, N_("请从列表中选择地点。"), field="object" if said.object else "unit")
    photos = list(dict.fromkeys(said.photos))
    if photos and await db().fetchval(PHOTOS, current(), photos, by) != len(photos):
        raise Refused(422, N_("照片还没有传到，请等照片传完再提交。"), field="photos")
    # Numbers run without gaps, so their takers queue until COMMIT.
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 3))", str(current()))
    return await _known(suggestion, by) or await _keep(suggestion, said, photos, place, by, now)


def _check(said: Proposal) -> None:
    if not (said.text or said.photos):
        raise Refused(422, N_("请写一句话，或者拍一张照片。"), field="text")
    if len(said.text) > TEXT_LONGEST:
        raise Refused(422, N_("请写短一些，最多 500 字。"), field="text")
    if len(said.photos) > MOST_PHOTOS:
        raise Refused(422, N_("最多 3 张照片。"), field="photos")


async def _known(suggestion: UUID, by: UUID) -> Kept | None:
    row = await db().fetchrow(
        "select number, membership_id, received_at from suggestions where tenant_id = $1 and id = $2", current(), suggestion
    )
    if row is None:
        return None
    if row["membership_id"] != by:
        raise Refused(409, OTHER)
    return Kept(suggestion, str(row["number"]), row["received_at"])


async def _keep(suggestion: UUID, said: Proposal, photos: list[UUID], place: Any, by: UUID, now: datetime) -> Kept:
    """The days until its answer count from the day it came in: a phone that was away costs nobody their time."""
    _, zone = await company()
    due = due_on(business_date(now, zone), await rules_now())
    at = min(max(said.told_at or now, now - AWAY), now)
    number = await db().fetchval(
        KEEP, current(), suggestion, by, place["unit"], place["object"], said.gain if said.gain in GAINS else "", said.text,
        photos, said.named, at, now, due,
    )  # fmt: skip
    # Who wants no name has none on the trail either.
    await trail.record("propose", "suggestion", suggestion, by=by if said.named else None, now=now, number=number)
    await tell("waiting", suggestion, members=await leaders(place["unit"], but=by, step=0), now=now)
    return Kept(suggestion, str(number), now)
