"""Somebody must always be able to run the company: the last administrator stays."""

from __future__ import annotations

from uuid import UUID

from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def check_another_admin(without: UUID) -> None:
    """Refuse with 422 where nobody but this member is administrator. Two who ask at the same time take turns."""
    rows = await db().fetch(
        """select r.membership_id from roles r
             join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id and m.ended_at is null
            where r.tenant_id = $1 and r.role = 'admin' order by r.id for update of r""",
        current(),
    )  # fmt: skip
    if {row["membership_id"] for row in rows} <= {without}:
        raise Refused(422, N_("这是最后一位管理员。请先让另一位成员担任管理员。"))


async def check_place(role: str, unit: UUID) -> None:
    """An open unit; executives and administrators see the whole company, so never an external one. Raises 422."""
    row = await db().fetchrow(
        """select exists (select from unit_lines l
                             join units a on a.tenant_id = l.tenant_id and a.id = l.ancestor_id and a.external
                            where l.tenant_id = $1 and l.unit_id = u.id) as external
             from units u where u.tenant_id = $1 and u.id = $2 and u.closed_on is null""",
        current(), unit,
    )  # fmt: skip
    if row is None:
        raise Refused(422, N_("请选择组织单元。"), field="unit")
    if row["external"] and role in ("executive", "admin"):
        raise Refused(422, N_("外部单元的人只能是员工或主管。"), field="role")
