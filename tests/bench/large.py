"""A large company, built set by set: 20,000 people, 3,000 units, 2,000 posts, 5,000 details, 50,000 objects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from saas.people.sessions import start_session
from tenants import lobby

PEOPLE = 20_000

# One root, 12 areas, 150 branches, the rest teams; a post in each area, branch and in 1,837 teams.
BUILD = (
    "insert into layers (tenant_id, code, name, position) select $1, 'L' || n, '{}', n from generate_series(0, 3) n",
    """insert into units (tenant_id, layer_id, code, name, position)
       select $1, (select id from layers where tenant_id = $1 and code = 'L' || case when n = 1 then 0 when n <= 13 then 1 when n <= 163 then 2 else 3 end),
              'U' || n, jsonb_build_object('zh', '单元' || n), n from generate_series(1, 3000) n""",
    """update units c set parent_id = p.id from units p where c.tenant_id = $1 and p.tenant_id = $1 and p.position = case
         when c.position between 2 and 13 then 1 when c.position <= 163 then 2 + (c.position % 12) else 14 + (c.position % 150) end and c.position > 1""",
    """insert into unit_lines (tenant_id, ancestor_id, unit_id, depth)
       with recursive up as (select id as unit_id, id as ancestor_id, 0 as depth from units where tenant_id = $1
         union all select up.unit_id, u.parent_id, up.depth + 1 from up join units u on u.tenant_id = $1 and u.id = up.ancestor_id where u.parent_id is not null)
       select $1, ancestor_id, unit_id, depth from up""",
    "insert into job_titles (tenant_id, code, name) select $1, 'T' || n, jsonb_build_object('zh', '职务' || n) from generate_series(0, 3) n",
    """insert into posts (tenant_id, unit_id, code, job_title, name)
       select $1, id, 'P' || position, 'T' || case when position = 1 then 0 when position <= 13 then 1 when position <= 163 then 2 else 3 end,
              jsonb_build_object('zh', '岗位' || position) from units where tenant_id = $1 and position <= 2000""",
    "insert into persons (login, name, password_hash, created_at) select 'p' || n || '@bench', '人员' || n, 'x', now() from generate_series(1, 20000) n",
    """insert into memberships (tenant_id, person_id, name, joined_at)
       select $1, id, name, now() from persons where login like 'p%@bench'""",
    # The holders: everybody's post is their own, two in a hundred posts are vacant.
    """insert into appointments (tenant_id, post_id, membership_id, from_date)
       select $1, p.id, m.id, '2026-01-01' from (select id, row_number() over (order by id) n from posts where tenant_id = $1) p
       join (select id, row_number() over (order by id) n from memberships where tenant_id = $1) m on m.n = p.n where p.n % 50 > 0""",
    "insert into standards (tenant_id, number, effective_from, published_at) values ($1, 1, '2026-01-01', now())",
    """insert into standard_nodes (tenant_id, standard_id, level, code, name, position)
       select $1, (select id from standards where tenant_id = $1), 'system', 'S' || n, '{"zh": "体系"}', n * 1000 from generate_series(1, 10) n""",
    """insert into standard_nodes (tenant_id, standard_id, parent_id, level, code, name, position)
       select $1, s.standard_id, s.id, 'category', s.code || '.' || n, '{"zh": "类"}', s.position + n * 100
       from standard_nodes s, generate_series(1, 5) n where s.tenant_id = $1 and s.level = 'system'""",
    """insert into standard_nodes (tenant_id, standard_id, parent_id, level, code, name, position)
       select $1, s.standard_id, s.id, 'item', s.code || '.1', '{"zh": "项"}', s.position + 1 from standard_nodes s where s.tenant_id = $1 and s.level = 'category'""",
    """insert into standard_nodes (tenant_id, standard_id, parent_id, level, code, name, position)
       select $1, s.standard_id, s.id, 'step', s.code || '.1', '{"zh": "步骤"}', s.position + 1 from standard_nodes s where s.tenant_id = $1 and s.level = 'item'""",
    """insert into standard_nodes (tenant_id, standard_id, parent_id, level, code, name, principle, position)
       select $1, s.standard_id, s.id, 'detail', 'D' || row_number() over (order by s.position, n), jsonb_build_object('zh', '细节' || n),
              '{"zh": "原则"}', 100000 + row_number() over (order by s.position, n)
       from standard_nodes s, generate_series(1, 100) n where s.tenant_id = $1 and s.level = 'step'""",
    "insert into checklists (tenant_id, code, name, position) select $1, 'C' || n, '{}', n from generate_series(0, 249) n",
    """insert into checklist_versions (tenant_id, checklist_id, number, scoring, sections, effective_from, published_at)
       select $1, id, 1, 'weighted', '[]', '2026-01-01', now() from checklists where tenant_id = $1""",
    # Twenty points a list; one detail in fifty is checked by none.
    """insert into points (tenant_id, version_id, code, section, position, text, kind, weight, detail_code)
       select $1, v.id, 'P' || n, 's', n, '{}', 'pass_fail', 1, d.code
       from (select code, (row_number() over (order by position) - 1) / 20 as list, (row_number() over (order by position) - 1) % 20 + 1 as n
             from standard_nodes where tenant_id = $1 and level = 'detail') d
       join checklists c on c.tenant_id = $1 and c.position = d.list
       join checklist_versions v on v.tenant_id = $1 and v.checklist_id = c.id where (d.list * 20 + d.n) % 50 > 0""",
    """insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, from_date)
       select $1, c.id, p.id, '08:00', '20:00', '2026-01-01' from checklists c cross join generate_series(0, 9) k
       join (select id, row_number() over (order by id) - 1 as n from posts where tenant_id = $1 and job_title = 'T3') p
         on p.n = (c.position + k * 125) % 1837 where c.tenant_id = $1""",
    # Ten teams check and answer for each detail, each with its branch's post reviewing and the area's post informed.
    """insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind)
       select $1, d.code, t.unit_id, x.post_id, x.kind
       from (select code, row_number() over (order by position) n from standard_nodes where tenant_id = $1 and level = 'detail') d
       cross join generate_series(0, 9) k
       join (select p.unit_id, p.id, row_number() over (order by p.id) - 1 as n from posts p where p.tenant_id = $1 and p.job_title = 'T3') t
         on t.n = ((d.n - 1) / 20 + k * 125) % 1837
       join lateral (values (t.id, 'responsible'),
         ((select p.id from unit_lines l join posts p on p.tenant_id = $1 and p.unit_id = l.ancestor_id where l.tenant_id = $1 and l.unit_id = t.unit_id and l.depth = 1), 'reviewing'),
         ((select p.id from unit_lines l join posts p on p.tenant_id = $1 and p.unit_id = l.ancestor_id where l.tenant_id = $1 and l.unit_id = t.unit_id and l.depth = 2), 'informed')
       ) x (post_id, kind) on x.post_id is not null where d.n % 100 > 0""",
    # Three kinds of objects, seventeen of them in each unit.
    """insert into object_kinds (tenant_id, code, name, attributes)
       select $1, 'K' || n, jsonb_build_object('zh', '对象' || n), '[{"code": "size", "name": {"zh": "规格"}, "type": "number"}]' from generate_series(0, 2) n""",
    """insert into objects (tenant_id, kind_id, unit_id, code, name, attributes)
       select $1, k.id, u.id, 'O' || n, jsonb_build_object('zh', '客户' || n), jsonb_build_object('size', (n % 90)::text)
       from generate_series(1, 50000) n join object_kinds k on k.tenant_id = $1 and k.code = 'K' || n % 3
       join units u on u.tenant_id = $1 and u.position = n % 3000 + 1""",
)  # fmt: skip


@dataclass(frozen=True)
class Large:
    """The company, its top unit, and a session of somebody who leads from there."""

    id: UUID
    top: UUID
    token: str
    seconds: float


async def build(settings: Any) -> Large:
    """Set by set, as the owner inside the tenant."""
    began = time.perf_counter()
    connection = await asyncpg.connect(**settings.owner)
    try:
        async with connection.transaction():
            tenant = await connection.fetchval(
                "insert into tenants (slug, name, industry, created_at) values ('large', '大公司', 'cold_drink', now()) returning id"
            )
            await connection.execute(f"set local app.tenant = '{tenant}'")
            for statement in BUILD:
                await connection.execute(statement, *([tenant] if "$1" in statement else []))
                # So that the next one is planned for the rows that are there.
                await connection.execute("analyze")
            top = await connection.fetchval("select id from units where tenant_id = $1 and position = 1", tenant)
            member, person = await connection.fetchrow(
                "select id, person_id from memberships where tenant_id = $1 order by id limit 1", tenant
            )
            await connection.execute(
                "insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, 'admin', $3)", tenant, member, top
            )
        # Statistics and the map of what all may see, as autovacuum leaves them within a minute.
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    async with lobby():
        token = await start_session(person, now=datetime.now(UTC))
    return Large(tenant, top, token, time.perf_counter() - began)
