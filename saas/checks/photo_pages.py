"""Photos of the phone: sent whole or in parts, and seen."""

from __future__ import annotations

from uuid import UUID

from litestar.exceptions import InternalServerException

from saas import files
from saas.checks import reads
from saas.checks.keep_part import WHOLE_LARGEST, arrived, keep_part
from saas.checks.keep_photo import keep_photo
from saas.refusals import Refused, not_found
from saas.values import as_id
from saas.visit import Visit
from saas.web import Data, File, act, page
from saas.words import N_
from tenants import inside

CONFLICT = 409
NO_PLACE = N_("没有说明这一段从哪里开始、照片一共多长，没有保存。")


@act("PUT", "/photos/{photo}", permit="photo.send", alone=True, limit=WHOLE_LARGEST)
async def put_photo(visit: Visit, photo: UUID) -> Data:
    body = await visit.request.body()
    async with inside(visit.tenant.id):
        unit = await _unit_of_due(visit)
    return Data(await keep_photo(photo, body, tenant=visit.tenant.id, unit=unit, by=visit.member, now=visit.now))


@page("/photos/{photo}/parts", permit="photo.send")
async def parts(visit: Visit, photo: UUID) -> Data:
    """Where to go on: how many bytes are here. Not found where nothing is: then it begins at the first byte."""
    here = await arrived(photo, visit.member)
    if not here.kept and not here.offset:
        raise not_found()
    return Data(here)


@act("PUT", "/photos/{photo}/parts", permit="photo.send", alone=True, limit=WHOLE_LARGEST)
async def put_part(visit: Visit, photo: UUID) -> Data:
    """A part from `Upload-Offset` on, of `Upload-Length` bytes in all. What came before the line broke is kept."""
    begins, length = (_figure(visit, name) for name in ("upload-offset", "upload-length"))
    body = await _body(visit)
    async with inside(visit.tenant.id):
        unit = await _unit_of_due(visit, known=False)
    here = await keep_part(photo, begins, body, length, tenant=visit.tenant.id, unit=unit, by=visit.member, now=visit.now)
    return Data(here, 200 if here.kept or here.offset == begins + len(body) else CONFLICT)


@page("/photos/{photo}", permit="photo.read")
async def photo(visit: Visit, photo: UUID) -> File:
    path = await reads.photo_path(photo, visit.member, visit.leads())
    body = await files.get(visit.tenant.id, path) if path else None
    if body is None:
        raise not_found()
    return File(body, "image/png" if path and path.endswith(".png") else "image/jpeg", keep=True)


async def _body(visit: Visit) -> bytes:
    """What arrives of the body, though the line may break."""
    came = bytearray()
    try:
        async for some in visit.request.stream():
            came += some
    except InternalServerException:
        pass
    return bytes(came)


def _figure(visit: Visit, name: str) -> int:
    given = visit.request.headers.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):  # noqa: PLR2004 - far above the largest photo
        raise Refused(422, NO_PLACE)
    return int(given)


async def _unit_of_due(visit: Visit, *, known: bool = True) -> UUID:
    """The unit of the due check named in ?due=, else the sender's own; `known`: one that is named must be theirs."""
    due = visit.request.query_params.get("due")
    asked = as_id(due) if due else None
    unit = await reads.unit_of_due(asked, visit.posts, visit.member) if asked else None
    if unit is None and due is not None and known:
        raise not_found()
    units = [*visit.post_units, *(one for held in visit.role_units.values() for one in held)]
    return unit or units[0]
