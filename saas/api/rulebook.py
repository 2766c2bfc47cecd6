"""Standards in force, responsibilities and published checklists, as other systems read them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.refusals import not_found
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


class ApiNode(Struct, frozen=True):
    """A line of the standard in force: system, category, item, step or detail. `mark` says where a figure comes from."""

    id: UUID
    code: str
    level: str
    name: Text
    parent: UUID | None
    criterion: dict[str, Any] | None
    principle: Text | None
    mark: dict[str, Any] | None


class ApiResponsibility(Struct, frozen=True):
    """Detail × post: responsible, supporting, reviewing or informed. Without a post it holds for the unit's line."""

    id: UUID
    detail: str
    unit: UUID | None
    post: UUID | None
    kind: str


class ApiChecklist(Struct, frozen=True):
    """A checklist with the version that is in force today; null while none is."""

    id: UUID
    code: str
    name: Text
    version: UUID | None
    number: int | None
    effective_from: date | None
    retired_on: date | None


class ApiPoint(Struct, frozen=True):
    """A point of the version in force."""

    id: UUID
    code: str
    section: str
    position: int
    text: Text
    kind: str
    weight: Decimal
    veto: bool
    uom: str | None
    limits: dict[str, Any] | None
    options: list[dict[str, Any]] | None
    detail: str | None


IN_FORCE = """(select v.id from checklist_versions v where v.tenant_id = $1 and v.checklist_id = l.id and v.effective_from <= $2
    order by v.number desc limit 1)"""


@read("/standards", "read:standards", N_("现行标准"), answer=Listed[ApiNode], query=Paged)
async def standards(call: Call) -> Listed[ApiNode]:
    rows = await db().fetch(
        """select n.id, n.code, n.level, n.name, n.parent_id as parent, n.criterion, n.principle, n.mark
             from standard_nodes n
            where n.tenant_id = $1 and n.id > $2 and n.standard_id = (
                select s.id from standards s where s.tenant_id = $1 and s.effective_from <= $4
                 order by s.effective_from desc, s.number desc limit 1)
            order by n.id limit $3""",
        current(), *call.query.bounds, call.today,
    )  # fmt: skip
    return paged([ApiNode(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/responsibilities", "read:standards", N_("责任分工"), answer=Listed[ApiResponsibility], query=Paged)
async def responsibilities(call: Call) -> Listed[ApiResponsibility]:
    rows = await db().fetch(
        """select id, detail_code as detail, unit_id as unit, post_id as post, kind from responsibilities
            where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiResponsibility(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/checklists", "read:checklists", N_("检查表"), answer=Listed[ApiChecklist], query=Paged)
async def checklists(call: Call) -> Listed[ApiChecklist]:
    rows = await db().fetch(
        f"""select l.id, l.code, l.name, v.id as version, v.number, v.effective_from, l.retired_on
              from checklists l left join checklist_versions v on v.tenant_id = $1 and v.id = {IN_FORCE}
             where l.tenant_id = $1 and l.id > $3 order by l.id limit $4""",  # noqa: S608
        current(), call.today, *call.query.bounds,
    )  # fmt: skip
    return paged([ApiChecklist(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/checklists/{checklist}/points", "read:checklists", N_("检查表现行版本的检查项"), answer=list[ApiPoint])
async def points(call: Call, checklist: UUID) -> list[ApiPoint]:
    rows = await db().fetch(
        f"""select p.id, p.code, p.section, p.position, p.text, p.kind, p.weight, p.veto, p.uom, p.limits, p.options,
                   p.detail_code as detail
              from checklists l left join points p on p.tenant_id = $1 and p.version_id = {IN_FORCE}
             where l.tenant_id = $1 and l.id = $3 order by p.position""",  # noqa: S608
        current(), call.today, checklist,
    )  # fmt: skip
    if not rows:
        raise not_found()
    return [ApiPoint(**row) for row in rows if row["id"]]
