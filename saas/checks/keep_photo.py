"""Keep one photo that a phone sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from saas import files, trail
from saas.checks.drawings import drawing
from saas.pictures import cleaned
from saas.prints import Print, print_of
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


async def keep_photo(photo: UUID, body: bytes, *, tenant: UUID, unit: UUID, by: UUID | None, now: datetime) -> Kept:
    """Clean the picture, then write row and file in a transaction of its own. Same bytes again: same answer. `by` is None
    for one that came without sign-in.

    Refused: 409 when the id holds other bytes, 422 when the bytes are no photo we take.
    """
    digest = sha256(body).digest()
    width, height, kept, suffix = await _fit_to_keep(body)
    print_ = await asyncio.to_thread(print_of, kept) if suffix == "jpg" else None
    key = f"{now.year}/{photo}.{suffix}"
    async with inside(tenant):
        # The row first: of two that come at once the second waits here, and only one writes the file.
        row = (tenant, photo, unit, by, f"{tenant}/{key}", digest, width, height, len(kept))
        if not await _new_row(*row, now, *_bits(print_)):
            return await _kept_before(tenant, photo, digest)
        await files.put(tenant, key, kept)
        await trail.record("keep", "photo", photo, by=by, now=now)
    return Kept(photo, width, height, now)


async def _fit_to_keep(body: bytes) -> tuple[int, int, bytes, str]:
    """Width, height, bytes and suffix: a drawn signature stays a drawing, everything else becomes a bare JPEG."""
    drawn = await asyncio.to_thread(drawing, body)
    if drawn is not None:
        return drawn.width, drawn.height, drawn.png, "png"
    picture = await cleaned(body)
    return picture.width, picture.height, picture.jpeg, "jpg"


def _bits(print_: Print | None) -> tuple[int | None, int | None]:
    return (print_.phash, print_.dhash) if print_ else (None, None)


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
