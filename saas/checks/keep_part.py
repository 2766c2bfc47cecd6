"""Keep a photo that comes in parts, over a network that breaks off; whole, it is kept like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from saas.checks.keep_photo import keep_photo
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db, inside

WHOLE_LARGEST = 12_000_000
UNFINISHED_MOST = 60_000_000
KEPT_FOR = timedelta(days=30)

TOO_MUCH = N_("还有太多照片没有传完，请先把它们传完。")
WRONG_LENGTH = N_("这张照片太大或长度不对，没有保存。")

SO_FAR = """
    select exists (select from photos p where p.tenant_id = $1 and p.id = $3 and p.membership_id = $2) as kept,
           coalesce((select sum(length(x.body)) from photo_parts x
                      where x.tenant_id = $1 and x.membership_id = $2 and x.photo_id = $3), 0)::int as offset"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """How many bytes are here, and whether the photo is whole and kept."""

    offset: int
    kept: bool


async def arrived(photo: UUID, by: UUID) -> Arrived:
    """What has come of a photo of this sender so far, in the open transaction."""
    row = await db().fetchrow(SO_FAR, current(), by, photo)
    return Arrived(row["offset"], row["kept"])


async def keep_part(
    photo: UUID, begins: int, body: bytes, length: int, *, tenant: UUID, unit: UUID, by: UUID, now: datetime
) -> Arrived:  # fmt: skip
    """Add the bytes from `begins` on to a photo of `length` bytes in all; what does not continue it is left aside.

    The last part makes it whole: then it is cleaned and kept, and its parts go. Refused: 422 when it is no photo, too
    large, or too much is unfinished; a photo that is refused begins anew.
    """
    if not 0 < length <= WHOLE_LARGEST or begins + len(body) > length:
        raise Refused(422, WRONG_LENGTH)
    async with inside(tenant):
        # Two of the same sender at once wait for each other: none is taken twice.
        await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 2))", f"{by}{photo}")
        here = await arrived(photo, by)
        if not here.kept and body and begins == here.offset:
            await _add(photo, begins, body, by, now)
            here = Arrived(begins + len(body), False)
    if here.kept or here.offset < length:
        return here
    return await _whole(photo, length, tenant=tenant, unit=unit, by=by, now=now)


async def _add(photo: UUID, begins: int, body: bytes, by: UUID, now: datetime) -> None:
    done = await db().execute(
        """insert into photo_parts (tenant_id, membership_id, photo_id, begins, body, received_at)
           select $1, $2, $3, $4, $5, $6 where $7 >= coalesce((
                  select sum(length(x.body)) from photo_parts x where x.tenant_id = $1 and x.membership_id = $2), 0)""",
        current(), by, photo, begins, body, now, UNFINISHED_MOST - len(body),
    )  # fmt: skip
    if done != "INSERT 0 1":
        raise Refused(422, TOO_MUCH)


async def _whole(photo: UUID, length: int, *, tenant: UUID, unit: UUID, by: UUID, now: datetime) -> Arrived:
    async with inside(tenant):
        parts = await db().fetch(
            "select body from photo_parts where tenant_id = $1 and membership_id = $2 and photo_id = $3 order by begins",
            tenant, by, photo,
        )  # fmt: skip
        body = b"".join(part["body"] for part in parts)
        if len(body) < length:
            # Another line of the same sender was quicker, and has put them together.
            return await arrived(photo, by)
    try:
        await keep_photo(photo, body, tenant=tenant, unit=unit, by=by, now=now)
    finally:
        async with inside(tenant):
            await db().execute(
                "delete from photo_parts where tenant_id = $1 and membership_id = $2 and photo_id = $3", tenant, by, photo
            )
    return Arrived(len(body), True)


async def drop_parts(*, now: datetime) -> int:
    """Parts of photos that nobody went on with for a month go; returns how many. Safe to run again."""
    done = await db().execute("delete from photo_parts where tenant_id = $1 and received_at < $2", current(), now - KEPT_FOR)
    return int(done.rsplit(" ", 1)[1])
