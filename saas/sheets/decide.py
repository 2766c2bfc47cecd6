"""A person has seen the dry run and says go: everything, or by express choice only the rows without a problem."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.sheets import reads
from saas.words import N_
from tenants import current, db, later

LEFT = N_("还有 %(n)s 行有问题。请改好后重新上传，或者选择只导入没有问题的行。")


async def decide(imported: UUID, *, only_good: bool, by: UUID, now: datetime) -> None:
    """Ask for the import to be written. Raises 404, 409 where it was decided or discarded already, 422 where
    rows have problems and nobody chose to leave them out, or where nothing would be written.
    """
    one = await reads.found(imported)
    if one is None:
        raise not_found()
    if one.refusals and not only_good and one.state == "planned":
        raise Refused(422, LEFT, field="form", n=one.refusals)
    if not one.writes and one.state == "planned":
        raise Refused(422, N_("没有需要写入的行。"), field="form")
    claimed = await db().fetchval(
        """update imports set state = 'applying', decided_by = $3, decided_at = $4, only_good = $5, done = 0
            where tenant_id = $1 and id = $2 and state = 'planned' returning id""",
        current(), imported, by, now, only_good and one.refusals > 0,
    )  # fmt: skip
    if claimed is None:
        raise Refused(409, N_("这次导入已经处理过了。"))
    await later("sheets.apply", key=f"apply {imported}", imported=str(imported))
    left_out = one.refusals if only_good else 0
    await trail.record("decide", "import", imported, by=by, now=now, sheet=one.sheet, left_out=left_out)
