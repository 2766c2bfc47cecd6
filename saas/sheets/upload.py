"""Take a file in: it is kept and read later, in a process of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from saas import trail
from saas.files import put
from saas.refusals import Refused
from saas.sheets.registry import Sheet
from saas.words import N_
from tenants import current, db, later

LARGEST = 10_000_000
LONGEST = 120


async def upload(sheet: Sheet, name: str, body: bytes, *, address: str, locale: str, by: UUID, now: datetime) -> UUID:
    """The import's id; the dry run follows as a job. `address` is where links begin (https://…/slug).

    Raises Refused 422 at `file` for nothing or too much.
    """
    if not body:
        raise Refused(422, N_("请选择要导入的文件。"), field="file")
    if len(body) > LARGEST:
        raise Refused(422, N_("文件最大 10 MB。请分成几个文件再上传。"), field="file")
    path = await put(current(), f"imports/{uuid4()}", body)
    imported: UUID = await db().fetchval(
        """insert into imports (tenant_id, sheet, file_name, path, bytes, locale, requested_by, requested_at, address)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id""",
        current(), sheet.key, _shown(name), path, len(body), locale, by, now, address,
    )  # fmt: skip
    await later("sheets.plan", key=f"plan {imported}", imported=str(imported))
    await trail.record("upload", "import", imported, by=by, now=now, sheet=sheet.key)
    return imported


def _shown(name: str) -> str:
    """The file's name as a label only; it is never an address."""
    plain = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())
    return plain[-LONGEST:] or "—"
