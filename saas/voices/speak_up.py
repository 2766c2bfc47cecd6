"""随手报: whoever works here tells what they saw, outside any list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from saas import trail
from saas.findings.open_one import Found, open_one
from saas.refusals import Refused
from saas.voices.rules import MOST_PHOTOS, OWN, TEXT_LONGEST, title
from saas.words import N_
from tenants import current, db

# A phone may be away for two weeks; nothing is found in the future.
AWAY = timedelta(days=14)
OTHER = N_("这个编号已经用于另一条上报，没有改动。")
WHERE = """
    select u.id as unit, o.id as object, $4::uuid[] is null or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($4)) as within
      from units u
      left join objects o on o.tenant_id = $1 and o.unit_id = u.id and o.retired_on is null and (o.id::text = $3 or o.code = $3)
     where u.tenant_id = $1 and u.closed_on is null
       and case when $3 = '' then u.id::text = $2 or u.code = $2 else o.id is not null end
     limit 1"""
PHOTOS = "select count(*) from photos where tenant_id = $1 and id = any ($2) and membership_id = $3"


@dataclass(frozen=True)
class Said:
    """What was told. `unit` and `object` by id or code; an object tells its unit."""

    reason: str = ""
    text: str = ""
    unit: str = ""
    object: str = ""
    photos: Sequence[UUID] = field(default_factory=tuple)
    told_at: datetime | None = None


@dataclass(frozen=True)
class Heard:
    """What the teller gets back: the finding and its number, which is the receipt."""

    id: UUID
    finding: UUID
    receipt: str
    received_at: datetime


async def speak_up(voice: UUID, said: Said, *, by: UUID, within: Sequence[UUID] | None, now: datetime) -> Heard:
    """Open the finding and keep what was told. The same id again gives the same receipt.

    `within`: heads of the lines that an outsider is confined to. Refused 422 at `text`, `unit`, `object` or `photos`; 409 where
    the id is somebody else's.
    """
    reason = _check(said)
    place = await db().fetchrow(WHERE, current(), said.unit, said.object, None if within is None else list(within))
    if place is None or not place["within"]:
        raise Refused(422, N_("请从列表中选择地点。"), field="object" if said.object else "unit")
    photos = list(dict.fromkeys(said.photos))
    if photos and await db().fetchval(PHOTOS, current(), photos, by) != len(photos):
        raise Refused(422, N_("照片还没有传到，请等照片传完再提交。"), field="photos")
    at = min(max(said.told_at or now, now - AWAY), now)
    found = Found(
        "report", reason.severity if reason else "minor", title(reason, said.text), place["unit"], at,
        kind=reason.kind if reason else "deviation", found_by=by, note=said.text, photos=photos, object=place["object"],
        subject=f"voice:{said.reason}" if reason else None, origin=f"voice:{voice}",
    )  # fmt: skip
    opened = await open_one(found, now=now)
    received = await _keep(voice, said, photos, place, opened.id, at, by, now)
    return Heard(voice, opened.id, str(opened.number), received)


def _check(said: Said) -> Any:
    """The reason, where one was tapped; something must have been told."""
    if not (said.reason in OWN or said.text or said.photos):
        raise Refused(422, N_("请点一个原因，写一句话，或者拍一张照片。"), field="text")
    if len(said.text) > TEXT_LONGEST:
        raise Refused(422, N_("请写短一些，最多 500 字。"), field="text")
    if len(said.photos) > MOST_PHOTOS:
        raise Refused(422, N_("最多 3 张照片。"), field="photos")
    return OWN.get(said.reason)


async def _keep(
    voice: UUID, said: Said, photos: list[UUID], place: Any, finding: UUID, at: datetime, by: UUID, now: datetime
) -> datetime:  # fmt: skip
    """When it came in: now, or the first time."""
    kept = await db().execute(
        """insert into voices (tenant_id, id, membership_id, unit_id, object_id, reason, text, photos, finding_id, told_at,
                               received_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, id) do nothing""",
        current(), voice, by, place["unit"], place["object"], said.reason if said.reason in OWN else "", said.text, photos,
        finding, at, now,
    )  # fmt: skip
    if kept == "INSERT 0 1":
        await trail.record("tell", "voice", voice, by=by, now=now, finding=str(finding))
        return now
    before = await db().fetchrow(
        "select membership_id, received_at from voices where tenant_id = $1 and id = $2", current(), voice
    )
    if before["membership_id"] != by:
        raise Refused(409, OTHER)
    received: datetime = before["received_at"]
    return received
