"""A standard of today with one detail of the outlet visit and its standard photo."""

from __future__ import annotations

from datetime import datetime

from saas.standards.keep_file import keep_file
from tenants import db, inside
from tests.cast import Firm

PUBLISHED = """
    with made as (insert into standards (tenant_id, number, effective_from, published_at)
                  select $1, max(number) + 1, $4, $3 from standards where tenant_id = $1 returning id)
    insert into standard_nodes (tenant_id, standard_id, level, code, name, principle, position, attachments)
    select $1, made.id, 'detail', (
           select p.detail_code from points p join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
             join checklists l on l.tenant_id = $1 and l.id = v.checklist_id and l.code = 'C1'
            where p.tenant_id = $1 and p.detail_code is not null order by p.position limit 1),
           '{"zh": "细节"}', '{"zh": "细节"}', 1, array[$2::uuid] from made"""


async def pictured(firm: Firm, body: bytes, *, now: datetime) -> str:
    """The address of the photo."""
    async with inside(firm.id):
        photo = await keep_file("标准.jpg", body, by=firm.admin.member, now=now)
        await db().execute(PUBLISHED, firm.id, photo, now, now.date())
    return f"/{firm.slug}/standards/files/{photo}"
