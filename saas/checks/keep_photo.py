"""Keep one photo that a phone sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import files, trail
from saas.checks.fit_photo import Fit, fit_photo
from saas.refusals import Refused
from saas.words import N_
from tenants import db, inside

OTHER = N_("这个照片编号已经用于另一张照片，没有改动。")


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored photo: size in pixels of what was kept, and when it came in."""

    photo: UUID
    width: int
    height: int
    received_at: datetime


async def keep_photo(
    photo: UUID, body: bytes | Fit, *, tenant: UUID, unit: UUID, by: UUID | None, now: datetime
) -> Kept:  # fmt: skip
    """Clean the picture, then write row and file in a transaction of its own. Same bytes again: same answer. `by` is None
    for one that came without sign-in; `body` may have been made fit before.

    Refused: 409 when the id holds other bytes, 422 when the bytes are no photo we take.
    """
    fit = body if isinstance(body, Fit) else await fit_photo(body)
    key = f"{now.year}/{photo}.{fit.suffix}"
    async with inside(tenant):
        # The row first: of two that come at once the second waits here, and only one writes the file.
        row = (tenant, photo, unit, by, f"{tenant}/{key}", fit.digest, fit.width, fit.height, len(fit.body))
        if not await _new_row(*row, now, fit.phash, fit.dhash):
            return await _kept_before(tenant, photo, fit.digest)
        await files.put(tenant, key, fit.body)
        await trail.record("keep", "photo", photo, by=by, now=now)
    return Kept(photo, fit.width, fit.height, now)


async def _new_row(*values: object) -> bool:
    done = await db().execute(
        """insert into photos (tenant_id, id, unit_id, membership_id, path, sha256, width, height, bytes,
                               received_at, phash, dhash)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (tenant_id, id) do nothing""",
        *values,
    )
    return done == "INSERT 0 1"


async def _kept_before(tenant: UUID, photo: UUID, digest: bytes) -> Kept:
    row = await db().fetchrow(
        "select width, height, received_at from photos where tenant_id = $1 and id = $2 and sha256 = $3",
        tenant, photo, digest,
    )  # fmt: skip
    if row is None:
        raise Refused(409, OTHER)
    return Kept(photo, row["width"], row["height"], row["received_at"])
